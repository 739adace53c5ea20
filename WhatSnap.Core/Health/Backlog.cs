using WhatSnap.Core.Messages;

namespace WhatSnap.Core.Health;

/// <summary>The messages of an account that did not go through.</summary>
/// <param name="Waiting">How many wait; a location's two hundred newest are counted. What waits on purpose is not among them.</param>
/// <param name="WaitingSince">When the oldest of them was accepted; null where none waits.</param>
/// <param name="Failed">How many of the last day failed, or may have.</param>
/// <param name="Held">How many wait for their slot or for the end of quiet hours or of a pause.</param>
public sealed record Backlog(int Waiting, DateTimeOffset? WaitingSince, int Failed, int Held)
{
    public static readonly Backlog None = new(0, null, 0, 0);
}

/// <summary>Reads what of a location's messages waits or failed, by account.</summary>
public sealed class ReadBacklog(MessageIndex index, TimeProvider time)
{
    private const int Most = 200;
    private static readonly TimeSpan Lately = TimeSpan.FromDays(1);

    public async Task<IReadOnlyDictionary<string, Backlog>> RunAsync(string locationId, CancellationToken cancellationToken)
    {
        var lately = time.GetUtcNow() - Lately;
        var waiting = await index.ReadOpenAsync(locationId, ListedStates.Waiting.Code, DateTimeOffset.UnixEpoch, Most, cancellationToken);
        var failed = await index.ReadOpenAsync(locationId, SendStates.Failed.Code, lately, Most, cancellationToken);
        var unknown = await index.ReadOpenAsync(locationId, SendStates.Unknown.Code, lately, Most, cancellationToken);
        return waiting.Concat(failed).Concat(unknown).Select(one => one.AccountId).OfType<string>().Distinct().ToDictionary(
            account => account,
            account =>
            {
                var own = waiting.Where(one => one.AccountId == account && !one.IsHeld).Select(one => one.AcceptedAt).ToList();
                return new Backlog(
                    own.Count, own.Count > 0 ? own.Min() : null, failed.Concat(unknown).Count(one => one.AccountId == account),
                    waiting.Count(one => one.AccountId == account && one.IsHeld));
            },
            StringComparer.Ordinal);
    }
}
