using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.Health;

/// <summary>What an alert says to people.</summary>
/// <param name="Subject">In one line.</param>
/// <param name="Text">In a few.</param>
public sealed record AlertWords(string Subject, string Text)
{
    /// <param name="notice">What is told.</param>
    /// <param name="place">The location's name.</param>
    /// <param name="account">The account's name; null for the location itself.</param>
    public static AlertWords Of(AlertNotice notice, string place, string? account)
    {
        var who = account is null ? $"the location {place}" : $"the account {account} ({place})";
        if (notice.Kind == AlertNotice.Test)
        {
            return new AlertWords("WhatSnap: a test", $"This is a test of the alerts of {place}. Somebody asked for it in WhatSnap; there is nothing to do.");
        }

        var sign = HealthSigns.Find(notice.Code)!;
        var since = ShownTime.Of(notice.SeenAt);
        return notice.Kind == AlertNotice.Cleared
            ? new AlertWords($"WhatSnap: {account ?? place} is well again", $"What was wrong with {who} since {since} is over since {ShownTime.Of(notice.At)}.\n\nIt was: {sign.Sentence}")
            : new AlertWords($"WhatSnap: {account ?? place} needs attention", $"Since {since}, {who}: {sign.Sentence}\n\nWhat to do: {sign.NextAction}");
    }
}
