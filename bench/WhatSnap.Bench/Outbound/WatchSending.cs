using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using WhatSnap.Bench.Command;
using WhatSnap.Bench.World;
using WhatSnap.Core.Messages;
using WhatSnap.Local.Demo;

namespace WhatSnap.Bench.Outbound;

/// <summary>Looks at what was sent and told.</summary>
internal sealed class WatchSending(OutboundJournal journal, BenchWorld world, bool waitsForPolls)
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Still = TimeSpan.FromMinutes(1);
    private readonly TimeProvider _time = TimeProvider.System;

    /// <summary>Where the run stands.</summary>
    public string Tell()
    {
        var written = journal.Written;
        var ended = written.Count(HasEnd);
        return $"{written.Count} written, {written.Count(answer => answer.AcceptedAt is not null)} accepted, "
            + $"{world.Twilio.World.Sent.Count} at Twilio, {ended} ended, {journal.Repeats} repeats, {journal.Faults.All.Count} faults of hosts";
    }

    /// <summary>
    /// Ends when every accepted message has come to its end; in a run that waits for no polls also when nothing has changed
    /// for a minute. Looks at the vendors alone: the storage is what the hosts wait for.
    /// </summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var (last, since) = (-1, _time.GetTimestamp());
        while (true)
        {
            var open = journal.Written.Count(answer => answer.AcceptedAt is not null && !HasEnd(answer));
            if (open == 0) return;

            if (open != last) (last, since) = (open, _time.GetTimestamp());
            if (!waitsForPolls && _time.GetElapsedTime(since) > Still) return;
            await Task.Delay(Look, _time, cancellationToken);
        }
    }

    /// <param name="cancellationToken">Ends the look into the storage: what was not looked up by then counts as not there.</param>
    public async Task<OutboundVerdict> JudgeAsync(CancellationToken cancellationToken)
    {
        var sent = world.Twilio.World.Sent;
        var atTwilio = sent.Select(OutboundVerdict.IdOf).ToHashSet(StringComparer.Ordinal);
        var missing = journal.Written.Where(answer => answer.AcceptedAt is not null && !atTwilio.Contains(answer.Id));
        var given = await GivenUpAsync(world, missing, cancellationToken);
        return OutboundVerdict.Of(journal.Written, sent, world.GoHighLevel.World, given, _time.GetUtcNow());
    }

    /// <summary>The state of each message that is not known to be sent any more, and of each of these that was given up.</summary>
    internal static async Task<IReadOnlyDictionary<string, SendState>> GivenUpAsync(
        BenchWorld world, IEnumerable<WrittenAnswer> missing, CancellationToken cancellationToken)
    {
        var given = new ConcurrentDictionary<string, SendState>(StringComparer.Ordinal);
        var links = world.Product.GetRequiredService<MessageLinks>();
        try
        {
            foreach (var id in await UnknownAsync(world, cancellationToken)) given[id] = SendStates.Unknown;

            await Parallel.ForEachAsync(missing, cancellationToken, async (answer, token) =>
            {
                var link = await links.FindAsync(DemoAccount.LocationId, answer.Id, token);
                if (link is { FailureCode: not null }) given[answer.Id] = link.State;
            });
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Report.Progress("The storage was too slow to look up what was given up.");
        }

        return given;
    }

    /// <summary>What the product lists as unknown.</summary>
    private static async Task<List<string>> UnknownAsync(BenchWorld world, CancellationToken cancellationToken)
    {
        var index = world.Product.GetRequiredService<MessageIndex>();
        var found = new List<string>();
        string? after = null;
        do
        {
            var page = await index.ListAsync(DemoAccount.LocationId, new MessageFilter(null, null, SendStates.Unknown.Code, true), after, cancellationToken);
            found.AddRange(page.Messages.Select(entry => entry.TraceId));
            after = page.Next;
        }
        while (after is not null);
        return found;
    }

    private bool HasEnd(WrittenAnswer answer) => world.GoHighLevel.World.Message(answer.Id)!.Status != "pending";
}
