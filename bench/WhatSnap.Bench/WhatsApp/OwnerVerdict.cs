using System.Text.Json;
using WhatSnap.Bench.Chaos;
using WhatSnap.Bench.Hosts;

namespace WhatSnap.Bench.WhatsApp;

/// <summary>An owner that another one displaced, and how long it took to close.</summary>
/// <param name="Gateway">The former owner.</param>
/// <param name="Session">The session.</param>
/// <param name="Epoch">The ownership that ended.</param>
/// <param name="From">When it could first know: when it was displaced, or went on after a pause.</param>
/// <param name="Closed">When it gave the session up; null when it never did.</param>
internal sealed record LostOwner(string Gateway, string Session, int Epoch, DateTimeOffset From, DateTimeOffset? Closed);

/// <summary>What became of owners that lost their session, by the storage's view and the gateways' logs.</summary>
internal sealed record OwnerVerdict
{
    private const string GivenUp = "A session is given up";
    private static readonly TimeSpan Allowed = TimeSpan.FromSeconds(10);

    /// <summary>Owners that were displaced while they ran.</summary>
    public required IReadOnlyList<LostOwner> Lost { get; init; }

    /// <summary>Writes that the storage took from a former owner after the next one had begun.</summary>
    public required IReadOnlyList<OwnedWrite> After { get; init; }

    /// <summary>The longest time that a displaced or paused owner took to close; -1 when one never did.</summary>
    public double ClosedS => Lost.Any(owner => owner.Closed is null) ? -1
        : Math.Round(Lost.Select(owner => Math.Max(0, (owner.Closed!.Value - owner.From).TotalSeconds)).DefaultIfEmpty(0).Max(), 2);

    /// <summary>How often an owner's lease was taken while it ran.</summary>
    public required int Displacements { get; init; }

    /// <summary>Owners were displaced and none of them was seen: of how they end nothing is known.</summary>
    public bool SawNone => Displacements > 0 && Lost.Count == 0;

    public bool IsKept => !SawNone && After.Count == 0 && ClosedS >= 0 && ClosedS <= Allowed.TotalSeconds;

    public static OwnerVerdict Of(Gateways gateways, FaultLog faults, DateTimeOffset end)
    {
        var writes = gateways.Writes;
        var claims = writes.GroupBy(write => (write.Session, write.Epoch)).Select(group => group.First()).ToList();
        var closings = gateways.All.SelectMany(ClosingsOf).ToLookup(closing => (closing.Session, closing.Epoch), closing => closing.At);
        List<LostOwner> lost = [];
        foreach (var former in claims)
        {
            if (claims.Where(next => next.Session == former.Session && next.Epoch > former.Epoch).MinBy(next => next.Epoch) is not { } next) continue;
            var own = faults.All.Where(fault => fault.Host == former.Gateway).ToList();
            if (own.Any(fault => IsKill(fault) && fault.From >= former.Began && fault.From <= next.Ended)) continue;
            var pause = own.LastOrDefault(fault => fault.What == HostFault.Paused && fault.From <= next.Ended && fault.To >= next.Ended);
            var from = pause?.To ?? next.Ended;
            DateTimeOffset? closed = closings[(former.Session, former.Epoch)] is var all && all.Any() ? all.Min() : null;

            // What was killed before its time was over, and what has not had its time at the end, proves nothing.
            var cutAt = own.Where(fault => IsKill(fault) && fault.From >= from).Select(fault => fault.From).Append(end).Min();
            if (closed is null && cutAt - from < Allowed) continue;
            lost.Add(new LostOwner(former.Gateway, former.Session, former.Epoch, from, closed));
        }

        return new OwnerVerdict
        {
            Lost = lost,
            Displacements = faults.Count(InjectChatFaults.Displaced),
            After = [.. writes.Where(write => claims.Any(claim =>
                claim.Session == write.Session && claim.Epoch > write.Epoch && claim.Ended < write.Began))],
        };
    }

    private static bool IsKill(HostFault fault) => fault.What is HostFault.Killed or InjectChatFaults.StartedTwo;

    private static IEnumerable<(string Session, int Epoch, DateTimeOffset At)> ClosingsOf(BenchHost gateway) =>
        File.ReadLines(gateway.LogFile).Where(line => line.StartsWith('{') && line.Contains(GivenUp, StringComparison.Ordinal)).Select(line =>
        {
            var said = JsonElement.Parse(line);
            return (said.GetProperty("session").GetString()!, said.GetProperty("epoch").GetInt32(), said.GetProperty("time").GetDateTimeOffset());
        });
}
