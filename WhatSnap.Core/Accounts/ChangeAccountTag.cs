using WhatSnap.Core.GoHighLevel;

namespace WhatSnap.Core.Accounts;

/// <summary>How the wish to change an account's tag ended.</summary>
public abstract record TagChangeOutcome
{
    private TagChangeOutcome()
    {
    }

    /// <summary>The account has the tag; its contacts are being moved to it, if there was another before.</summary>
    public sealed record Changed(Account Account) : TagChangeOutcome;

    /// <summary>Another account of the location has the tag, or had it and is still giving it up.</summary>
    public sealed record Taken : TagChangeOutcome;

    /// <summary>The account's contacts are still being moved to the tag that it was given last.</summary>
    public sealed record Busy : TagChangeOutcome;

    /// <summary>The account is being connected, disconnected or removed; its tag can be changed after that.</summary>
    public sealed record NotNow(Account Account) : TagChangeOutcome;

    /// <summary>There is no such account.</summary>
    public sealed record Gone : TagChangeOutcome;
}

/// <summary>
/// Gives an account another tag: messages use it at once, and its contacts are moved to it in the background. The account
/// claims the tag before GoHighLevel is told of it, so that none is ever made that nobody has.
/// </summary>
public sealed class ChangeAccountTag(AccountTable accounts, GoHighLevelLocations crm, RetagContacts retag)
{
    /// <param name="key">The account.</param>
    /// <param name="tag">The new tag; a tag that differs in case alone changes nothing.</param>
    /// <param name="cancellationToken">Cancels the change.</param>
    /// <exception cref="GoHighLevelException">GoHighLevel did not take part, and nothing was changed.</exception>
    public async Task<TagChangeOutcome> RunAsync(AccountKey key, string tag, CancellationToken cancellationToken)
    {
        var account = await accounts.FindAsync(key.LocationId, key.AccountId, cancellationToken);
        if (account is null || !MayChange(account) || account.FormerTag is not null || Same(account.Tag, tag)) return Unchanged(account, tag);

        // Says too whether GoHighLevel is there, before anything is changed.
        var isThere = await crm.HasTagAsync(key.LocationId, tag, cancellationToken);

        // The queue message before the claim: without the change it finds nothing to do.
        await retag.StartAsync(key, cancellationToken);
        var written = await accounts.UpdateAsync(
            key,
            now => MayChange(now) && now.FormerTag is null && !Same(now.Tag, tag)
                ? now with { Tag = tag, FormerTag = now.Tag, MadeTag = !isThere }
                : null,
            cancellationToken);
        if (written is AccountWrite.NameTaken) return new TagChangeOutcome.Taken();
        if (written is AccountWrite.Written { Account: var changed })
        {
            await MakeAsync(account, changed, cancellationToken);
            return new TagChangeOutcome.Changed(changed);
        }

        // Somebody else was faster: removed the account, or changed its tag or its state.
        return Unchanged(await accounts.FindAsync(key.LocationId, key.AccountId, cancellationToken), tag);
    }

    private async Task MakeAsync(Account before, Account changed, CancellationToken cancellationToken)
    {
        try
        {
            await crm.EnsureTagAsync(changed.LocationId, changed.Tag, cancellationToken);
        }
        catch (GoHighLevelException refused) when (!refused.IsTransient)
        {
            await accounts.UpdateAsync(
                changed.Key,
                now => now.Tag == changed.Tag && now.FormerTag == before.Tag
                    ? now with { Tag = before.Tag, FormerTag = null, MadeTag = before.MadeTag }
                    : null,
                cancellationToken);
            throw;
        }
        catch (GoHighLevelException)
        {
            // It may pass, or was done: the work in the background makes sure of the tag first.
        }
    }

    private static TagChangeOutcome Unchanged(Account? account, string tag) => account switch
    {
        null => new TagChangeOutcome.Gone(),
        _ when Same(account.Tag, tag) => new TagChangeOutcome.Changed(account),
        _ when !MayChange(account) => new TagChangeOutcome.NotNow(account),
        _ => new TagChangeOutcome.Busy(),
    };

    internal static bool MayChange(Account account) => AccountStates.Passing.All(state => state.Code != account.StateCode);

    private static bool Same(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
