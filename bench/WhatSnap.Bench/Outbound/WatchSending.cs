using Microsoft.Extensions.DependencyInjection;
using WhatSnap.Bench.World;
using WhatSnap.Core.Messages;
using WhatSnap.Local.Demo;

namespace WhatSnap.Bench.Outbound;

/// <summary>Looks at what was sent and told.</summary>
internal sealed class WatchSending(OutboundJournal journal, BenchWorld world, bool waitsForPolls)
{
    private static readonly SendState[] GivenUp = [SendStates.Failed, SendStates.Unknown];
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Still = TimeSpan.FromMinutes(3);
    private readonly TimeProvider _time = TimeProvider.System;

    /// <summary>Where the run stands.</summary>
    public string Tell()
    {
        var written = journal.Written;
        var ended = written.Count(answer => world.GoHighLevel.World.Message(answer.Id)!.Status != "pending");
        return $"{written.Count} written, {written.Count(answer => answer.AcceptedAt is not null)} accepted, "
            + $"{world.Twilio.World.Sent.Count} at Twilio, {ended} ended, {journal.Repeats} repeats, {journal.Faults.All.Count} faults of hosts";
    }

    /// <summary>Ends when every accepted message has come to its end, or nothing has changed for three minutes.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var (last, since) = (-1, _time.GetTimestamp());
        while (true)
        {
            var verdict = await JudgeAsync(cancellationToken);
            var open = verdict.Lost.Count + verdict.WrongStatus.Count + (waitsForPolls ? verdict.Waiting.Count : 0);
            if (open == 0) return;

            if (open != last) (last, since) = (open, _time.GetTimestamp());
            var isStill = _time.GetElapsedTime(since) > Still;
            if (isStill && !(waitsForPolls && verdict.Waiting.Count > 0)) return;
            await Task.Delay(Look, _time, cancellationToken);
        }
    }

    public async Task<OutboundVerdict> JudgeAsync(CancellationToken cancellationToken)
    {
        var links = world.Product.GetRequiredService<MessageLinks>();
        var given = new Dictionary<string, SendState>(StringComparer.Ordinal);
        foreach (var state in GivenUp)
        {
            await foreach (var link in links.ListOpenAsync(DemoAccount.LocationId, state, cancellationToken))
            {
                if (link.FailureCode is not null) given[link.SendingId] = state;
            }
        }

        return OutboundVerdict.Of(
            journal.Written, world.Twilio.World.Sent, world.GoHighLevel.World, given, _time.GetUtcNow());
    }
}
