using WhatSnap.Core.Accounts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Messages;

namespace WhatSnap.Core.Contacts;

/// <summary>
/// Makes sure that a sender is a contact with the account's tag, and gives it to a user where the account says so. Calls:
/// none for a known contact, one for a new one where the location forbids duplicates, two otherwise (and one more look-up
/// for a number with two legal spellings). More are made only for what has to change.
/// </summary>
public sealed class ContactDirectory(
    FindOrCreateContact findOrCreate, GiveNumber giveNumber, SetAccountTag tags, AssignContact assign, GoHighLevelContacts crm,
    KnownContacts known)
{
    /// <returns>The contact's id in GoHighLevel.</returns>
    public async Task<string> EnsureAsync(
        LaneLease lease, Account account, Customer customer, CancellationToken cancellationToken)
    {
        var remembered = lease.Head.ContactId is { } id
            ? await known.FindAsync(account.LocationId, id, cancellationToken) ?? new KnownContact(id, [], null)
            : null;
        var sender = remembered switch
        {
            null => await findOrCreate.RunAsync(lease, account, customer, cancellationToken),

            // Not while a message may stand there already: it is looked for at the contact that it was written to.
            { HidesNumber: true } when customer.Number is { } number && !lease.Head.InDoubt =>
                await giveNumber.RunAsync(lease, account, remembered, number, cancellationToken),
            _ => new Sender(remembered),
        };
        sender = sender with { HasWritten = customer.WroteAt is not null };
        if (SetAccountTag.MustSee(account, sender) || AssignContact.MustSee(account, sender))
        {
            await lease.EnsureWithinAsync(LaneTiming.CallsUntil, cancellationToken);
            sender = sender.As(await crm.ReadAsync(account.LocationId, sender.Known.ContactId, cancellationToken));
        }

        var contact = await tags.RunAsync(lease, account, sender.Known, cancellationToken);
        var turn = await assign.RunAsync(lease, account, sender, cancellationToken);

        // What the owner wrote on the phone makes nobody one who wrote to the account.
        if (sender.HasWritten) contact = contact.AfterMessageTo(account.AccountId);
        if (account.NotesAnswers && customer.WroteAt is { } wroteAt) contact = contact.HeardAt(wroteAt);
        if (customer.Lid is { } lid && contact.Lid != lid) contact = contact with { Lid = lid };
        if (customer.MailAddress is { } address && contact.MailAddress != address) contact = contact with { MailAddress = address };
        if (contact != remembered) await known.SaveAsync(account.LocationId, contact, cancellationToken);

        // Last: a crash before this line gives the repeat the same turn.
        if (turn is not null) await assign.EndAsync(turn, cancellationToken);
        await lease.KnowContactAsync(contact.ContactId, cancellationToken);
        return contact.ContactId;
    }
}

/// <summary>A contact whose message is being worked on.</summary>
/// <param name="Known">What is known of it.</param>
public sealed record Sender(KnownContact Known)
{
    /// <summary>What GoHighLevel said of it just now; null when it was not asked.</summary>
    public CrmContact? Seen { get; init; }

    /// <summary>True when the contact wrote what is worked on; false where the account's owner did, on the phone.</summary>
    public bool HasWritten { get; init; }

    /// <summary>True when it was created for this message.</summary>
    public bool IsNew { get; init; }

    /// <summary>The turn that was taken for its owner, if one was.</summary>
    public Turn? Turn { get; init; }

    /// <summary>This sender as GoHighLevel shows it.</summary>
    public Sender As(CrmContact seen) => this with { Seen = seen, Known = Known.As(seen) };
}
