using WhatSnap.Core.Accounts;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Pairing;

/// <summary>
/// Makes the account active in one write; the location's first account becomes its default. Texts that were refused while
/// a token was missing are looked at again with the new one, and those that came for a removed account of its number come back.
/// </summary>
public sealed class ActivateAccount(
    RunConnectionStep step, AccountTable accounts, AccountDirectory directory, IWorkQueue queue,
    ResolveLetters letters, NoteConnectionEnd end)
{
    public async Task<string> RunAsync(string account, CancellationToken cancellationToken)
    {
        var key = AccountKey.Parse(account);
        var known = await accounts.FindAsync(key.LocationId, key.AccountId, cancellationToken);

        // The write of an earlier try may have been done although its answer never came.
        if (known?.StateCode != AccountStates.Active.Code)
        {
            var found = await step.RunAsync(
                account, ConnectionSteps.Activate,
                async before => [new StepResult(ConnectionSteps.Activate, await ActivateAsync(before, cancellationToken))],
                cancellationToken);
            if (found != RunConnectionStep.Passed) return found;
        }

        // They wait for a day: most of them came before Twilio's list can be compared in the night.
        if (known?.Twilio is { } twilio)
        {
            await queue.SendAsync(QueueNames.CheckSignatures, HookTable.KeyOf(twilio.HookUrl), TimeSpan.Zero, cancellationToken);
        }

        await letters.AfterConnectionAsync(key.LocationId, cancellationToken);
        await end.RunAsync(key, ConnectionEnds.Connected, cancellationToken);
        return RunConnectionStep.Passed;
    }

    private async Task<string> ActivateAsync(Account account, CancellationToken cancellationToken)
    {
        var written = await accounts.ActivateAsync(account.Key, cancellationToken);
        directory.Forget(account);
        if (written is AccountWrite.Written) return "activated";

        // The wish to end it may have come between the look and the write.
        var now = await accounts.FindAsync(account.LocationId, account.AccountId, cancellationToken);
        return now?.AfterAttempt is null ? "account_gone" : ConnectionEnds.Cancelled;
    }
}
