using Azure;
using Azure.Data.Tables;
using WhatSnap.Core.Safety;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Messages;

/// <summary>Which messages of a location a list shows.</summary>
/// <param name="AccountId">Only those of this account.</param>
/// <param name="ContactId">Only those of this contact.</param>
/// <param name="State">Only those in this state.</param>
/// <param name="IsOutbound">Only those that go out, or only those that came in.</param>
public sealed record MessageFilter(string? AccountId, string? ContactId, string? State, bool? IsOutbound)
{
    internal bool Admits(MessageEntry entry) =>
        (AccountId is null || entry.AccountId == AccountId) && (ContactId is null || entry.ContactId == ContactId)
        && (State is null || entry.State == State) && (IsOutbound is null || entry.IsOutbound == IsOutbound);
}

/// <summary>A part of a list, the newest first.</summary>
/// <param name="Messages">At most <see cref="MessageIndex.PageSize"/>; may be empty although there are more.</param>
/// <param name="Next">Where the next page begins; null when there is none.</param>
public sealed record MessagePage(IReadOnlyList<MessageEntry> Messages, string? Next);

/// <summary>A message that a person may have to look at.</summary>
/// <param name="AccountId">Its account; null where none was chosen.</param>
/// <param name="AcceptedAt">When WhatSnap got it.</param>
/// <param name="IsHeld">True for one that waits on purpose, and until a known time.</param>
internal sealed record OpenMessage(string? AccountId, DateTimeOffset AcceptedAt, bool IsHeld);

/// <summary>
/// The messages of each location by time, the newest first: a row for each in the table of what goes out, and rows without content
/// that name those of a contact, and those that a person may have to look at.
/// </summary>
public sealed class MessageIndex(TableServiceClient tables)
{
    public const int PageSize = 50;

    /// <summary>Pages of storage that one list reads at most while it finds nothing.</summary>
    private const int MostReads = 20;
    private const string Prefix = "m~";
    private const string ContactPrefix = "c~";
    private const string OpenPrefix = "x~";
    private readonly TableClient _table = tables.GetTableClient(TableNames.Links);

    /// <summary>Notes how a message stands that has no link: one that came in, or one that no account was chosen for yet.</summary>
    /// <param name="entry">The message.</param>
    /// <param name="wasListed">True when it was noted before, in another state.</param>
    /// <param name="cancellationToken">Cancels the note.</param>
    public async Task NoteAsync(MessageEntry entry, bool wasListed, CancellationToken cancellationToken)
    {
        await _table.SubmitTransactionAsync(Added(entry), cancellationToken);
        if (!wasListed) return;
        foreach (var state in ListedStates.Open.Where(state => state != entry.State))
        {
            await _table.DeleteEntityAsync(entry.LocationId, OpenKey(entry, state), ETag.All, cancellationToken);
        }
    }

    /// <summary>Nobody has to look after a message any more because it waits. Before its link is added: after that nobody would come back for it.</summary>
    public Task EndWaitAsync(MessageEntry entry, CancellationToken cancellationToken) =>
        _table.DeleteEntityAsync(entry.LocationId, OpenKey(entry, ListedStates.Waiting.Code), ETag.All, cancellationToken);

