using WhatSnap.Core.Accounts;
using WhatSnap.Core.Safety;

namespace WhatSnap.Core.WhatsApp;

/// <summary>What can be done for a session that does not run.</summary>
public enum LinkRemedy
{
    None,
    Start,
    Restart,

    /// <summary>The gateway does not know it: it is made again under its name, where a gateway may have kept the link.</summary>
    Make,
}

/// <summary>What a session's status means for its account, which is connected.</summary>
/// <param name="End">The state that the account comes into until a person acts; null while its link stands.</param>
/// <param name="Trouble">What is shown while the link stands; null for nothing.</param>
/// <param name="Remedy">What may help.</param>
public sealed record LinkVerdict(AccountState? End, AccountState? Trouble, LinkRemedy Remedy)
{
    /// <summary>How long a link may be broken before the times are told whose messages nobody can vouch for.</summary>
    internal static readonly TimeSpan WorthTelling = TimeSpan.FromMinutes(5);

    /// <summary>How old the time of "nothing is missing" may become before it is written again.</summary>
    private static readonly TimeSpan Rewrite = TimeSpan.FromHours(1);

    /// <summary>The working session; null where it does not work.</summary>
    private WahaSession? Working { get; init; }

    /// <summary>True for the accounts whose link is looked after: it stands, or may work again without a person at the phone.</summary>
    public static bool Concerns(Account account) => account is { WhatsApp: not null, AfterAttempt: null }
        && AccountStates.MayHoldLink.Any(state => state.Code == account.StateCode);

    /// <param name="session">What the gateway says; null when it does not know the session.</param>
    public static LinkVerdict Of(WahaSession? session) => session switch
    {
        null => Broken(AccountStates.SessionRestarting, LinkRemedy.Make),
        { Status: WahaStatus.Working } => new(null, session.IsRestricted ? AccountStates.Restricted : null, LinkRemedy.None) { Working = session },
        { Status: WahaStatus.Stopped } => Broken(AccountStates.SessionRestarting, LinkRemedy.Start),
        { Status: WahaStatus.Failed } => OfFailed(session.Reason),
        { Status: WahaStatus.Starting, Reason: "replaced" } => Broken(AccountStates.ConnectionReplaced, LinkRemedy.None),
        { Status: WahaStatus.Starting } => Broken(AccountStates.ConnectionLost, LinkRemedy.None),

        // It asks for a phone: there is no link any more.
        _ => Over(AccountStates.Unlinked),
    };

    /// <summary>The gateway did not say.</summary>
    public static LinkVerdict Of(WahaException failed) => Broken(
        failed.StatusCode is null ? AccountStates.GatewayUnreachable : AccountStates.GatewayTroubled, LinkRemedy.None);

    /// <summary>The session failed again and again.</summary>
    public static LinkVerdict GivenUp { get; } = Over(AccountStates.SessionFailed);

    /// <returns>The account as it is then; null when nothing changes.</returns>
    public Account? ApplyTo(Account now, DateTimeOffset at)
    {
        if (!Concerns(now)) return null;
        var before = now.Health ?? new LinkHealth();
        var after = Working is { } session
            ? Connected(now, before, session, at)
            : now with
            {
                StateCode = End?.Code ?? now.StateCode,
                Health = (before with { BrokenSince = End is null ? before.BrokenSince ?? at : SureUntil(now, before, at), DeafSince = null }).In(Trouble, at),
            };
        return after == now ? null : after;
    }

    /// <summary>
    /// The last time that all was surely taken, at the end of a link. It may have ended long before that was heard, while backend or gateway
    /// were away, and WhatsApp kept nothing since; what is asked for twice is taken once.
    /// </summary>
    private static DateTimeOffset SureUntil(Account now, LinkHealth before, DateTimeOffset at)
    {
        var heard = before.BrokenSince ?? at;
        if (now.ReconciledUntil is not { } until) return heard;

        // What came before it was connected is not asked for, or was told then.
        var sure = now.ConnectedAt is { } connected && connected > until ? connected : until;
        return sure < heard ? sure : heard;
    }

    private Account Connected(Account now, LinkHealth before, WahaSession session, DateTimeOffset at)
    {
        var health = session.CaughtUp switch
        {
            true => before with { BrokenSince = null },
            null => at - before.BrokenSince >= WorthTelling ? before.WithGap(at) : before with { BrokenSince = null },
            false => before,
        };

        var isOlder = now.ReconciledUntil is not { } until || at - until >= Rewrite || before.BrokenSince is not null;
        return now with
        {
            StateCode = AccountStates.Active.Code,
            Health = before.IsUnheard ? health : health.In(Trouble, at),
            Safety = Followed(now.Safety, session, at),
            ReconciledUntil = session.CaughtUp == true && isOlder ? at : now.ReconciledUntil,
        };
    }

    private static SafetySettings Followed(SafetySettings now, WahaSession session, DateTimeOffset at)
    {
        var pause = session switch
        {
            { IsRestricted: true } => SafetyPause.Follow(now.Pause, PauseReasons.Restricted, session.RestrictedUntil, at),
            { IsCapped: true } => SafetyPause.Follow(now.Pause, PauseReasons.ChatsUsedUp, session.CappedUntil, at),
            _ => SafetyPause.Follow(now.Pause, null, null, at),
        };
        return pause == now.Pause ? now : now with { Pause = pause };
    }

    private static LinkVerdict OfFailed(string? reason) => reason switch
    {
        // A WAHA gives no reason: whether there still is a link shows when it is started.
        null => Broken(AccountStates.SessionRestarting, LinkRemedy.Restart),
        "banned" => Over(AccountStates.Banned),
        "client_outdated" => Over(AccountStates.GatewayOutdated),
        "phone_outdated" => Over(AccountStates.PhoneOutdated),
        _ => Over(AccountStates.Unlinked),
    };

    private static LinkVerdict Over(AccountState end) => new(end, null, LinkRemedy.None);

    private static LinkVerdict Broken(AccountState trouble, LinkRemedy remedy) => new(null, trouble, remedy);
}
