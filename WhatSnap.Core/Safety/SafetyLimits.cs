using WhatSnap.Core.Accounts;

namespace WhatSnap.Core.Safety;

/// <summary>The time that lies between two messages of an account: within these bounds, another for each message.</summary>
public sealed record Spacing(int LeastSeconds, int MostSeconds)
{
    /// <param name="share">0 up to 1, of the message: the same in every try.</param>
    internal TimeSpan Of(double share) => TimeSpan.FromSeconds(LeastSeconds + (int)(share * (MostSeconds - LeastSeconds + 1)));
}

/// <summary>How much an account may send from a day of its life on.</summary>
/// <param name="FromDay">The day; the one on which it was connected is 1.</param>
/// <param name="Hourly">Messages in an hour of the clock that are no answers.</param>
/// <param name="Daily">The same in a day.</param>
/// <param name="Strangers">People who never wrote to the account that it may write to in a day.</param>
public sealed record DayLimits(int FromDay, int Hourly, int Daily, int Strangers);

/// <summary>What a mode means for a kind of account.</summary>
/// <param name="Platform">The kind.</param>
/// <param name="Mode">The mode.</param>
/// <param name="Between">Before a message that is no answer.</param>
/// <param name="BeforeAnswers">Before an answer.</param>
/// <param name="SameText">Strangers who may get the same text within 24 hours.</param>
/// <param name="Ramp">By the account's age, the youngest first.</param>
public sealed record SafetyLimits(
    Platform Platform, SafetyMode Mode, Spacing Between, Spacing BeforeAnswers, int SameText, IReadOnlyList<DayLimits> Ramp)
{
    /// <summary>True when one more of the same text is refused; else it waits.</summary>
    public bool RefusesSameText => Mode == SafetyMode.Strict;

    /// <summary>Carriers filter a text now and then; so many of them within 24 hours are a warning.</summary>
    public int FilteredUntilPause => Mode == SafetyMode.Strict ? 1 : 3;

    /// <summary>The limits at an age.</summary>
    /// <param name="age">How long ago the account was connected; a negative one counts as none.</param>
    public DayLimits At(TimeSpan age) => Ramp.Last(step => step.FromDay == 1 || step.FromDay <= DayOf(age));

    /// <summary>The day of an account's life, from 1; days are of 24 hours.</summary>
    public static int DayOf(TimeSpan age) => Math.Max(0, (int)Math.Min(age.TotalDays, int.MaxValue - 1)) + 1;
}

/// <summary>Every set of limits; <c>docs/safety.md</c> shows the same table. A kind that is not here has none: it is always off.</summary>
public static class SafetyTable
{
    /// <summary>
    /// WhatsApp publishes no limits. The ramp of gentle (20 an hour and 50 a day on the first days, 80 and 500 after ten) and its gaps are
    /// a vendor's published pacing (effess.in; 5 to 30 s); strict has half of it, with the gaps that WAHA's documentation advises
    /// (waha.devlike.pro: 30 to 60 s). Fifteen to twenty templated messages a day to strangers led to bans
    /// (WhiskeySockets/Baileys #1983): hence at most ten strangers with the same text, and twenty in all.
    /// Twilio's figures are a local number's segment a second, and a sole proprietor's thousand a day
    /// (support.twilio.com, 10DLC throughput); how many strangers is our choice.
    /// </summary>
    public static readonly IReadOnlyList<SafetyLimits> All =
    [
        new(Platform.WhatsApp, SafetyMode.Gentle, new Spacing(5, 15), new Spacing(1, 3), 10, [new(1, 20, 50, 5), new(3, 40, 200, 10), new(11, 80, 500, 20)]),
        new(Platform.WhatsApp, SafetyMode.Strict, new Spacing(30, 60), new Spacing(3, 9), 5, [new(1, 10, 25, 2), new(3, 20, 100, 5), new(11, 40, 250, 10)]),
        new(Platform.Twilio, SafetyMode.Gentle, new Spacing(1, 2), new Spacing(0, 0), 200, [new(1, 200, 1000, 200)]),
        new(Platform.Twilio, SafetyMode.Strict, new Spacing(3, 10), new Spacing(1, 2), 20, [new(1, 30, 100, 20), new(3, 60, 300, 50), new(11, 100, 1000, 100)]),
    ];

    /// <summary>Null where nothing is limited.</summary>
    public static SafetyLimits? Of(Platform platform, SafetyMode mode) =>
        All.FirstOrDefault(limits => limits.Platform == platform && limits.Mode == mode);

    /// <summary>Null where nothing is limited.</summary>
    internal static SafetyLimits? Of(Account account) => Of(account.Platform, account.SafetyMode);
}
