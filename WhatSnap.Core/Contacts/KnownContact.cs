using Azure;
using Azure.Data.Tables;
using WhatSnap.Core.GoHighLevel;
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

    /// <summary>When it wrote to that account last, to ten minutes; null where that was not noted.</summary>
    public DateTimeOffset? LastWroteAt { get; init; }

    /// <summary>Every account that the contact has written to.</summary>
    public IReadOnlyList<string> AccountIds { get; init; } = [];

    /// <summary>WhatsApp's id of the contact, by which it can be written to where its number is hidden; null where none is known.</summary>
    public string? Lid { get; init; }

    /// <summary>The e-mail address by which it wrote with iMessage; null where it has none.</summary>
    public string? MailAddress { get; init; }

    /// <summary>True while GoHighLevel has no number of it, because WhatsApp does not tell.</summary>
    public bool HidesNumber { get; init; }

    /// <summary>GoHighLevel's do-not-disturb of the contact; null while GoHighLevel did not show it whole.</summary>
    public DoNotDisturb? Dnd { get; init; }

    /// <summary>True when GoHighLevel showed <see cref="Dnd"/> in this work, so that it is to be saved.</summary>
    public bool IsDndNew { get; init; }

    /// <summary>True while the contact has opted out of messages; the ledger of consent says why, and alone changes it.</summary>
    public bool IsStopped { get; init; }

    /// <summary>The version of its row; null for a contact without one.</summary>
    internal ETag? ETag { get; init; }

    /// <summary>The tags as its row had them; null for a row without, and for a contact without a row.</summary>
    internal string? StoredTags { get; init; }

    /// <summary>True when nothing that decides a message's way has to be asked for.</summary>
    public bool IsWhollyKnown => HasAllTags && Dnd is not null;

    /// <summary>This contact as GoHighLevel shows it.</summary>
    public KnownContact As(CrmContact seen) => this with { Tags = seen.Tags, HasAllTags = true, Dnd = seen.Dnd, IsDndNew = true };

    public bool HasTag(string tag) => Tags.Contains(tag, StringComparer.OrdinalIgnoreCase);

    public bool HasWrittenTo(string accountId) => LastAccountId == accountId || AccountIds.Contains(accountId);

    /// <summary>This contact after a message to an account; unchanged when that was the last one already.</summary>
    public KnownContact AfterMessageTo(string accountId) => LastAccountId == accountId && AccountIds.Contains(accountId)
        ? this
        : this with
        {
            LastWroteAt = LastAccountId == accountId ? LastWroteAt : null,
            LastAccountId = accountId,
            AccountIds = AccountIds.Contains(accountId) ? AccountIds : [.. AccountIds, accountId],
        };

    /// <summary>This contact after a message of a time; unchanged where one of ten minutes before is noted, so that most messages write nothing.</summary>
    public KnownContact HeardAt(DateTimeOffset at) => at - LastWroteAt < HeardEvery ? this : this with { LastWroteAt = at };

    private static readonly TimeSpan HeardEvery = TimeSpan.FromMinutes(10);

    /// <summary>The tags without some, whatever their case.</summary>
    public IReadOnlyList<string> TagsWithout(IReadOnlyList<string> some) =>
        [.. Tags.Where(tag => !some.Contains(tag, StringComparer.OrdinalIgnoreCase))];
}

/// <summary>The table of known contacts, a row per contact id.</summary>
public sealed class KnownContacts(TableServiceClient tables)
{
    private const char Separator = '\n';
    private const string TagsSeenAt = "TagsSeenAt";
    private const string Dnd = "Dnd";
    private const string DndSeenAt = "DndSeenAt";
    private const string ConsentVersion = "ConsentVersion";
    private const string Unknown = "?";
    private readonly TableClient _table = tables.GetTableClient(TableNames.Contacts);

    public async Task<KnownContact?> FindAsync(string locationId, string contactId, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(
            locationId, contactId, cancellationToken: cancellationToken);
        return row.HasValue ? Read(row.Value!) : null;
    }

