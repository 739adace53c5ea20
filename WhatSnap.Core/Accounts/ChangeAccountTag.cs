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

    /// <summary>There is no such account.</summary>
    public sealed record Gone : TagChangeOutcome;
}

/// <summary>Gives an account another tag: messages use it at once, and its contacts are moved to it in the background.</summary>
public sealed class ChangeAccountTag(AccountTable accounts, GoHighLevelLocations crm, RetagContacts retag)
{
    /// <param name="key">The account.</param>
    /// <param name="tag">The new tag; a tag that differs in case alone changes nothing.</param>
    /// <param name="cancellationToken">Cancels the change.</param>
    public async Task<TagChangeOutcome> RunAsync(AccountKey key, string tag, CancellationToken cancellationToken)
    {
        var account = await accounts.FindAsync(key.LocationId, key.AccountId, cancellationToken);
        if (account is null) return new TagChangeOutcome.Gone();
        if (Same(account.Tag, tag)) return new TagChangeOutcome.Changed(account);
        if (account.FormerTag is not null) return new TagChangeOutcome.Busy();

        var made = await crm.EnsureTagAsync(key.LocationId, tag, cancellationToken);

        // The queue message first: without the change it finds nothing to do.
        await retag.StartAsync(key, cancellationToken);
        var written = await accounts.UpdateAsync(
            key,
            now => now.FormerTag is null && !Same(now.Tag, tag)
                ? now with { Tag = tag, FormerTag = now.Tag, MadeTag = made }
                : null,
            cancellationToken);
        if (written is AccountWrite.Written done) return new TagChangeOutcome.Changed(done.Account);
        if (written is AccountWrite.NameTaken) return new TagChangeOutcome.Taken();
        return await LostAsync(key, tag, made, cancellationToken);
    }

    /// <summary>Somebody else was faster: removed the account, or changed its tag.</summary>
    private async Task<TagChangeOutcome> LostAsync(
        AccountKey key, string tag, bool made, CancellationToken cancellationToken)
    {
        var (all, _) = await accounts.ListAsync(key.LocationId, cancellationToken);
        if (made && !all.Any(one => Same(one.Tag, tag) || Same(one.FormerTag, tag)))
        {
            await crm.DeleteTagAsync(key.LocationId, tag, cancellationToken);
        }

        return all.FirstOrDefault(one => one.AccountId == key.AccountId) switch
        {
            null => new TagChangeOutcome.Gone(),
            var now when Same(now.Tag, tag) => new TagChangeOutcome.Changed(now),
            _ => new TagChangeOutcome.Busy(),
        };
    }

    private static bool Same(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
