namespace WhatSnap.Core.Accounts;

/// <summary>A state that a person can see: a stable code, a sentence and what to do next.</summary>
public sealed record AccountState(string Code, string Sentence, string NextAction);

/// <summary>Every state of an account; <c>docs/accounts.md</c> lists them and a test compares the two.</summary>
public static class AccountStates
{
    public static readonly AccountState Pending = new(
        "pending", "The account is being connected.", "Wait for the steps to end, or answer the question they ask.");

    public static readonly AccountState Active = new(
        "active", "The account is connected: it receives messages.", "Nothing to do.");

    public static readonly AccountState NeedsNewToken = new(
        "needs_new_token", "Twilio no longer accepts the Auth Token that we have, so texts can't be verified.",
        "Copy the primary Auth Token from the Twilio Console and reconnect the account with it.");

    public static readonly AccountState Reconnecting = new(
        "reconnecting", "The account is being connected again.", "Wait for the steps to end, or answer the question they ask.");

    public static readonly AccountState Disconnecting = new(
        "disconnecting", "The account is being disconnected: the number's old route is put back.", "Wait a moment.");

    public static readonly AccountState Removing = new(
        "removing", "The account is being removed: the number's old route is put back.", "Wait a moment.");

    public static readonly AccountState Disconnected = new(
        "disconnected", "The account is disconnected: its messages no longer come here.",
        "Reconnect it to go on with its tag and history, or remove it.");

    public static readonly AccountState RouteLeft = new(
        "route_left", "The account is disconnected, but the number's old route could not be put back, or not all of it: Twilio refused, or did not answer for a day.",
        "Set the number's messaging address in the Twilio Console yourself. Then reconnect the account, or remove it once more to forget it.");

    public static readonly IReadOnlyList<AccountState> All =
        [Pending, Active, NeedsNewToken, Reconnecting, Disconnecting, Removing, Disconnected, RouteLeft];

    /// <summary>The state with a code.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The code is not one of the table.</exception>
    public static AccountState Of(string code) =>
        All.FirstOrDefault(state => state.Code == code) ?? throw new ArgumentOutOfRangeException(nameof(code), code, null);

    /// <summary>True for an account that is on its way to be disconnected or removed.</summary>
    public static bool IsClosing(string code) => code == Disconnecting.Code || code == Removing.Code;

    /// <summary>True while an account may be its location's default: one on its way out can't send.</summary>
    internal static bool MayBeDefault(string code) => !IsDisconnected(code) && !IsClosing(code);

    /// <summary>The states that a flow leads out of.</summary>
    internal static readonly IReadOnlyList<AccountState> Passing = [Pending, Reconnecting, Disconnecting, Removing];

    /// <summary>True while the account takes part in messaging or may do so again without being connected anew.</summary>
    public static bool HoldsNumber(string code) => !IsDisconnected(code);

    /// <summary>True for an account that was ended and is kept, for its reconnection or for what it has to say.</summary>
    public static bool IsDisconnected(string code) => code == Disconnected.Code || code == RouteLeft.Code;
}
