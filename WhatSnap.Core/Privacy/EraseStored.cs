using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Privacy;

/// <summary>What queue <c>erase-data</c> carries. Wire form, version 1; never a number.</summary>
/// <param name="V">Version.</param>
/// <param name="LocationId">The location.</param>
/// <param name="ContactId">The contact; null for none.</param>
/// <param name="Lane">The sender's lane; null for none.</param>
/// <param name="UninstalledAt">Set where nobody asked for it and the uninstall was long ago: a later install keeps all.</param>
public sealed record EraseWork(int V, string LocationId, string? ContactId, string? Lane, DateTimeOffset? UninstalledAt = null)
{
    internal StoredItem.Owner Owner => new(LocationId, ContactId, Lane);

    /// <summary>The key by which a location is erased one day after its uninstall.</summary>
    public static string RetentionKey(string locationId, DateTimeOffset uninstalledAt) => $"{locationId}~{uninstalledAt.UtcTicks:x}";

    /// <summary>The work that a retention key stands for.</summary>
    public static EraseWork AfterUninstall(string retentionKey)
    {
        var parts = retentionKey.Split('~');
        var at = new DateTimeOffset(long.Parse(parts[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture), TimeSpan.Zero);
        return new EraseWork(1, parts[0], null, null, at);
    }

    public string ToJson() => JsonSerializer.Serialize(this, EraseJson.Default.EraseWork);

    /// <exception cref="JsonException">It is none of ours.</exception>
    public static EraseWork FromJson(string json) => JsonSerializer.Deserialize(json, EraseJson.Default.EraseWork) ?? throw new JsonException("No work.");
}

/// <summary>
/// Erases all that is stored about a contact, a sender or a location; repeating it goes on where it was cut off. A location's accounts are
/// removed first, so that numbers get their old routes back and phones are unlinked.
/// </summary>
public sealed partial class EraseStored(
    FindStored find, TableServiceClient tables, BlobServiceClient blobs, AccountTable accounts, GrantTable grants, UninstallLocation uninstall,
    Aliases aliases, KnownContacts contacts, MarkerRetention retention, IWorkQueue queue, TimeProvider time, ILogger<EraseStored> logger)
{
    /// <summary>Rows that one transaction deletes.</summary>
    private const int AtOnce = 100;

    /// <summary>After this time the work goes on in a queue message of its own.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);

    public async Task RunAsync(string body, CancellationToken cancellationToken)
    {
        if (logger.ReadOurs(body, EraseWork.FromJson) is not { } work) return;
        if (work.Owner.IsLocation && !await IsClosedAsync(work, cancellationToken)) return;
        var began = time.GetTimestamp();
        var erased = 0;
        List<StoredItem.Row> batch = [];
        await foreach (var item in find.RunAsync(work.Owner, cancellationToken))
        {
            erased++;
            if (item is StoredItem.Blob blob) await blobs.GetBlobContainerClient(blob.Container).DeleteBlobIfExistsAsync(blob.Name, cancellationToken: cancellationToken);
            if (item is StoredItem.Row { IsKept: true, Table: TableNames.Contacts, Entity: var contact }) await contacts.ForgetAsync(contact.PartitionKey, contact.RowKey, cancellationToken);
            if (item is not StoredItem.Row { IsKept: false } row) continue;
            if (row.Table == TableNames.Aliases && !work.Owner.IsLocation) await NoteErasedAsync(Aliases.ErasedKey(work.LocationId, row.Entity.PartitionKey), cancellationToken);
            var isFull = batch.Count == AtOnce || (batch is [var first, ..] && (first.Table, first.Entity.PartitionKey) != (row.Table, row.Entity.PartitionKey));
            if (isFull) await DeleteAsync(batch, cancellationToken);
            batch.Add(row);
            if (time.GetElapsedTime(began) <= Longest) continue;
            await DeleteAsync(batch, cancellationToken);
            await queue.SendAsync(QueueNames.EraseData, work.ToJson(), TimeSpan.Zero, cancellationToken);
            return;
        }

        await DeleteAsync(batch, cancellationToken);
        LogErased(work.LocationId, work.Owner.IsLocation ? "all" : "one sender", erased);
    }

    /// <summary>Before the sender's rows go, by which it would be known what was seen of them: a provider still lists what they wrote.</summary>
    private async Task NoteErasedAsync(string key, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var day = DateOnly.FromDateTime(now.UtcDateTime).AddDays(MarkerRetention.DaysAfterErasure + 1);
        await retention.NoteAsync(MarkerRetention.ErasedKind, key, day, cancellationToken);
        await aliases.NoteErasedAsync(key, now, cancellationToken);
    }

    /// <summary>Ends a location's accounts and its access; true once nothing of them is left.</summary>
    private async Task<bool> IsClosedAsync(EraseWork work, CancellationToken cancellationToken)
    {
        var grant = await grants.ReadAsync(GrantKey.OfLocation(work.LocationId), cancellationToken);
        if (work.UninstalledAt is { } at && grant?.UninstalledAt != at) return false;
        var (all, _) = await accounts.ListAsync(work.LocationId, cancellationToken);
        foreach (var account in all)
        {
            // Whoever looks after accounts on their way starts what leads there.
            await accounts.UpdateAsync(account.Key, now => CloseAccountRequest.Closing(now, AccountStates.Removing), cancellationToken);
        }

        if (all.Count > 0)
        {
            await queue.SendAsync(QueueNames.EraseData, work.ToJson(), LookAgain, cancellationToken);
            LogWaits(work.LocationId, all.Count);
            return false;
        }

        await uninstall.RunAsync(work.LocationId, time.GetUtcNow(), cancellationToken);
        return true;
    }

    private async Task DeleteAsync(List<StoredItem.Row> batch, CancellationToken cancellationToken)
    {
        if (batch.Count == 0) return;
        var table = tables.GetTableClient(batch[0].Table);
        try
        {
            var deletes = batch.DistinctBy(row => row.Entity.RowKey).Select(row => new TableTransactionAction(TableTransactionActionType.Delete, KeysOf(row), ETag.All));
            await table.SubmitTransactionAsync(deletes, cancellationToken);
        }
        catch (TableTransactionFailedException gone) when (gone.Status == 404)
        {
            // Somebody deleted one of them: each for itself.
            foreach (var row in batch) await table.DeleteEntityAsync(row.Entity.PartitionKey, row.Entity.RowKey, ETag.All, cancellationToken);
        }

        batch.Clear();
    }

    private static TableEntity KeysOf(StoredItem.Row row) => new(row.Entity.PartitionKey, row.Entity.RowKey);

    [LoggerMessage(LogLevel.Information, "Of location {LocationId}, {What} was erased: {Items} rows and files")]
    private partial void LogErased(string locationId, string what, int items);

    [LoggerMessage(LogLevel.Information, "Location {LocationId} is erased once its {Accounts} accounts are removed")]
    private partial void LogWaits(string locationId, int accounts);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(EraseWork))]
internal sealed partial class EraseJson : JsonSerializerContext;
