using System.Security.Cryptography;
using WhatSnap.Bench.Chaos;
using WhatSnap.Bench.Outbound;
using WhatSnap.Bench.Traffic;
using WhatSnap.Bench.World;
using WhatSnap.Core.Devices;
using WhatSnap.Local.Simulators.Android;

namespace WhatSnap.Bench.Devices;

/// <summary>Customers text the phones, and people and workflows write to customers.</summary>
internal sealed class PhoneTraffic(
    DeviceJournal journal, OutboundJournal answers, BenchWorld world, IReadOnlyList<PairedPhone> phones, IReadOnlyList<RunContact> contacts, ChaosOptions options)
{
    private const double TwiceShare = 0.1;
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly TextMaker _texts = new(options.Seed + 2);
    private readonly Random _random = new(options.Seed + 2);
    private readonly Lock _lock = new();

    /// <summary>What phones refuse to send: every fourteenth answer, by its text.</summary>
    public HashSet<string> Refused { get; } = new(StringComparer.Ordinal);

    /// <summary>Ends when all is written, and GoHighLevel has handed over what it had to.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(TextAsync(cancellationToken), Writer().RunAsync(cancellationToken));

    /// <summary>Ends when all is written.</summary>
    public Task WriteAsync(CancellationToken cancellationToken) => Task.WhenAll(TextAsync(cancellationToken), Writer().WriteAsync(cancellationToken));

    /// <summary>A text of some days ago, of a customer of this phone.</summary>
    public Task WriteLateAsync(PairedPhone phone, DateTimeOffset date, CancellationToken cancellationToken)
    {
        int customer;
        lock (_lock) customer = _random.Next(contacts.Count / phones.Count);
        return TextAsync((customer * phones.Count) + phones.ToList().IndexOf(phone), date, 0.9, cancellationToken);
    }

    private WriteAnswers Writer() => new(Answers(), answers, world, contacts, options);

    /// <summary>What is written in GoHighLevel: each text is another, so that it is known at the other phone.</summary>
    private List<PlannedAnswer> Answers()
    {
        var plan = OutboundPlan.Make(options with { Messages = options.Messages / 2, Pace = options.Pace / 2 });
        List<PlannedAnswer> all = [];
        foreach (var planned in plan)
        {
            var text = _texts.UniqueText();
            if (all.Count % 14 == 13) Refused.Add(text);
            all.Add(planned with { Text = text, Pictures = [] });
        }

        return all;
    }

    private async Task TextAsync(CancellationToken cancellationToken)
    {
        var start = _time.GetTimestamp();
        var slots = TrafficPlan.Slots(options, new Random(options.Seed));
        for (var slot = 0; slot < slots.Count; slot++)
        {
            var wait = TimeSpan.FromSeconds(slot / options.Pace) - _time.GetElapsedTime(start);
            if (wait > TimeSpan.Zero) await Task.Delay(wait, _time, cancellationToken);
            double kind;
            lock (_lock) kind = _random.NextDouble();
            await TextAsync(slots[slot], null, kind, cancellationToken);
        }
    }

    private async Task TextAsync(int customer, DateTimeOffset? date, double kind, CancellationToken cancellationToken)
    {
        var (phone, from) = (phones[customer % phones.Count], contacts[customer].Phone);
        var now = _time.GetUtcNow();
        var at = DateTimeOffset.FromUnixTimeMilliseconds((date ?? now).ToUnixTimeMilliseconds());

        // The app drops the same word of the same sender in the same second.
        while (journal.Find(from, at) is not null || (kind < 0.4 && HasOkIn(from, at))) at = date is null ? await NextSecondAsync(cancellationToken) : at.AddSeconds(1);
        lock (_lock)
        {
            if (kind is >= 0.4 and < 0.5)
            {
                var picture = _texts.Picture();
                var caption = _texts.UniqueText();
                journal.Add(new ReceivedText(phone.Name, from, caption, [DeviceItem.FileOf(Convert.ToHexStringLower(SHA256.HashData(picture)), "image/png")], at, now));
                phone.Phone.ReceiveMms(from, caption, [new MmsPart("image/png", "picture.png", picture)], at);
                return;
            }

            var text = kind < 0.4 ? "ok" : _texts.UniqueText();
            journal.Add(new ReceivedText(phone.Name, from, text, [], at, now));
            phone.Phone.Receive(from, text, at, _random.NextDouble() < TwiceShare ? 2 : 1);
        }
    }

    private bool HasOkIn(string from, DateTimeOffset at) => journal.Received
        .Any(text => text.From == from && text.Text == "ok" && text.Date.ToUnixTimeSeconds() == at.ToUnixTimeSeconds());

    private async Task<DateTimeOffset> NextSecondAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(300), _time, cancellationToken);
        return DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds());
    }
}
