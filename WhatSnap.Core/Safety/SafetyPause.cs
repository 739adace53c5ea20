namespace WhatSnap.Core.Safety;

/// <summary>A pause of an account after a warning from its provider.</summary>
/// <param name="Code">A code of <see cref="PauseReasons"/>.</param>
/// <param name="Since">When the warning came.</param>
/// <param name="Until">When it ends by itself.</param>
public sealed record SafetyPause(string Code, DateTimeOffset Since, DateTimeOffset Until)
{
    /// <summary>The end that the provider named; null where it named none.</summary>
    public DateTimeOffset? ToldEnd { get; init; }

    /// <summary>True when a person ended it before its time; the same warning does not begin it again.</summary>
    public bool IsLifted { get; init; }

    public PauseReason Reason => PauseReasons.Of(Code);

    public bool IsOn(DateTimeOffset now) => !IsLifted && now < Until;

    internal bool Holds(SlotKind kind, DateTimeOffset at) => IsOn(at) && Reason.Scope switch
    {
        PauseScope.Strangers => kind == SlotKind.Stranger,
        PauseScope.AllButAnswers => kind != SlotKind.Answer,
        _ => true,
    };

    /// <summary>The pause of an account after a look at what WhatsApp says of it.</summary>
    /// <param name="before">The pause until now.</param>
    /// <param name="reason">How WhatsApp restricts it; null where it does not.</param>
    /// <param name="until">The end that WhatsApp names; null where it names none.</param>
    /// <param name="now">When it was looked.</param>
    internal static SafetyPause? Follow(SafetyPause? before, PauseReason? reason, DateTimeOffset? until, DateTimeOffset now)
    {
        var own = before is { } known && PauseReasons.OfSessions.Any(one => one.Code == known.Code) ? before : null;
        if (reason is null) return own is null ? before : null;

        // One that a person ended stays ended, until WhatsApp names another end.
        if (own?.Code == reason.Code && own.ToldEnd == until && (own.IsLifted || own.IsOn(now))) return own;
        var end = until ?? now + reason.For;
        return end > now ? new SafetyPause(reason.Code, now, end) { ToldEnd = until } : before;
    }
}

/// <summary>What a pause holds back.</summary>
public enum PauseScope
{
    /// <summary>Messages to people who never wrote to the account.</summary>
    Strangers,

    /// <summary>All but answers to people who wrote within a day.</summary>
    AllButAnswers,

    All,
}

/// <summary>Why an account pauses.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Scope">What waits.</param>
/// <param name="For">For how long, where the provider names no end.</param>
/// <param name="Sentence">What happened.</param>
/// <param name="NextAction">What to do.</param>
public sealed record PauseReason(string Code, PauseScope Scope, TimeSpan For, string Sentence, string NextAction);

/// <summary>Every reason to pause; <c>docs/safety.md</c> shows the same table.</summary>
public static class PauseReasons
{
    /// <summary>WhatsApp's reach-out time-lock; refusals while it lasts make it longer (tulir/whatsmeow #1197).</summary>
    public static readonly PauseReason Restricted = new(
        "whatsapp_restricted", PauseScope.Strangers, TimeSpan.FromDays(1),
        "WhatsApp restricts this account: for now it can't write to people whom it has never talked with. Only those messages wait.",
        "Write to nobody first until the restriction ends; WhatsApp on the phone says when.");

    /// <summary>WhatsApp's cap on new chats (its clients' MessageCappingInfoNotification).</summary>
    public static readonly PauseReason ChatsUsedUp = new(
        "new_chats_used_up", PauseScope.Strangers, TimeSpan.FromDays(1),
        "WhatsApp lets this account begin no more chats for now with people whom it has never talked with. Only those messages wait.",
        "Write to nobody first until WhatsApp counts anew; answers go out as usual.");

    /// <summary>Error 463 for one message; WhatsApp names no end with it.</summary>
    public static readonly PauseReason FirstRefused = new(
        "first_message_refused", PauseScope.Strangers, TimeSpan.FromDays(1),
        "WhatsApp refused a message to somebody whom this account has never talked with. Messages to such people wait for a day.",
        "Write first to fewer people, and not the same text to many; answers go out as usual.");

    /// <summary>30007; a day is what peers advise after a block (WhatSnap's own documentation: 24 to 48 hours).</summary>
    public static readonly PauseReason Filtered = new(
        "texts_filtered", PauseScope.AllButAnswers, TimeSpan.FromDays(1),
        "Carriers filtered texts of this number as spam. All but answers wait for a day.",
        "Check the number's registration, and links and wording of the texts, before it goes on.");

    /// <summary>10001, 20005, 20403, 30002, 90010; it can take ten minutes after a payment (twilio.com/docs/api/errors/10001).</summary>
    public static readonly PauseReason Inactive = new(
        "twilio_inactive", PauseScope.All, TimeSpan.FromHours(1),
        "Twilio says that its account is not active. Texts wait for an hour, then the next one is tried.",
        "Add funds or answer Twilio's e-mail, then let the account go on.");

    public static readonly IReadOnlyList<PauseReason> All = [Restricted, ChatsUsedUp, FirstRefused, Filtered, Inactive];

    /// <summary>Those that the gateway shows with a session, as long as they last.</summary>
    internal static readonly IReadOnlyList<PauseReason> OfSessions = [Restricted, ChatsUsedUp];

    public static PauseReason Of(string code) => All.First(reason => reason.Code == code);
}
