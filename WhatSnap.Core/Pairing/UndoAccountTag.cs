using WhatSnap.Core.Accounts;
using WhatSnap.Core.GoHighLevel;

namespace WhatSnap.Core.Pairing;

/// <summary>Takes away the tag that a failed connection made; one that was there before stays.</summary>
public sealed class UndoAccountTag(AccountTable accounts, GoHighLevelLocations crm)
{
    public async Task<string> RunAsync(string account, CancellationToken cancellationToken)
    {
        var key = AccountKey.Parse(account);
        var known = await accounts.FindAsync(key.LocationId, key.AccountId, cancellationToken);
        if (known is not { MadeTag: true, StateBefore: null } || !RunConnectionStep.IsBeingConnected(known)) return RunConnectionStep.Passed;
        try
        {
            await crm.DeleteTagAsync(known.LocationId, known.Tag, cancellationToken);
        }
        catch (GoHighLevelException refused) when (!refused.IsTransient)
        {
            // The location was uninstalled or deleted: its tags are none of ours any more.
        }

        return RunConnectionStep.Passed;
    }
}