    /// <summary>A page of a location's messages.</summary>
    /// <param name="locationId">The location.</param>
    /// <param name="filter">Which.</param>
    /// <param name="after">The end of the page before; null for the first one.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async Task<MessagePage> ListAsync(string locationId, MessageFilter filter, string? after, CancellationToken cancellationToken)
    {
        var isPointed = filter.ContactId is not null || ListedStates.Open.Contains(filter.State);
        var prefix = filter.ContactId is { } contact ? ContactKeys(contact) : isPointed ? $"{OpenPrefix}{filter.State}~" : Prefix;
        var query = TableClient.CreateQueryFilter($"PartitionKey eq {locationId} and RowKey ge {prefix} and RowKey lt {prefix + "~"}");
        if (!isPointed) query += Conditions(filter);

        var reads = 0;
        await foreach (var page in _table.QueryAsync<TableEntity>(query, PageSize, cancellationToken: cancellationToken).AsPages(after, PageSize))
        {
            var ids = page.Values.Select(row => row.RowKey[prefix.Length..]);
            var entries = isPointed
                ? await Task.WhenAll(ids.Select(id => FindAsync(locationId, id, cancellationToken)))
                : page.Values.Zip(ids, MessageEntry.Read).ToArray();
            List<MessageEntry> found = [.. entries.OfType<MessageEntry>().Where(filter.Admits)];
            if (found.Count > 0 || page.ContinuationToken is null || ++reads == MostReads) return new MessagePage(found, page.ContinuationToken);
        }

        return new MessagePage([], null);
    }

    /// <summary>The messages of a location that were accepted in a time, the newest first.</summary>
    public IAsyncEnumerable<MessageEntry> ReadAsync(
        string locationId, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var (first, end) = (Prefix + Keys.NewestFirst(until), Prefix + Keys.NewestFirst(from) + "~");
        var query = TableClient.CreateQueryFilter($"PartitionKey eq {locationId} and RowKey gt {first} and RowKey lt {end}");
        return _table.QueryAsync<TableEntity>(query, cancellationToken: cancellationToken)
            .Select(row => MessageEntry.Read(row, row.RowKey[Prefix.Length..]))
            .Where(entry => entry.AcceptedAt >= from && entry.AcceptedAt < until);
    }

