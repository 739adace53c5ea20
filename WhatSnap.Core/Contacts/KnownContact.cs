using Azure.Data.Tables;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Contacts;

/// <summary>What is known of one GoHighLevel contact: its tags and the account it wrote to last.</summary>
/// <param name="ContactId">GoHighLevel's contact id.</param>
/// <param name="Tags">Tags seen on the contact, compared without regard to case.</param>
/// <param name="LastAccountId">The account that the contact wrote to last; null before the first message.</param>
public sealed record KnownContact(string ContactId, IReadOnlyList<string> Tags, string? LastAccountId)
{
    public bool HasTag(string tag) => Tags.Contains(tag, StringComparer.OrdinalIgnoreCase);
}

/// <summary>The table of known contacts, a row per contact id.</summary>
public sealed class KnownContacts(TableServiceClient tables)
{
    private const char TagSeparator = '\n';
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
                ["Tags"] = string.Join(TagSeparator, contact.Tags),
                ["LastAccountId"] = contact.LastAccountId,
            },
            TableUpdateMode.Merge, cancellationToken);

    private static KnownContact Read(TableEntity row) => new(
        row.RowKey,
        (row.GetString("Tags") ?? "").Split(TagSeparator, StringSplitOptions.RemoveEmptyEntries),
        row.GetString("LastAccountId"));
}
