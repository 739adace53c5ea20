using WhatSnap.Core.Accounts;
using WhatSnap.Core.Twilio;

namespace WhatSnap.Core.Pairing;

/// <summary>
/// Ends a failed connection in our own tables: a new account goes with its claim and its address; one that was connected
/// before goes back to its former state. One whose route could not be put back stays to tell its owner so.
/// </summary>
public sealed class UndoConnection(
    AccountTable accounts, ConnectionTable connections, NumberClaims claims, HookTable hooks, AccountDirectory directory)
{
    public async Task<string> RunAsync(string account, CancellationToken cancellationToken)
    {
        var key = AccountKey.Parse(account);
        var known = await accounts.FindAsync(key.LocationId, key.AccountId, cancellationToken);
        if (known is null || !RunConnectionStep.IsBeingConnected(known)) return RunConnectionStep.Passed;

        var staysConnected = known.StateBefore == AccountStates.NeedsNewToken.Code;
        if (!staysConnected)
        {
            await claims.ReleaseAsync(known.Number, key, cancellationToken);
            if (known.Twilio is { } twilio) await hooks.RemoveAsync(HookTable.KeyOf(twilio.HookUrl), cancellationToken);
        }

        // What the undo of the route did not take away could not be put back.
        var isLeft = known.Twilio?.SavedRoute is { } route && (known.StateBefore is null || route.IsOfThisAttempt);
        if (isLeft) await RouteLeft.ShowAsync(connections, key, cancellationToken);
        var kept = await accounts.UpdateAsync(key, Kept, cancellationToken) is AccountWrite.Written;
        if (!kept) await accounts.RemoveAsync(key, RunConnectionStep.IsBeingConnected, cancellationToken);
        directory.Forget(known);
        return RunConnectionStep.Passed;
    }

    /// <summary>The account that stays; null for a new one that leaves nothing behind.</summary>
    private static Account? Kept(Account now)
    {
        if (!RunConnectionStep.IsBeingConnected(now)) return null;
        if (now.StateBefore is { } before && !AccountStates.IsDisconnected(before))
        {
            // It stays connected, so that its own end puts back what is kept.
            return now with { StateCode = before, StateBefore = null, Twilio = now.Twilio?.WithRoute(route => route with { IsOfThisAttempt = false }) };
        }

        if (now.Twilio?.SavedRoute is not null) return RouteLeft.Tell(now);
        return now.StateBefore is null ? null : now with { StateCode = AccountStates.Disconnected.Code, StateBefore = null };
    }
}
