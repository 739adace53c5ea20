using WhatSnap.Core.Accounts;

namespace WhatSnap.Core.Pairing;

/// <summary>
/// Ends a failed connection in our own tables: a new account goes with its claim and its address; one that was connected
/// before goes back to its former state.
/// </summary>
public sealed class UndoConnection(
    AccountTable accounts, NumberClaims claims, HookTable hooks, AccountDirectory directory)
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

        if (known.StateBefore is { } before)
        {
            await accounts.UpdateAsync(
                key,
                now => now with { StateCode = before, StateBefore = null, Twilio = now.Twilio is { } kept ? kept with { TriedToken = null } : null },
                cancellationToken);
        }
        else
        {
            await accounts.RemoveAsync(key, RunConnectionStep.IsBeingConnected, cancellationToken);
        }

        directory.Forget(known);
        return RunConnectionStep.Passed;
    }
}
