namespace WhatSnap.Core.Accounts;

/// <summary>How the link of a WhatsApp account fares while the account is connected; of a device there is only its trouble, of Twilio the gaps.</summary>
public sealed record LinkHealth
{
    private const int MostGaps = 5;

    /// <summary>The code of the state that is shown in the place of "active"; null while nothing is wrong.</summary>
    public string? Trouble { get; init; }

    public DateTimeOffset? TroubleSince { get; init; }

    /// <summary>Since when messages may wait at WhatsApp or be lost; null while all that came was taken.</summary>
    public DateTimeOffset? BrokenSince { get; init; }

    /// <summary>Since when a connection that is said to work shows no sign of it.</summary>
    public DateTimeOffset? DeafSince { get; init; }

    /// <summary>How often in a row the session was started anew, without success so far.</summary>
    public int Restarts { get; init; }

    public DateTimeOffset? RestartedAt { get; init; }

    /// <summary>When the phone gave a sign of life, to a few hours; null before the first.</summary>
    public DateTimeOffset? PhoneSeenAt { get; init; }

    /// <summary>What the comparison with the gateway's own list found; null before the first.</summary>
    public Comparison? Compared { get; init; }

    /// <summary>The times of which messages may be missing, newest last.</summary>
    public IReadOnlyList<Gap> Gaps { get; init; } = [];

    /// <summary>True while what is shown is that nothing comes, which is found out, and found to be over, by <c>CheckHearing</c> alone.</summary>
    internal bool IsUnheard => Trouble is { } code && (code == AccountStates.Deaf.Code || code == AccountStates.Silent.Code);

    /// <summary>With trouble, or with none.</summary>
    public LinkHealth In(AccountState? trouble, DateTimeOffset now) =>
        trouble?.Code == Trouble ? this : this with { Trouble = trouble?.Code, TroubleSince = trouble is null ? null : now };

    /// <summary>Connected; what was broken until now was not made good.</summary>
    public LinkHealth WithGap(DateTimeOffset until) => BrokenSince is { } from && from < until
        ? With(new Gap(from, until)) with { BrokenSince = null }
        : this with { BrokenSince = null };

    /// <summary>With a time of which messages may be missing.</summary>
    public LinkHealth With(Gap gap) => this with { Gaps = [.. Gaps.Append(gap).TakeLast(MostGaps)] };

    /// <summary>
    /// The health of an account that became connected anew. Where its link had ended there was none meanwhile, so that WhatsApp kept
    /// nothing for it; whoever disconnected an account does not want what came meanwhile.
    /// </summary>
    internal static LinkHealth? Reconnected(Account before, DateTimeOffset now)
    {
        if (before.Health is not { } health || before.StateBefore is not { } state || !AccountStates.NeedsReconnection(state)) return null;
        var kept = AccountStates.HasLostLink(state) ? health.WithGap(now) : health;
        return new LinkHealth { BrokenSince = kept.BrokenSince, Gaps = kept.Gaps };
    }
}

/// <summary>How a WhatsApp account compares with the gateway's own list of what was received.</summary>
/// <param name="Until">Until then all that is listed stands here; null before the first comparison that was done.</param>
/// <param name="HasList">False where the gateway keeps no list.</param>
/// <param name="BroughtIn">How many messages the last comparison found that had not arrived, and brought in.</param>
/// <param name="InPart">Of how many of them the gateway has no more than a part.</param>
public sealed record Comparison(DateTimeOffset? Until, bool HasList, int BroughtIn, int InPart);

/// <summary>A time of which messages may be missing.</summary>
public sealed record Gap(DateTimeOffset From, DateTimeOffset Until);
