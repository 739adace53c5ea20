namespace WhatSnap.Core.Accounts;

/// <summary>
/// Gives the contacts of a tag that no account has to an account: it becomes the account's former tag, which counts as its own
/// at once, and the contacts are moved to its tag in the background as after any change of a tag.
/// </summary>
public sealed class AdoptTag(AccountTable accounts, RetagContacts retag)
{
    /// <param name="key">The account.</param>
    /// <param name="tag">A tag of <see cref="OrphanTags"/>.</param>
    /// <param name="cancellationToken">Cancels the change.</param>
    public async Task<TagChangeOutcome> RunAsync(AccountKey key, string tag, CancellationToken cancellationToken)
    {
        var account = await accounts.FindAsync(key.LocationId, key.AccountId, cancellationToken);
        if (account is null || !ChangeAccountTag.MayChange(account) || account.FormerTag is not null) return Unchanged(account);

        // The queue message before the claim: without the change it finds nothing to do.
        await retag.StartAsync(key, cancellationToken);
        var written = await accounts.UpdateAsync(
            key, now => ChangeAccountTag.MayChange(now) && now.FormerTag is null ? now with { FormerTag = tag } : null, cancellationToken);
        return written switch
        {
            AccountWrite.Written { Account: var changed } => new TagChangeOutcome.Changed(changed),
            AccountWrite.NameTaken => new TagChangeOutcome.Taken(),
            _ => Unchanged(await accounts.FindAsync(key.LocationId, key.AccountId, cancellationToken)),
        };
    }

    private static TagChangeOutcome Unchanged(Account? account) => account switch
    {
        null => new TagChangeOutcome.Gone(),
        _ when !ChangeAccountTag.MayChange(account) => new TagChangeOutcome.NotNow(account),
        _ => new TagChangeOutcome.Busy(),
    };
}
