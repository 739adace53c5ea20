using WhatSnap.Core.Accounts;

namespace WhatSnap.Core.Pairing;

/// <summary>
/// Ends a failed connection in our own tables: a new account goes with its claim and its address; one that was connected
/// before goes back to its former state, or on to the one that its owner asked for meanwhile.
/// </summary>
public sealed class UndoConnection(
    AccountTable accounts, NumberClaims claims, HookTable hooks, AccountDirectory directory)
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

        var staysConnected = known.StateBefore == AccountStates.NeedsNewToken.Code;
        if (!staysConnected)
        {
            await claims.ReleaseAsync(known.Number, key, cancellationToken);
            if (known.Twilio is { } twilio) await hooks.RemoveAsync(HookTable.KeyOf(twilio.HookUrl), cancellationToken);
        }

        var isClosing = false;
        if (known.StateBefore is null) await accounts.RemoveAsync(key, RunConnectionStep.IsBeingConnected, cancellationToken);
        else isClosing = await ReturnAsync(key, cancellationToken);

        directory.Forget(known);
        return isClosing ? Closing : RunConnectionStep.Passed;
    }

    private async Task<bool> ReturnAsync(AccountKey key, CancellationToken cancellationToken)
    {
        var written = await accounts.UpdateAsync(
            key,
            now => now.StateBefore is { } before
                ? now with
                {
                    StateCode = now.AfterAttempt ?? before,
                    StateBefore = null,
                    AfterAttempt = null,
                    Twilio = now.Twilio is { } kept ? kept with { TriedToken = null } : null,
                }
                : null,
            cancellationToken);
        return written is AccountWrite.Written { Account: var after } && AccountStates.IsClosing(after.StateCode);
    }
}
