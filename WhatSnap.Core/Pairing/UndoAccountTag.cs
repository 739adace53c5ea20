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

        // The name of an account that expired may be another's by now, and with it the tag.
        var (all, _) = await accounts.ListAsync(key.LocationId, cancellationToken);
        if (all.Any(one => one.AccountId != known.AccountId && HasTag(one, known.Tag))) return RunConnectionStep.Passed;
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

    private static bool HasTag(Account account, string tag) =>
        new[] { account.Tag, account.FormerTag }.Contains(tag, StringComparer.OrdinalIgnoreCase);
}
