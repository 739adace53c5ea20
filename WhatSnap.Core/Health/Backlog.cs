using WhatSnap.Core.Messages;

namespace WhatSnap.Core.Health;

/// <summary>The messages of an account that did not go through.</summary>
/// <param name="Waiting">
/// How many wait: all that do so for long, and of a location's two hundred newest the others. What waits on purpose is not among them.
/// </param>
/// <param name="WaitingSince">When the oldest of them was accepted; null where none waits.</param>
/// <param name="Failed">How many of the last day failed, or may have.</param>
/// <param name="Held">How many wait for their slot or for the end of quiet hours or of a pause.</param>
/// <param name="PassesAgain">True when messages went through since the last of many that failed, and for ten minutes none failed.</param>
public sealed record Backlog(int Waiting, DateTimeOffset? WaitingSince, int Failed, int Held, bool PassesAgain = false)
{
    /// <summary>So many messages of a day that failed are more than chance.</summary>
    private const int Many = 5;

    public static readonly Backlog None = new(0, null, 0, 0);

    /// <summary>What waits longer than this does not only wait for its turn.</summary>
    public static readonly TimeSpan LongWait = TimeSpan.FromMinutes(5);

    /// <summary>True when many failed, and nothing shows that it is over.</summary>
    public bool IsFailing => HasMany && !PassesAgain;

    /// <summary>True when many failed.</summary>
    internal bool HasMany => Failed >= Many;

    /// <summary>True when a message has waited for long.</summary>
    public bool WaitsLong(DateTimeOffset now) => now - WaitingSince > LongWait;
}

/// <summary>Reads what of a location's messages waits or failed, by account; under no name those that no account was chosen for.</summary>
public sealed class ReadBacklog(MessageIndex index, TimeProvider time)
{
    private const int Most = 200;
    private static readonly TimeSpan Lately = TimeSpan.FromDays(1);

    /// <summary>One that passes between others that fail is no end.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(10);

    /// <summary>The states of messages that went through.</summary>
    private static readonly IReadOnlyList<string> Passed =
        [ListedStates.Stored.Code, SendStates.Queued.Code, SendStates.Sent.Code, SendStates.Delivered.Code, SendStates.Read.Code];

    public async Task<IReadOnlyDictionary<string, Backlog>> RunAsync(string locationId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (longAgo, lately) = (now - Backlog.LongWait, now - Lately);
        var newest = await index.ReadOpenAsync(locationId, ListedStates.Waiting.Code, DateTimeOffset.UnixEpoch, Most, cancellationToken);
        var failed = await index.ReadOpenAsync(locationId, SendStates.Failed.Code, lately, Most, cancellationToken);
        var unknown = await index.ReadOpenAsync(locationId, SendStates.Unknown.Code, lately, Most, cancellationToken);

        // Apart: behind many that are new or held, an old one would not be among the newest.
        var old = await index.ReadWaitingAsync(locationId, longAgo, cancellationToken);
        var waiting = newest.Where(one => !one.IsHeld && one.AcceptedAt > longAgo).Concat(old).ToLookup(NameOf);
        var ended = failed.Concat(unknown).ToLookup(NameOf);
        var held = newest.Where(one => one.IsHeld).ToLookup(NameOf);
        var found = new Dictionary<string, Backlog>(StringComparer.Ordinal);
        foreach (var account in waiting.Concat(ended).Concat(held).Select(group => group.Key).Distinct())
        {
            var open = new Backlog(waiting[account].Count(), waiting[account].Min(one => (DateTimeOffset?)one.AcceptedAt), ended[account].Count(), held[account].Count());
            found[account] = open with { PassesAgain = open.HasMany && await PassesAgainAsync(locationId, account, ended[account].Max(one => one.AcceptedAt), cancellationToken) };
        }

        return found;
    }

    private async Task<bool> PassesAgainAsync(string locationId, string account, DateTimeOffset failed, CancellationToken cancellationToken)
    {
        if (account.Length == 0 || time.GetUtcNow() - failed < Quiet) return false;
        var newest = await index.ListAsync(locationId, new MessageFilter(account, null, null, null), null, cancellationToken);
        return newest.Messages.Any(message => message.AcceptedAt > failed && Passed.Contains(message.State));
    }

    private static string NameOf(OpenMessage message) => message.AccountId ?? "";
}
