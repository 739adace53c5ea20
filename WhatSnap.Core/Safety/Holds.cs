using WhatSnap.Core.Messages;

namespace WhatSnap.Core.Safety;

/// <summary>What keeps a message until its slot: codes that lists show for one that waits, and for one that would come too late.</summary>
public static class Holds
{
    /// <summary>It only keeps its distance to the one before.</summary>
    public const string Pace = "pace";

    public const string Hourly = "hourly_limit";
    public const string Daily = "daily_limit";
    public const string Strangers = "strangers_limit";
    public const string SameText = "same_text";
    public const string QuietHours = "quiet_hours";

    /// <summary>A message that can't leave within this time of its acceptance fails at once: a later one would surprise whoever gets it.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    private static readonly IReadOnlyList<string> Limits = [Pace, Hourly, Daily];

    /// <summary>True for what a message waits for on purpose, and until a known time.</summary>
    public static bool IsHold(string? code) => code is not null && WaitReasons.OfSafety.Any(reason => reason.Code == code);

    /// <summary>How a message fails whose slot would come too late.</summary>
    public static Failure FailureOf(string hold) => hold switch
    {
        _ when Limits.Contains(hold) => Failures.OverLimit,
        Strangers => Failures.TooManyStrangers,
        SameText => Failures.SameText,
        QuietHours => Failures.QuietHours,
        _ when PauseReasons.All.Any(reason => reason.Code == hold && reason.Scope == PauseScope.Strangers) => Failures.MayNotWriteFirst,
        _ => Failures.SendingPaused,
    };
}
