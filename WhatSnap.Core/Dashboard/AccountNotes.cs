using WhatSnap.Core.Accounts;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.WhatsApp;

namespace WhatSnap.Core.Dashboard;

/// <summary>What an account's owner should know beside its state: messages that may be missing, a phone that was not seen for long.</summary>
public static class AccountNotes
{
    /// <summary>WhatsApp unlinks all devices of a phone that was not online for so long.</summary>
    public static readonly TimeSpan UnlinkedAfter = TimeSpan.FromDays(14);

    /// <summary>When the warning begins.</summary>
    public static readonly TimeSpan WarnAfter = TimeSpan.FromDays(7);

    /// <summary>How long a gap is told.</summary>
    private static readonly TimeSpan GapIsTold = TimeSpan.FromDays(30);

    public static IReadOnlyList<NoticeView> Of(Account account, DateTimeOffset now) =>
        [.. Phone(account, now), .. (account.Health?.Gaps ?? []).Where(gap => now - gap.Until < GapIsTold).Select(Missing)];

    /// <summary>How long a linked account's phone was not seen; null for other accounts.</summary>
    public static TimeSpan? PhoneUnseenFor(Account account, DateTimeOffset now)
    {
        if (!LinkVerdict.Concerns(account) || account.StateCode != AccountStates.Active.Code) return null;
        var connected = account.ConnectedAt ?? account.CreatedAt;
        return now - (account.Health?.PhoneSeenAt is { } at && at > connected ? at : connected);
    }

    private static IEnumerable<NoticeView> Phone(Account account, DateTimeOffset now)
    {
        if (PhoneUnseenFor(account, now) is not { } unseen || unseen < WarnAfter) yield break;

        var left = (int)Math.Floor((UnlinkedAfter - unseen).TotalDays);
        var when = left switch { > 1 => $"in {left} days", 1 => "tomorrow", 0 => "within a day", _ => "at any time now" };
        yield return new NoticeView(
            $"WhatSnap has seen no sign of this account's phone for {(int)unseen.TotalDays} days. WhatsApp ends the link when the phone is not online for 14 days: {when}.",
            "Open WhatsApp on the phone, with the internet on, and send or read a message there.");
    }

    private static NoticeView Missing(Gap gap) => new(
        $"Messages between {ShownTime.Of(gap.From)} and {ShownTime.Of(gap.Until)} may be missing: the account was not connected then.",
        "Compare with WhatsApp on the phone. What the phone handed over at a new link was brought in with its own times.");
}
