using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Consent;

/// <summary>
/// The ledger of consent, a partition per location: where each contact stands, every change with its evidence, and the opt-outs
/// of the location with the newest first. One transaction writes all three.
/// </summary>
public sealed class ConsentTable(TableServiceClient tables, MarkerRetention retention, TimeProvider time)
{
    /// <summary>Four years: operators of messaging lines ask for that long.</summary>
    public const int DaysKept = 4 * 365 + 1;

    private const int DaysMore = 365;
    private const char Separator = '~';
    private const string OptOutPrefix = "o~";
    private readonly TableClient _table = tables.GetTableClient(TableNames.Consents);

    /// <summary>Where a contact stands; null when nothing was ever recorded.</summary>
    public async Task<ConsentState?> FindAsync(string locationId, string contactId, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(locationId, StateKey(contactId), cancellationToken: cancellationToken);
        return row.HasValue ? ConsentRows.ReadState(row.Value!) : null;
    }

    /// <summary>
    /// Records a change, once. A contact who did not opt out can't come back by a word of every day: that is recorded only when a
    /// person did it.
    /// </summary>
    /// <returns>Where the contact stands now; null when nothing is recorded of it.</returns>
    public async Task<ConsentState?> RecordAsync(ConsentEntry entry, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Before the state, which is written with the entry: a state that was read first would be older than what is found.
            var isKnown = await HasAsync(entry, cancellationToken);
            var state = await FindAsync(entry.LocationId, entry.ContactId, cancellationToken);
            if (isKnown) return state;
            if (!entry.IsStop && entry.Evidence != EvidenceKinds.ByHand && state is not { IsStopped: true }) return state;

            await NoteExpiryAsync(entry.LocationId, entry.ContactId, KeyOf(entry), DaysKept, cancellationToken);
            var next = state is null ? new ConsentState(entry, 1) : state.IsBefore(entry) ? state with { Entry = entry, Version = state.Version + 1 } : null;
            try
            {
                var answer = await _table.SubmitTransactionAsync(Actions(entry, state, next), cancellationToken);
                return next is null ? state : next with { ETag = answer.Value[^1].Headers.ETag };
            }
            catch (TableTransactionFailedException changed) when (changed.Status is 404 or 409 or 412)
            {
                // Somebody else wrote it in between.
            }
        }
    }

    /// <summary>Changes what is noted of a state, if nobody wrote it in between; null when somebody did.</summary>
    public async Task<ConsentState?> TryUpdateAsync(ConsentState state, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await _table.UpdateEntityAsync(
                ConsentRows.OfState(StateKey(state.Entry.ContactId), state), state.ETag!.Value, TableUpdateMode.Replace, cancellationToken);
            return state with { ETag = answer.Headers.ETag };
        }
        catch (RequestFailedException changed) when (changed.Status is 404 or 412)
        {
            return null;
        }
    }

    /// <summary>The changes of a contact, the newest first.</summary>
    public IAsyncEnumerable<ConsentEntry> HistoryAsync(string locationId, string contactId, CancellationToken cancellationToken)
    {
        var prefix = HistoryPrefix(contactId);
        return ListAsync(locationId, prefix, prefix, cancellationToken).Select(found => found.Entry);
    }

    /// <summary>The opt-outs of a location, the newest first, each with the key by which the next page begins.</summary>
    /// <param name="locationId">The location.</param>
    /// <param name="after">The key of the last one of the page before; null for the first page.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    public IAsyncEnumerable<(ConsentEntry Entry, string Key)> OptOutsAsync(string locationId, string? after, CancellationToken cancellationToken) =>
        ListAsync(locationId, OptOutPrefix, OptOutPrefix + after, cancellationToken);

    /// <summary>
    /// Forgets a change by its retention key; repeating it changes nothing. An opt-out that still holds stays: without it the contact
    /// would be written to again.
    /// </summary>
    /// <param name="retentionKey">The key.</param>
    /// <param name="isKnown">Whether a contact is still known.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public async Task ForgetAsync(string retentionKey, Func<string, string, Task<bool>> isKnown, CancellationToken cancellationToken)
    {
        var parts = retentionKey.Split(Separator, 3);
        var (locationId, contactId, key) = (parts[0], parts[1], parts[2]);
        var state = await FindAsync(locationId, contactId, cancellationToken);
        if (state is not null && KeyOf(state.Entry) == key)
        {
            if (state.IsStopped && await isKnown(locationId, contactId))
            {
                await NoteExpiryAsync(locationId, contactId, key, DaysMore, cancellationToken);
                return;
            }

            // Should the contact have changed its mind just now, that stays.
            if (!await _table.TryDeleteAsync(locationId, StateKey(contactId), state.ETag!.Value, cancellationToken)) return;
        }

        await _table.DeleteEntityAsync(locationId, OptOutPrefix + key, ETag.All, cancellationToken);
        await _table.DeleteEntityAsync(locationId, HistoryPrefix(contactId) + key, ETag.All, cancellationToken);
    }

    private async IAsyncEnumerable<(ConsentEntry Entry, string Key)> ListAsync(
        string locationId, string prefix, string after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {locationId} and RowKey gt {after} and RowKey lt {prefix + Separator}");
        await foreach (var row in _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            yield return (ConsentRows.ReadEntry(row), row.RowKey[prefix.Length..]);
        }
    }

    private async Task<bool> HasAsync(ConsentEntry entry, CancellationToken cancellationToken) =>
        (await _table.GetEntityIfExistsAsync<TableEntity>(
            entry.LocationId, HistoryPrefix(entry.ContactId) + KeyOf(entry), [nameof(TableEntity.RowKey)], cancellationToken)).HasValue;

    private Task NoteExpiryAsync(string locationId, string contactId, string key, int days, CancellationToken cancellationToken) => retention.NoteAsync(
        MarkerRetention.ConsentKind, string.Join(Separator, locationId, contactId, key),
        DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(days), cancellationToken);

    private static IEnumerable<TableTransactionAction> Actions(ConsentEntry entry, ConsentState? state, ConsentState? next)
    {
        var key = KeyOf(entry);
        yield return new(TableTransactionActionType.Add, ConsentRows.OfEntry(HistoryPrefix(entry.ContactId) + key, entry));
        if (entry.IsStop) yield return new(TableTransactionActionType.UpsertReplace, ConsentRows.OfEntry(OptOutPrefix + key, entry));
        if (next is null) yield break;
        var row = ConsentRows.OfState(StateKey(entry.ContactId), next);
        yield return state is null
            ? new(TableTransactionActionType.Add, row)
            : new(TableTransactionActionType.UpdateReplace, row, state.ETag!.Value);
    }

    private static string StateKey(string contactId) => $"c~{contactId}";

    private static string HistoryPrefix(string contactId) => $"h~{contactId}~";

    /// <summary>The same for the same message, so that it is one entry however often it is recorded.</summary>
    private static string KeyOf(ConsentEntry entry) =>
        $"{Keys.NewestFirst(entry.At)}-{Keys.Hash(string.Join('\n', entry.ContactId, entry.AccountId, entry.SourceId, entry.Evidence.Code))}";
}
