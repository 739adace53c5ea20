using Microsoft.Extensions.DependencyInjection;
using WhatSnap.Bench.Outbound;
using WhatSnap.Bench.World;
using WhatSnap.Core.Messages;
using WhatSnap.Local.Demo;
using WhatSnap.Local.Simulators.Android;

namespace WhatSnap.Bench.Devices;

/// <summary>Looks at what has arrived at both ends.</summary>
internal sealed class WatchDevices(DeviceJournal journal, OutboundJournal answers, BenchWorld world, IReadOnlyList<PairedPhone> phones, PhoneTraffic traffic)
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Still = TimeSpan.FromMinutes(1);
    private readonly TimeProvider _time = TimeProvider.System;

    public string Tell() =>
        $"{journal.Received.Count} came, {journal.Received.Count(text => text.AcceptedAt is not null)} accepted, {Stored} in the CRM; "
        + $"{answers.Written.Count} written, {Sent.Count} sent, {answers.Written.Count(HasEnd)} ended; {journal.Faults.All.Count} faults";

    private int Stored => world.GoHighLevel.World.Messages.Count(message => message.Direction == "inbound");

    private IReadOnlyList<SentText> Sent => [.. phones.SelectMany(phone => phone.Phone.Sent)];

    /// <summary>Ends when all has arrived and ended, or nothing has changed for a minute.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var (last, since) = ((0, 0), _time.GetTimestamp());
        while (true)
        {
            var open = (Math.Max(0, journal.Received.Count - Stored), answers.Written.Count(answer => answer.AcceptedAt is not null && !HasEnd(answer)));
            if (open == (0, 0) && phones.All(phone => phone.Phone.IsAtRest)) return;

            if (open != last) (last, since) = (open, _time.GetTimestamp());
            if (_time.GetElapsedTime(since) > Still) return;
            await Task.Delay(Look, _time, cancellationToken);
        }
    }

    public async Task<(DeviceVerdict Verdict, int Dead)> JudgeAsync(CancellationToken cancellationToken)
    {
        List<(string From, string Text)> dead = [];
        await foreach (var letter in world.Product.GetRequiredService<DeadLetters>().ListAsync(DemoAccount.LocationId, cancellationToken))
        {
            dead.Add((letter.Message.Sender, letter.Message.Text));
        }

        var sent = Sent;
        var there = sent.Select(one => (one.To, one.Text)).ToHashSet();
        var missing = answers.Written.Where(answer => answer.AcceptedAt is not null && !there.Contains(DeviceVerdict.KeyOf(answer)));
        var given = await WatchSending.GivenUpAsync(world, missing, cancellationToken);
        var verdict = DeviceVerdict.Of(
            journal.Received, answers.Written, sent, traffic.Refused, world.GoHighLevel.World, dead.ToLookup(one => one.From, one => one.Text), given);
        return (verdict, dead.Count);
    }

    private bool HasEnd(WrittenAnswer answer) => world.GoHighLevel.World.Message(answer.Id)!.Status != "pending";
}
