using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.GoHighLevel;

namespace WhatSnap.Core.Messages;

/// <summary>From which account a message goes out.</summary>
public abstract record AccountChoice
{
    private AccountChoice()
    {
    }

    /// <summary>From this one.</summary>
    /// <param name="Account">The account.</param>
    /// <param name="Reason">Why, as a sentence.</param>
    /// <param name="Text">The text without a command.</param>
    /// <param name="Contact">What is known of the contact.</param>
    public sealed record From(Account Account, string Reason, string Text, KnownContact Contact) : AccountChoice;

    /// <summary>From none.</summary>
    public sealed record None(Failure Failure) : AccountChoice;
}

/// <summary>
/// Chooses the account that a message goes out from: the one that its command names, else the one whose tag the contact
/// carries, else the one that the contact wrote to last, else the location's default.
/// </summary>
public sealed class ChooseAccount(
    AccountTable accounts, KnownContacts known, GoHighLevelContacts crm, GoHighLevelContactTags tags)
{
    public async Task<AccountChoice> RunAsync(
        LaneLease lease, OutboundMessage message, CancellationToken cancellationToken)
    {
        var (all, defaultAccountId) = await accounts.ListAsync(message.LocationId, cancellationToken);
        var command = SwitchCommand.Find(message.Text, all);
        if (command is { Account: null }) return new AccountChoice.None(Failures.SwitchToNobody);
        var contact = await ContactAsync(lease, message, cancellationToken);
        if (command is { IsForGood: false, Account: { } once })
        {
            return new AccountChoice.From(once, $"Sent from {once.Name}: #switch_unique named it.", command.Text, contact);
        }

        if (command is { Account: { } wanted })
        {
            await MoveAsync(lease, contact, wanted, all, cancellationToken);
            return new AccountChoice.From(wanted, $"Sent from {wanted.Name}: #switch named it, for this and what follows.", command.Text, contact);
        }

        var route = ContactRoute.Of(contact, all, defaultAccountId);
        return route.Account is { } account
            ? new AccountChoice.From(account, route.Reason, message.Text, contact)
            : new AccountChoice.None(Failures.NoAccount);
    }

    /// <summary>
    /// What is known of the contact at a later try, whose account is chosen; GoHighLevel is asked only where it is not known whether the
    /// contact may be written to.
    /// </summary>
    public async Task<KnownContact> SeeAgainAsync(LaneLease lease, OutboundMessage message, CancellationToken cancellationToken)
    {
        var contact = await known.FindAsync(message.LocationId, message.ContactId, cancellationToken);
        return contact is { IsStopped: true } or { Dnd: not null } ? contact : await ContactAsync(lease, message, cancellationToken);
    }

    /// <summary>What is known of the contact; GoHighLevel is asked only where its tags or its do-not-disturb were never seen.</summary>
    private async Task<KnownContact> ContactAsync(
        LaneLease lease, OutboundMessage message, CancellationToken cancellationToken)
    {
        var contact = await known.FindAsync(message.LocationId, message.ContactId, cancellationToken)
            ?? new KnownContact(message.ContactId, [], null);
        if (contact.IsWhollyKnown) return contact;

        await lease.EnsureWithinAsync(LaneTiming.CallsUntil, cancellationToken);
        var seen = await crm.ReadAsync(message.LocationId, message.ContactId, cancellationToken);
        return await known.SaveAsync(message.LocationId, contact.As(seen), cancellationToken);
    }

    /// <summary>Gives the contact the account's tag instead of those of other accounts; foreign tags stay.</summary>
    private async Task MoveAsync(
        LaneLease lease, KnownContact contact, Account to, IReadOnlyList<Account> all, CancellationToken cancellationToken)
    {
        List<string> others = [.. all.Where(account => account.AccountId != to.AccountId && ContactRoute.IsTagged(contact, account))
            .SelectMany(account => new[] { account.Tag, account.FormerTag }).OfType<string>().Where(contact.HasTag)];
        if (contact.HasTag(to.Tag) && others.Count == 0) return;

        // First the new one, so that the contact is never without.
        await lease.EnsureWithinAsync(LaneTiming.CallsUntil, cancellationToken);
        if (!contact.HasTag(to.Tag)) await tags.AddAsync(to.LocationId, contact.ContactId, to.Tag, null, cancellationToken);
        if (others.Count > 0) await tags.RemoveAsync(to.LocationId, contact.ContactId, others, null, cancellationToken);
        await known.SaveAsync(
            to.LocationId, contact with { Tags = [.. contact.TagsWithout([.. others, to.Tag]), to.Tag] }, cancellationToken);
    }
}
