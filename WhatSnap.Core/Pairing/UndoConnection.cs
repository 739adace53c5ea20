using WhatSnap.Core.Accounts;
using WhatSnap.Core.Twilio;

namespace WhatSnap.Core.Pairing;

/// <summary>
/// Ends a failed connection in our own tables: a new account goes with its claim and its address; one that was connected
/// before goes back to its former state, or on to the one that its owner asked for meanwhile. One whose route could not be
/// put back stays to tell its owner so.
/// </summary>
public sealed class UndoConnection(
    AccountTable accounts, ConnectionTable connections, NumberClaims claims, HookTable hooks, AccountDirectory directory,
    RemovedAccounts removed)
{
    /// <summary>The owner asked to disconnect or remove the account: the flow goes on with that.</summary>
    public const string Closing = "closing";

    public async Task<string> RunAsync(string account, CancellationToken cancellationToken)
    {
        var key = AccountKey.Parse(account);
        var known = await accounts.FindAsync(key.LocationId, key.AccountId, cancellationToken);
        if (known is null) return RunConnectionStep.Passed;

        // An earlier try may have come that far although its answer was lost.
        if (AccountStates.IsClosing(known.StateCode)) return Closing;
        if (!RunConnectionStep.IsBeingConnected(known)) return RunConnectionStep.Passed;

        var staysConnected = known.StateBefore is { } former && !AccountStates.IsDisconnected(former);
        if (!staysConnected)
        {
            if (known.Number is { } number) await claims.ReleaseAsync(number, key, cancellationToken);
            if (known.HookKey is { } hook) await hooks.RemoveAsync(hook, cancellationToken);
        }

        // What the undo of the route did not take away could not be put back.
        var isLeft = known.Twilio?.SavedRoute is { } route && (known.StateBefore is null || route.IsOfThisAttempt);
        if (isLeft) await RouteLeft.ShowAsync(connections, key, cancellationToken);
        var kept = await accounts.UpdateAsync(key, Kept, cancellationToken) as AccountWrite.Written;
        if (kept is null)
        {
            await removed.NoteAsync(known, cancellationToken);
            await accounts.RemoveAsync(key, RunConnectionStep.IsBeingConnected, cancellationToken);
        }

        directory.Forget(known);
        return kept is not null && AccountStates.IsClosing(kept.Account.StateCode) ? Closing : RunConnectionStep.Passed;
    }

    /// <summary>The account that stays; null for a new one that leaves nothing behind.</summary>
    private static Account? Kept(Account now)
    {
        if (!RunConnectionStep.IsBeingConnected(now)) return null;
        var ended = now with
        {
            StateBefore = null,
            AfterAttempt = null,
            Twilio = now.Twilio is { } twilio ? twilio with { TriedToken = null } : null,
        };
        if (now.StateBefore is { } before && (now.AfterAttempt ?? before) is var next && !AccountStates.IsDisconnected(next))
        {
            // It stays connected, or goes on to be closed, so that its own end puts back what is kept.
            return ended with { StateCode = next, Twilio = ended.Twilio?.WithRoute(route => route with { IsOfThisAttempt = false }) };
        }

        if (now.Twilio?.SavedRoute is not null) return RouteLeft.Tell(ended);
        return now.StateBefore is null ? null : ended with { StateCode = AccountStates.Disconnected.Code };
    }
}