    /// <summary>
    /// Saves what work on a message learned. What GoHighLevel showed of do-not-disturb is saved only where nobody wrote the row since
    /// it was read: an event may have brought a newer word. Tags that changed meanwhile stay and are asked for when they are needed
    /// next. Whether the contact opted out is never written here.
    /// </summary>
    /// <returns>The contact, with nothing left to save.</returns>
    public async Task<KnownContact> SaveAsync(string locationId, KnownContact contact, CancellationToken cancellationToken)
    {
        var row = new TableEntity(locationId, contact.ContactId)
        {
            ["Tags"] = Join(contact.Tags),
            ["HasAllTags"] = contact.HasAllTags,
            ["LastAccountId"] = contact.LastAccountId,
            ["LastWroteAt"] = contact.LastWroteAt,
            ["AccountIds"] = Join(contact.AccountIds),
            ["Lid"] = contact.Lid,
            ["MailAddress"] = contact.MailAddress,
            ["HidesNumber"] = contact.HidesNumber,
        };
        var whole = contact.IsDndNew ? new TableEntity(row) { [Dnd] = contact.Dnd!.ToString() } : row;
        if (!await _table.TryMergeAsync(whole, contact.ETag, cancellationToken))
        {
            await ChangeAsync(locationId, contact.ContactId, now => now is null || StoredTags(now) == contact.StoredTags ? new TableEntity(row) : WithoutTags(row), cancellationToken);
        }

        return contact with { IsDndNew = false, StoredTags = StoredTags(row) };
    }

    /// <summary>Notes that a tag of a contact gave way to another; what is not known stays unknown.</summary>
    public Task ReplaceTagAsync(
        string locationId, string contactId, string former, string tag, CancellationToken cancellationToken) => ChangeAsync(
        locationId, contactId,
        row => row is not null && Read(row) is var known && (known.HasTag(former) || !known.HasTag(tag))
            ? new TableEntity { ["Tags"] = Join([.. known.TagsWithout([former, tag]), tag]) }
            : null,
        cancellationToken);

    /// <summary>
    /// Takes in what GoHighLevel says of a contact, if the contact is known and nothing newer was said. Tags that were not said are
    /// asked for when they are needed next.
    /// </summary>
    /// <param name="locationId">The location.</param>
    /// <param name="contactId">The contact.</param>
    /// <param name="tags">All its tags; null where they were not said.</param>
    /// <param name="dnd">What was said of do-not-disturb; null for nothing.</param>
    /// <param name="at">When it was so.</param>
    /// <param name="cancellationToken">Cancels the change.</param>
    public Task SeeAsync(
        string locationId, string contactId, IReadOnlyList<string>? tags, DndNews? dnd, DateTimeOffset at,
        CancellationToken cancellationToken) => ChangeAsync(
        locationId, contactId,
        row =>
        {
            if (row is null) return null;
            var change = new TableEntity();
            if (!(row.GetDateTimeOffset(TagsSeenAt) > at))
            {
                (change["HasAllTags"], change[TagsSeenAt]) = (tags is not null, at);
                if (tags is not null) change["Tags"] = Join(tags);
            }

            if (dnd is not null && !(row.GetDateTimeOffset(DndSeenAt) > at))
            {
                (change[Dnd], change[DndSeenAt]) = (dnd.After(ReadDnd(row))?.ToString() ?? Unknown, at);
            }

            return change;
        },
        cancellationToken);

    /// <summary>Takes in do-not-disturb as WhatSnap itself set it in GoHighLevel.</summary>
    public Task SeeDndAsync(
        string locationId, string contactId, DoNotDisturb dnd, DateTimeOffset at, CancellationToken cancellationToken) => ChangeAsync(
        locationId, contactId,
        row => row?.GetDateTimeOffset(DndSeenAt) > at ? null : new TableEntity { [Dnd] = dnd.ToString(), [DndSeenAt] = at },
        cancellationToken);

    /// <summary>Takes in what the ledger says of a contact, known or not, if it was told nothing newer.</summary>
    /// <param name="locationId">The location.</param>
    /// <param name="contactId">The contact.</param>
    /// <param name="isStopped">Whether it has opted out.</param>
    /// <param name="version">The change of the ledger.</param>
    /// <param name="cancellationToken">Cancels the change.</param>
    public Task SeeConsentAsync(
        string locationId, string contactId, bool isStopped, int version, CancellationToken cancellationToken) => ChangeAsync(
        locationId, contactId,
        row => row?.GetInt32(ConsentVersion) >= version
            ? null
            : new TableEntity { [nameof(KnownContact.IsStopped)] = isStopped, [ConsentVersion] = version },
        cancellationToken);

