using WhatSnap.Core.Flows;
using WhatSnap.Core.Twilio;

namespace WhatSnap.Core.Accounts;

/// <summary>Disconnects or removes an account: puts back what connecting it changed outside, then ends it in our tables.</summary>
public static class DisconnectAccount
{
    public const string Name = nameof(DisconnectAccount);
    private const string Prefix = "disconnect~";

    /// <summary>The flow's instance for an account.</summary>
    public static string InstanceOf(AccountKey account) => Prefix + account;

    public static async Task RunAsync(IFlowContext flow)
    {
        var account = flow.InstanceId[Prefix.Length..];
        flow.ShowStatus("disconnecting");
        await CloseAsync(flow, account);
        flow.ShowStatus("disconnected");
    }

    /// <summary>What a flow does to end an account that is closing.</summary>
    internal static async Task CloseAsync(IFlowContext flow, string account)
    {
        try
        {
            await flow.CallAsync(nameof(UndoTwilioRoute), account, FlowRetry.UntilUndone);
        }
        catch (FlowActivityException)
        {
            // After a day: the account ends all the same, and its state says that the route was left.
        }

        await flow.CallAsync(nameof(CloseAccount), account, FlowRetry.UntilUndone);
    }
}

/// <summary>
/// Ends an account: its phone is unlinked, it gives its number and its address back, and is disconnected or gone; or it stays
/// to tell its owner that the number's old route could not be put back.
/// </summary>
public sealed class CloseAccount(
    AccountTable accounts, NumberClaims claims, HookTable hooks, Pairing.ConnectionTable connections,
    WhatsApp.EndWhatsAppSession endSession, Devices.DropDevices drop, AccountDirectory directory, RemovedAccounts removed)
{
    public async Task<string> RunAsync(string account, CancellationToken cancellationToken)
    {
        var key = AccountKey.Parse(account);
        var known = await accounts.FindAsync(key.LocationId, key.AccountId, cancellationToken);
        if (known is null || !IsClosing(known)) return Pairing.RunConnectionStep.Passed;

        // First: while the phone is still linked, the number is nobody else's.
        await endSession.RunAsync(account, cancellationToken);
        await drop.RunAsync(known, _ => true, cancellationToken);
        if (known.Number is { } number) await claims.ReleaseAsync(number, key, cancellationToken);
        if (known.HookKey is { } hook) await hooks.RemoveAsync(hook, cancellationToken);

        var kept = await accounts.UpdateAsync(key, Kept, cancellationToken) as AccountWrite.Written;
        if (kept?.Account.StateCode == AccountStates.RouteLeft.Code) await RouteLeft.ShowAsync(connections, key, cancellationToken);
        if (kept is null)
        {
            await removed.NoteAsync(known, cancellationToken);
            if (await accounts.RemoveAsync(key, IsClosing, cancellationToken)) await connections.RemoveAsync(key, cancellationToken);
        }

        directory.Forget(known);
        return Pairing.RunConnectionStep.Passed;
    }

    /// <summary>The account that stays; null for one that goes. Removing may have been asked for while it was being disconnected.</summary>
    private static Account? Kept(Account now)
    {
        if (!IsClosing(now)) return null;
        if (RouteLeft.IsUntold(now)) return RouteLeft.Tell(now);
        return now.StateCode == AccountStates.Disconnecting.Code ? now with { StateCode = AccountStates.Disconnected.Code } : null;
    }

    private static bool IsClosing(Account account) => AccountStates.IsClosing(account.StateCode);
}
