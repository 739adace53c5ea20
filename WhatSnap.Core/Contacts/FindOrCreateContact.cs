using Microsoft.Extensions.Logging;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Messages;

namespace WhatSnap.Core.Contacts;

/// <summary>
/// Finds the contact of a customer by number, or creates it with the account's tag, platform and owner in one call. One whose number
/// is hidden can't be looked for.
/// </summary>
public sealed partial class FindOrCreateContact(
    GoHighLevelContacts crm, KnownContacts known, LocationTable locations, AssignContact assign,
    ILogger<FindOrCreateContact> logger)
{
    /// <summary>GoHighLevel needs a name or a number.</summary>
    private const string HiddenName = "WhatsApp contact";

    public async Task<Sender> RunAsync(
        LaneLease lease, Account account, Customer customer, CancellationToken cancellationToken)
    {
        var location = await locations.FindAsync(account.LocationId, cancellationToken);
        var spellings = customer.Number?.Spellings ?? [];

        // Where duplicates are forbidden the creation itself answers whether the number is known.
        var asks = location?.AllowsDuplicates == false ? [.. spellings.Skip(1)] : spellings;
        var asksMail = location?.AllowsDuplicates == false ? null : customer.MailAddress;
        if (await FindAsync(lease, account, asks, asksMail, cancellationToken) is { } there) return there;

        var turn = await assign.DrawAsync(account, lease.Lane, cancellationToken);
        var contact = new NewContact(
            customer.Number, customer.Name ?? (customer.IsGroup ? PlatformNames.Group : customer.HidesNumber ? HiddenName : null), account.Tag,
            customer.IsGroup ? PlatformNames.Group : PlatformNames.Of(account.Platform, customer.HidesNumber), location?.PlatformFieldId)
        {
            MailAddress = customer.MailAddress,
            AssignedTo = turn?.UserId,
        };
        try
        {
            return await CreateAsync(lease, account, contact, turn, cancellationToken);
        }
        catch (GoHighLevelException refused) when (turn is not null && AssignContact.IsRefusalOfUser(refused))
        {
            LogOwnerRefused(turn.UserId, account.AccountId);

            // A creation refused for one member was seen to be done all the same: looking first makes no second contact.
            turn = turn with { IsUsed = true };
            return await FindAsync(lease, account, asks, asksMail, cancellationToken) is { } made
                ? made with { Turn = turn }
                : await CreateAsync(lease, account, contact with { AssignedTo = null }, turn, cancellationToken);
        }
    }

    /// <summary>The contact that GoHighLevel has under one of these spellings; null when it has none.</summary>
    internal Task<Sender?> FindAsync(
        LaneLease lease, Account account, IReadOnlyList<PhoneNumber> spellings, CancellationToken cancellationToken) =>
        FindAsync(lease, account, spellings, mailAddress: null, cancellationToken);

    private async Task<Sender?> FindAsync(
        LaneLease lease, Account account, IReadOnlyList<PhoneNumber> spellings, string? mailAddress, CancellationToken cancellationToken)
    {
        if (mailAddress is not null)
        {
            await lease.EnsureWithinAsync(LaneTiming.CallsUntil, cancellationToken);
            if (await crm.FindByMailAsync(account.LocationId, mailAddress, cancellationToken) is { } found)
            {
                return (await RecallAsync(account, found.ContactId, cancellationToken)).As(found);
            }
        }

        foreach (var spelling in spellings)
        {
            await lease.EnsureWithinAsync(LaneTiming.CallsUntil, cancellationToken);
            if (await crm.FindAsync(account.LocationId, spelling, cancellationToken) is { } found)
            {
                return (await RecallAsync(account, found.ContactId, cancellationToken)).As(found);
            }
        }

        return null;
    }

    private async Task<Sender> CreateAsync(
        LaneLease lease, Account account, NewContact contact, Turn? turn, CancellationToken cancellationToken)
    {
        await lease.EnsureWithinAsync(LaneTiming.PostWithin, cancellationToken);
        try
        {
            var made = await crm.CreateAsync(account.LocationId, contact, lease.Window, cancellationToken);
            return new Sender(new KnownContact(made.ContactId, [], null) { HidesNumber = contact.HidesNumber })
            {
                IsNew = true,
                Turn = turn is null ? null : turn with { IsUsed = true },
            }.As(made);
        }
        catch (GoHighLevelException refused) when (refused.ExistingContactId is { } id)
        {
            return await RecallAsync(account, id, cancellationToken) with { Turn = turn };
        }
    }

    /// <summary>A contact that this lane did not know; its tags in the table may be older than it.</summary>
    internal async Task<Sender> RecallAsync(Account account, string contactId, CancellationToken cancellationToken)
    {
        var contact = await known.FindAsync(account.LocationId, contactId, cancellationToken)
            ?? new KnownContact(contactId, [], null);
        return new Sender(contact with { Tags = [], HasAllTags = false });
    }

    [LoggerMessage(LogLevel.Warning, "User {UserId} was refused as owner of a new contact of account {AccountId}; it is made without one")]
    private partial void LogOwnerRefused(string userId, string accountId);
}
