using WhatSnap.Core.Accounts;
using WhatSnap.Core.GoHighLevel;

namespace WhatSnap.Core.Pairing;

/// <summary>Makes sure that GoHighLevel knows the account's tag, and remembers whether it was made for this account.</summary>
public sealed class EnsureAccountTag(RunConnectionStep step, AccountTable accounts, GoHighLevelLocations crm)
{
    public Task<string> RunAsync(string account, CancellationToken cancellationToken) => step.RunAsync(
        account, ConnectionSteps.Tag, async known => [await EnsureAsync(known, cancellationToken)], cancellationToken);

    private async Task<StepResult> EnsureAsync(Account account, CancellationToken cancellationToken)
    {
        try
        {
            // Noted before it is made: a crash between takes away a tag that nobody uses, never leaves one.
            if (!await crm.HasTagAsync(account.LocationId, account.Tag, cancellationToken))
            {
                await accounts.UpdateAsync(account.Key, known => known with { MadeTag = true }, cancellationToken);
                await crm.EnsureTagAsync(account.LocationId, account.Tag, cancellationToken);
            }

            return new StepResult(ConnectionSteps.Tag, "tag_ready", account.Tag);
        }
        catch (GoHighLevelException refused) when (!refused.IsTransient)
        {
            return new StepResult(ConnectionSteps.Tag, "tag_refused");
        }
    }
}
