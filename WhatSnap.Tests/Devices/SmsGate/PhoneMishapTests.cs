using WhatSnap.Core.Messages;
using WhatSnap.Local.Simulators.GoHighLevel;

namespace WhatSnap.Tests.Devices.SmsGate;

/// <summary>Whatever happens to a phone: nothing is lost, doubled or out of order, dates are true, and GoHighLevel shows how it ended.</summary>
public sealed class PhoneMishapTests
{
    private const int Steps = 40;
    private const int Customers = 4;

    /// <summary>What the phone did not fetch ends after a day, and what it is silent of half an hour later.</summary>
    private static readonly TimeSpan LongestRest = TimeSpan.FromDays(2);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Random_mishaps_lose_double_and_overtake_nothing(int seed)
    {
        await using var stage = await PhoneStage.StartAsync();
        var story = new Story(stage, new Random(seed));

        for (var step = 0; step < Steps; step++) await story.StepAsync();
        await story.EndAsync();

        story.AssertInbound();
        await story.AssertOutboundAsync();
    }

    /// <summary>What happens, and what must come of it.</summary>
    private sealed class Story
    {
        private readonly PhoneStage _stage;
        private readonly Random _random;
        private readonly IReadOnlyList<SimulatedContact> _contacts;
        private readonly List<(string From, string Text, DateTimeOffset At)> _received = [];
        private readonly List<(SimulatedContact To, string Text, string Id)> _written = [];
        private double _loss;

        public Story(PhoneStage stage, Random random)
        {
            (_stage, _random) = (stage, random);
            _contacts = [.. Enumerable.Range(1, Customers).Select(index => stage.Contact(index))];
            stage.Network.Loses = _ => _random.NextDouble() < _loss ? (Loss)_random.Next(1, 3) : Loss.Nothing;
        }

        /// <summary>The phone has told of all and sent all, and everything has an end in GoHighLevel.</summary>
        private bool IsOver => _stage.Phone.IsAtRest && _stage.Stored.Count >= _received.Count && _written.All(one => _stage.Stage.StatusOf(one.Id) != "pending");

        public async Task StepAsync()
        {
            var contact = _contacts[_random.Next(Customers)];
            switch (_random.Next(10))
            {
                case < 4:
                    Receive(contact);
                    break;
                case < 7:
                    var text = $"answer {_written.Count}";
                    _written.Add((contact, text, await _stage.Stage.WriteAsync(contact, text)));
                    break;
                case 7:
                    _stage.Phone.Restart();
                    break;
                case 8:
                    if (_stage.Phone.IsOnline) _stage.Phone.GoOffline();
                    else _stage.Phone.GoOnline();
                    break;
                default:
                    _loss = _loss > 0 ? 0 : 0.4;
                    break;
            }

            // Mostly minutes, now and then hours.
            await _stage.PassAsync(_random.Next(10) == 0 ? 60 * 4 * _random.NextDouble() : 4 * _random.NextDouble());
        }

        public async Task EndAsync()
        {
            _loss = 0;
            _stage.Phone.GoOnline();
            var until = _stage.Product.Time.GetUtcNow() + LongestRest;
            while (!IsOver && _stage.Product.Time.GetUtcNow() < until) await _stage.PassAsync(TimeSpan.FromMinutes(30));

            // For what would come twice.
            await _stage.PassAsync(TimeSpan.FromHours(1));
            Assert.Equal((0, true), (_stage.Phone.WebhooksDropped, _stage.Phone.IsAtRest));
        }

        public void AssertInbound()
        {
            var phones = _stage.Stage.Crm.Contacts.ToDictionary(contact => contact.Id, contact => contact.Phone!);
            var stored = _stage.Stored.Select(message => (phones[message.ContactId], message.Body, message.DateAdded)).ToList();
            Assert.Equal(_received.Order(), stored.Order());

            foreach (var customer in stored.Select(one => one.Item1).Distinct())
            {
                var taken = _stage.Network.Taken.Select(told => told.GetProperty("payload"))
                    .Where(payload => payload.TryGetProperty("message", out _) && payload.GetProperty("sender").GetString() == customer)
                    .Select(payload => payload.GetProperty("receivedAt").GetDateTimeOffset().ToUniversalTime()).Distinct();
                Assert.Equal(taken, stored.Where(one => one.Item1 == customer).Select(one => one.DateAdded));
            }
        }

        public async Task AssertOutboundAsync()
        {
            var sent = _stage.Phone.Sent.Select(text => text.Text).ToList();
            Assert.Equal(sent.Distinct(), sent);
            foreach (var (to, text, id) in _written)
            {
                var link = await _stage.Stage.LinkAsync(id);
                var isAway = link.FailureCode == Failures.DeviceAway.Code;
                var end = isAway ? SendStates.Failed : SendStates.Delivered;
                Assert.Equal((text, end.Code, end.Code, !isAway), (text, link.State.Code, _stage.Stage.StatusOf(id), sent.Contains(text)));
            }

            foreach (var contact in _contacts)
            {
                var texts = _written.Where(one => one.To == contact && sent.Contains(one.Text)).Select(one => one.Text);
                Assert.Equal(texts, sent.Where(text => _written.Single(one => one.Text == text).To == contact));
            }
        }

        private void Receive(SimulatedContact contact)
        {
            var at = _stage.Product.Time.GetUtcNow();
            at = new DateTimeOffset(at.Ticks - (at.Ticks % TimeSpan.TicksPerMillisecond), at.Offset);
            var text = _random.Next(2) == 0 ? "ok" : $"text {_received.Count}";
            if (_stage.Phone.Receive(contact.Phone!, text, at, _random.Next(4) == 0 ? 2 : 1)) _received.Add((contact.Phone!, text, at));
        }
    }
}
