using Azure;
using Azure.Data.Tables;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Contacts;

/// <summary>What is known of one GoHighLevel contact: its tags and the accounts it wrote to.</summary>
/// <param name="ContactId">GoHighLevel's contact id.</param>
/// <param name="Tags">Tags seen on the contact, compared without regard to case.</param>
/// <param name="LastAccountId">The account that the contact wrote to last; null before the first message.</param>
public sealed record KnownContact(string ContactId, IReadOnlyList<string> Tags, string? LastAccountId)
{
    /// <summary>True when GoHighLevel itself showed all its tags; false when it may carry others besides.</summary>
    public bool HasAllTags { get; init; }

    /// <summary>Every account that the contact has written to.</summary>
    public IReadOnlyList<string> AccountIds { get; init; } = [];

    /// <summary>WhatsApp's id of the contact, by which it can be written to where its number is hidden; null where none is known.</summary>
    public string? Lid { get; init; }

    public bool HasTag(string tag) => Tags.Contains(tag, StringComparer.OrdinalIgnoreCase);

    public bool HasWrittenTo(string accountId) => LastAccountId == accountId || AccountIds.Contains(accountId);

    /// <summary>This contact after a message to an account; unchanged when that was the last one already.</summary>
    public KnownContact AfterMessageTo(string accountId) => LastAccountId == accountId && AccountIds.Contains(accountId)
        ? this
        : this with
        {
            LastAccountId = accountId,
            AccountIds = AccountIds.Contains(accountId) ? AccountIds : [.. AccountIds, accountId],
        };

    /// <summary>The tags without some, whatever their case.</summary>
    public IReadOnlyList<string> TagsWithout(IReadOnlyList<string> some) =>
        [.. Tags.Where(tag => !some.Contains(tag, StringComparer.OrdinalIgnoreCase))];
}

/// <summary>The table of known contacts, a row per contact id.</summary>
public sealed class KnownContacts(TableServiceClient tables)
{
    private const char Separator = '\n';
    private const string TagsSeenAt = "TagsSeenAt";
    private readonly TableClient _table = tables.GetTableClient(TableNames.Contacts);

    public async Task<KnownContact?> FindAsync(string locationId, string contactId, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(
            locationId, contactId, cancellationToken: cancellationToken);
        return row.HasValue ? Read(row.Value!) : null;
    }

    public Task SaveAsync(string locationId, KnownContact contact, CancellationToken cancellationToken) =>
        _table.UpsertEntityAsync(
            new TableEntity(locationId, contact.ContactId)
            {
                ["Tags"] = Join(contact.Tags),
                ["HasAllTags"] = contact.HasAllTags,
                ["LastAccountId"] = contact.LastAccountId,
                ["AccountIds"] = Join(contact.AccountIds),
                ["Lid"] = contact.Lid,
            },
            TableUpdateMode.Merge, cancellationToken);

    /// <summary>Notes that a tag of a contact gave way to another; what is not known stays unknown.</summary>
    public async Task ReplaceTagAsync(
        string locationId, string contactId, string former, string tag, CancellationToken cancellationToken)
    {
        while (true)
        {
            var row = await _table.GetEntityIfExistsAsync<TableEntity>(
                locationId, contactId, cancellationToken: cancellationToken);
            if (!row.HasValue) return;
            var known = Read(row.Value!);
            if (known.HasTag(tag) && !known.HasTag(former)) return;
            var change = new TableEntity(locationId, contactId) { ["Tags"] = Join([.. known.TagsWithout([former, tag]), tag]) };
            try
            {
                await _table.UpdateEntityAsync(change, row.Value!.ETag, TableUpdateMode.Merge, cancellationToken);
                return;
            }
            catch (RequestFailedException changed) when (changed.Status is 404 or 412)
            {
                // A message wrote it in between.
            }
        }
    }

    /// <summary>
    /// Takes in what GoHighLevel says of a contact's tags, if the contact is known and nothing newer was said. Tags that
    /// were not said are asked for when they are needed next.
    /// </summary>
    public async Task SeeTagsAsync(
        string locationId, string contactId, IReadOnlyList<string>? tags, DateTimeOffset at, CancellationToken cancellationToken)
    {
        while (true)
        {
            var row = await _table.GetEntityIfExistsAsync<TableEntity>(
                locationId, contactId, cancellationToken: cancellationToken);
            if (!row.HasValue || row.Value!.GetDateTimeOffset(TagsSeenAt) > at) return;
            var change = new TableEntity(locationId, contactId) { ["HasAllTags"] = tags is not null, [TagsSeenAt] = at };
            if (tags is not null) change["Tags"] = Join(tags);
            try
            {
                await _table.UpdateEntityAsync(change, row.Value.ETag, TableUpdateMode.Merge, cancellationToken);
                return;
            }
            catch (RequestFailedException changed) when (changed.Status is 404 or 412)
            {
                // A message wrote it in between.
            }
        }
    }

    /// <summary>Forgets a contact; repeating it changes nothing.</summary>
    public Task ForgetAsync(string locationId, string contactId, CancellationToken cancellationToken) =>
        _table.DeleteEntityAsync(locationId, contactId, ETag.All, cancellationToken);

    private static string Join(IReadOnlyList<string> texts) => string.Join(Separator, texts);

    private static string[] Split(string? text) =>
        (text ?? "").Split(Separator, StringSplitOptions.RemoveEmptyEntries);

    private static KnownContact Read(TableEntity row) =>
        new(row.RowKey, Split(row.GetString("Tags")), row.GetString("LastAccountId"))
        {
            HasAllTags = row.GetBoolean("HasAllTags") ?? false,
            AccountIds = Split(row.GetString("AccountIds")),
            Lid = row.GetString("Lid"),
        };
}