    /// <summary>The messages of a location in a state that a person may have to look at, the newest first: whose they are, and when they were accepted.</summary>
    /// <param name="locationId">The location.</param>
    /// <param name="state">One of <see cref="ListedStates.Open"/>.</param>
    /// <param name="since">Only those that were accepted after this.</param>
    /// <param name="most">How many are read at most.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    internal async Task<IReadOnlyList<OpenMessage>> ReadOpenAsync(
        string locationId, string state, DateTimeOffset since, int most, CancellationToken cancellationToken)
    {
        var (first, end) = ($"{OpenPrefix}{state}~", $"{OpenPrefix}{state}~{Keys.NewestFirst(since)}");
        var query = TableClient.CreateQueryFilter($"PartitionKey eq {locationId} and RowKey ge {first} and RowKey lt {end}");
        return await _table.QueryAsync<TableEntity>(query, most, cancellationToken: cancellationToken).Take(most)
            .Select(row => ReadOpen(row, first))
            .ToListAsync(cancellationToken);
    }

    /// <summary>All messages of a location that wait, but not on purpose, and were not accepted after a time.</summary>
    internal async Task<IReadOnlyList<OpenMessage>> ReadWaitingAsync(string locationId, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var prefix = $"{OpenPrefix}{ListedStates.Waiting.Code}~";
        var (first, end) = (prefix + Keys.NewestFirst(until), prefix + "~");
        var query = TableClient.CreateQueryFilter($"PartitionKey eq {locationId} and RowKey ge {first} and RowKey lt {end} and IsHeld eq {false}");
        return await _table.QueryAsync<TableEntity>(query, select: ["RowKey", "AccountId"], cancellationToken: cancellationToken)
            .Select(row => ReadOpen(row, prefix))
            .ToListAsync(cancellationToken);
    }

    /// <summary>Every location that has messages.</summary>
    public async IAsyncEnumerable<string> ListLocationsAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = "";
        while (true)
        {
            var query = TableClient.CreateQueryFilter($"PartitionKey gt {last}");
            var next = await _table.QueryAsync<TableEntity>(query, 1, ["PartitionKey"], cancellationToken).FirstOrDefaultAsync(cancellationToken);
            if (next is null) yield break;
            yield return last = next.PartitionKey;
        }
    }

    /// <summary>Forgets a message's place in the lists; repeating it changes nothing.</summary>
    public async Task ForgetAsync(MessageEntry entry, CancellationToken cancellationToken)
    {
        foreach (var state in ListedStates.Open) await _table.DeleteEntityAsync(entry.LocationId, OpenKey(entry, state), ETag.All, cancellationToken);
        if (entry.ContactId.Length > 0) await _table.DeleteEntityAsync(entry.LocationId, ContactKey(entry), ETag.All, cancellationToken);

        // Last: as long as it is there, what is left of the others is found.
        await _table.DeleteEntityAsync(entry.LocationId, Prefix + entry.Id, ETag.All, cancellationToken);
    }

    /// <summary>What the keys of the rows begin with that name a contact's messages.</summary>
    internal static string ContactKeys(string contactId) => $"{ContactPrefix}{contactId}~";

    /// <summary>The keys of the other rows of the message that a contact's row names; the last one is its own.</summary>
    internal static IEnumerable<string> KeysBeside(string contactKey)
    {
        var id = contactKey[(contactKey.LastIndexOf('~') + 1)..];
        return [.. ListedStates.Open.Select(state => $"{OpenPrefix}{state}~{id}"), Prefix + id];
    }

    /// <summary>What adds a message to the lists.</summary>
    internal static IEnumerable<TableTransactionAction> Added(MessageEntry entry)
    {
        yield return new(TableTransactionActionType.UpsertReplace, entry.ToRow(Prefix + entry.Id));
        if (entry.ContactId.Length > 0) yield return new(TableTransactionActionType.UpsertReplace, new TableEntity(entry.LocationId, ContactKey(entry)));
        if (ListedStates.Open.Contains(entry.State)) yield return Opened(entry);
    }

    /// <summary>What changes a message in the lists whose contact stays.</summary>
    internal static IEnumerable<TableTransactionAction> Changed(MessageEntry before, MessageEntry after)
    {
        if (before == after) yield break;
        yield return new(TableTransactionActionType.UpsertReplace, after.ToRow(Prefix + after.Id));
        if (before.State == after.State && IsHeld(before) == IsHeld(after)) yield break;
        if (before.State != after.State && ListedStates.Open.Contains(before.State)) yield return new(TableTransactionActionType.Delete, new TableEntity(before.LocationId, OpenKey(before, before.State)), ETag.All);
        if (ListedStates.Open.Contains(after.State)) yield return Opened(after);
    }

    private static TableTransactionAction Opened(MessageEntry entry) => new(
        TableTransactionActionType.UpsertReplace, new TableEntity(entry.LocationId, OpenKey(entry, entry.State)) { ["AccountId"] = entry.AccountId, ["IsHeld"] = IsHeld(entry) });

    private static OpenMessage ReadOpen(TableEntity row, string prefix) =>
        new(row.GetString("AccountId"), Keys.TimeOf(row.RowKey[prefix.Length..]), row.GetBoolean("IsHeld") ?? false);

    private static bool IsHeld(MessageEntry entry) => entry.State == ListedStates.Waiting.Code && Holds.IsHold(entry.FailureCode);

    private async Task<MessageEntry?> FindAsync(string locationId, string id, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(locationId, Prefix + id, cancellationToken: cancellationToken);
        return row.HasValue ? MessageEntry.Read(row.Value!, id) : null;
    }

    private static string Conditions(MessageFilter filter)
    {
        var query = "";
        if (filter.AccountId is { } account) query += TableClient.CreateQueryFilter($" and AccountId eq {account}");
        if (filter.State is { } state) query += TableClient.CreateQueryFilter($" and State eq {state}");
        if (filter.IsOutbound is { } isOutbound) query += TableClient.CreateQueryFilter($" and Direction eq {MessageEntry.DirectionOf(isOutbound)}");
        return query;
    }

    private static string ContactKey(MessageEntry entry) => ContactKeys(entry.ContactId) + entry.Id;

    private static string OpenKey(MessageEntry entry, string state) => $"{OpenPrefix}{state}~{entry.Id}";
}