    /// <summary>Forgets a contact, all but that it opted out: that holds, should it come back. Repeating it changes nothing.</summary>
    public async Task ForgetAsync(string locationId, string contactId, CancellationToken cancellationToken)
    {
        while (true)
        {
            var row = await _table.GetEntityIfExistsAsync<TableEntity>(locationId, contactId, cancellationToken: cancellationToken);
            if (!row.HasValue || await TryForgetAsync(row.Value!, cancellationToken)) return;
        }
    }

    /// <summary>Changes columns of a row; when somebody else wrote in between, the change is made again on what they wrote.</summary>
    /// <param name="locationId">The location.</param>
    /// <param name="contactId">The contact.</param>
    /// <param name="change">Gives the columns for a row, or for none; null or empty to leave it.</param>
    /// <param name="cancellationToken">Cancels the change.</param>
    private async Task ChangeAsync(
        string locationId, string contactId, Func<TableEntity?, TableEntity?> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var row = await _table.GetEntityIfExistsAsync<TableEntity>(
                locationId, contactId, cancellationToken: cancellationToken);
            var before = row.HasValue ? row.Value : null;
            if (change(before) is not { Count: > 0 } columns) return;
            (columns.PartitionKey, columns.RowKey) = (locationId, contactId);
            if (await _table.TryMergeAsync(columns, before?.ETag, cancellationToken)) return;
        }
    }

    private static TableEntity WithoutTags(TableEntity row)
    {
        var rest = new TableEntity(row) { ["HasAllTags"] = false };
        rest.Remove("Tags");
        return rest;
    }

    private static string? StoredTags(TableEntity row) =>
        row.GetString("Tags") is { } tags ? $"{row.GetBoolean("HasAllTags") ?? false}{Separator}{tags}" : null;

    private async Task<bool> TryForgetAsync(TableEntity row, CancellationToken cancellationToken)
    {
        try
        {
            if (row.GetBoolean(nameof(KnownContact.IsStopped)) == true)
            {
                var rest = new TableEntity(row.PartitionKey, row.RowKey)
                {
                    [nameof(KnownContact.IsStopped)] = true,
                    [ConsentVersion] = row.GetInt32(ConsentVersion),
                };
                await _table.UpdateEntityAsync(rest, row.ETag, TableUpdateMode.Replace, cancellationToken);
            }
            else
            {
                await _table.DeleteEntityAsync(row.PartitionKey, row.RowKey, row.ETag, cancellationToken);
            }

            return true;
        }
        catch (RequestFailedException changed) when (changed.Status is 404 or 412)
        {
            // Somebody else wrote it in between: it may have opted out just now.
            return false;
        }
    }

    private static DoNotDisturb? ReadDnd(TableEntity row) =>
        row.GetString(Dnd) is { } text && text != Unknown ? DoNotDisturb.Parse(text) : null;

    private static string Join(IReadOnlyList<string> texts) => string.Join(Separator, texts);

    private static string[] Split(string? text) =>
        (text ?? "").Split(Separator, StringSplitOptions.RemoveEmptyEntries);

    private static KnownContact Read(TableEntity row) =>
        new(row.RowKey, Split(row.GetString("Tags")), row.GetString("LastAccountId"))
        {
            HasAllTags = row.GetBoolean("HasAllTags") ?? false,
            LastWroteAt = row.GetDateTimeOffset("LastWroteAt"),
            AccountIds = Split(row.GetString("AccountIds")),
            Lid = row.GetString("Lid"),
            MailAddress = row.GetString("MailAddress"),
            HidesNumber = row.GetBoolean("HidesNumber") ?? false,
            Dnd = ReadDnd(row),
            IsStopped = row.GetBoolean(nameof(KnownContact.IsStopped)) ?? false,
            ETag = row.ETag,
            StoredTags = StoredTags(row),
        };
}
