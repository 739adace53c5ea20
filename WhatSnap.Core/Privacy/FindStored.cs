using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Privacy;

/// <summary>
/// Finds all that is stored about a contact, a sender or a location, for its export and its erasure alike, so that both are of the same.
/// What leads to other rows comes after them: an erasure that was cut off finds the rest.
/// </summary>
public sealed class FindStored(TableServiceClient tables, BlobServiceClient blobs, AccountTable accounts)
{
    private const string AfterPrefix = "~~";

    public IAsyncEnumerable<StoredItem> RunAsync(StoredItem.Owner owner, CancellationToken cancellationToken) =>
        owner.IsLocation ? OfLocationAsync(owner.LocationId, cancellationToken) : OfSenderAsync(owner, cancellationToken);

    private async IAsyncEnumerable<StoredItem> OfLocationAsync(string locationId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var blob in BlobsAsync(ContainerNames.Bodies, locationId + "~", cancellationToken)) yield return blob;
        await foreach (var row in RowsAsync(TableNames.Media, ByPartition(locationId), cancellationToken))
        {
            await foreach (var item in FileAsync(row, cancellationToken)) yield return item;
        }

        await foreach (var row in RowsAsync(TableNames.Lanes, ByRange(locationId), cancellationToken))
        {
            foreach (var note in NotesOf(row.Entity)) yield return note;
            yield return row;
        }

        await foreach (var row in RowsAsync(TableNames.Uploads, ByPartition(locationId), cancellationToken))
        {
            await foreach (var item in UploadAsync(row, cancellationToken)) yield return item;
        }

        foreach (var table in TableNames.OfLocations.Where(table => table is not (TableNames.Media or TableNames.Lanes or TableNames.Uploads)))
        {
            await foreach (var row in RowsAsync(table, ByPartition(locationId), cancellationToken)) yield return row;
            await foreach (var row in RowsAsync(table, ByRange(locationId), cancellationToken)) yield return row;
        }
    }

    private async IAsyncEnumerable<StoredItem> OfSenderAsync(StoredItem.Owner owner, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var lanes = await LanesAsync(owner, cancellationToken);
        var contacts = lanes.Select(head => head.ContactId).Append(owner.ContactId).OfType<string>().Distinct().ToList();
        foreach (var contact in contacts)
        {
            await foreach (var item in MessagesAsync(owner.LocationId, contact, cancellationToken)) yield return item;
            await foreach (var row in RowsAsync(TableNames.Media, ByPartition(owner.LocationId) + FromTo(contact + "~"), cancellationToken))
            {
                await foreach (var item in FileAsync(row, cancellationToken)) yield return item;
            }
        }

        foreach (var (lane, _) in lanes)
        {
            await foreach (var item in LaneAsync(owner.LocationId, lane, cancellationToken)) yield return item;
        }

        foreach (var contact in contacts)
        {
            var ofContact = TableClient.CreateQueryFilter($" and ContactId eq {contact}");
            await foreach (var row in RowsAsync(TableNames.Outbox, ByRange(owner.LocationId) + ofContact, cancellationToken)) yield return row;
            await foreach (var row in RowsAsync(TableNames.Consents, ByPartition(owner.LocationId) + ofContact, cancellationToken)) yield return row with { IsKept = true };
            await foreach (var row in RowsAsync(TableNames.Contacts, ByKey(owner.LocationId, contact), cancellationToken))
            {
                yield return row with { IsKept = row.Entity.GetBoolean(nameof(KnownContact.IsStopped)) == true };
            }
        }

        // By these the others are found.
        foreach (var (lane, _) in lanes)
        {
            await foreach (var row in RowsAsync(TableNames.Lanes, ByKey(lane, LaneHead.RowKey), cancellationToken)) yield return row;
        }
    }

    /// <summary>The lanes of what the sender writes and of what is written to the contact, with those that they took in.</summary>
    private async Task<IReadOnlyList<(string Lane, string? ContactId)>> LanesAsync(StoredItem.Owner owner, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, string?>(StringComparer.Ordinal);
        if (owner.Lane is { } own) await FollowAsync(own);
        foreach (var contact in found.Values.Append(owner.ContactId).OfType<string>().Distinct().ToList())
        {
            var heads = ByRange(owner.LocationId) + TableClient.CreateQueryFilter($" and RowKey eq {LaneHead.RowKey} and ContactId eq {contact}");
            await foreach (var head in RowsAsync(TableNames.Lanes, heads, cancellationToken)) await FollowAsync(head.Entity.PartitionKey);
            await FollowAsync(LaneId.To(owner.LocationId, contact).Value);
        }

        return [.. found.Select(one => (one.Key, one.Value))];

        async Task FollowAsync(string lane)
        {
            if (found.ContainsKey(lane)) return;
            var view = TableClient.CreateQueryFilter($"PartitionKey eq {lane} and RowKey ge {LaneHead.RowKey} and RowKey lt {"b"}");
            found[lane] = null;
            await foreach (var row in RowsAsync(TableNames.Lanes, view, cancellationToken))
            {
                if (row.Entity.RowKey == LaneHead.RowKey) found[lane] = row.Entity.GetString("ContactId");
                if ((row.Entity.GetString("RedirectTo") ?? row.Entity.GetString("Lane")) is { } other) await FollowAsync(other);
            }
        }
    }

    /// <summary>A lane without its head, and what stands elsewhere about it.</summary>
    private async IAsyncEnumerable<StoredItem> LaneAsync(string locationId, string lane, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var blob in BlobsAsync(ContainerNames.Bodies, lane + "/", cancellationToken)) yield return blob;
        var ofLane = TableClient.CreateQueryFilter($" and Lane eq {lane}");
        await foreach (var row in RowsAsync(TableNames.DeadLetters, ByPartition(locationId) + ofLane, cancellationToken))
        {
            await foreach (var entry in EntryAsync(new LaneId(lane), row.Entity, cancellationToken)) yield return entry;
            yield return row;
        }

        await foreach (var row in RowsAsync(TableNames.Aliases, ByRange(locationId) + ofLane, cancellationToken)) yield return row;
        await foreach (var row in RowsAsync(TableNames.Seen, ByRange(locationId) + ofLane, cancellationToken)) yield return row;
        await foreach (var row in RowsAsync(TableNames.Uploads, ByPartition(locationId) + ofLane, cancellationToken))
        {
            await foreach (var item in UploadAsync(row, cancellationToken)) yield return item;
        }

        foreach (var account in (await accounts.ListAsync(locationId, cancellationToken)).Accounts)
        {
            await foreach (var row in RowsAsync(TableNames.Turns, ByKey($"{account.Key}", lane), cancellationToken)) yield return row;
        }

        await foreach (var row in RowsAsync(TableNames.Lanes, ByPartition(lane), cancellationToken))
        {
            foreach (var note in NotesOf(row.Entity)) yield return note;
            await foreach (var entry in EntryAsync(new LaneId(lane), row.Entity, cancellationToken)) yield return entry;
            if (row.Entity.RowKey != LaneHead.RowKey) yield return row;
        }
    }

    /// <summary>The place in the lists of a message that waits or did not pass, where its sender is no contact; else the contact's rows name it.</summary>
    private async IAsyncEnumerable<StoredItem> EntryAsync(LaneId lane, TableEntity waiting, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Only such rows have the key of their message.
        if (waiting.GetString("Marker") is null) yield break;
        var keys = MessageIndex.KeysBeside(MessageEntry.Of(lane, PendingRow.Read(waiting), null, "").Id).ToList();
        var listed = await RowsAsync(TableNames.Links, ByKey(lane.LocationId, keys[^1]), cancellationToken).FirstOrDefaultAsync(cancellationToken);
        if (listed is null || !string.IsNullOrEmpty(listed.Entity.GetString("ContactId"))) yield break;
        foreach (var key in keys)
        {
            await foreach (var row in RowsAsync(TableNames.Links, ByKey(lane.LocationId, key), cancellationToken)) yield return row;
        }
    }

    /// <summary>The places of a contact's messages in the lists, and what stands beside them.</summary>
    private async IAsyncEnumerable<StoredItem> MessagesAsync(string locationId, string contactId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pointers = ByPartition(locationId) + FromTo(MessageIndex.ContactKeys(contactId));
        await foreach (var pointer in RowsAsync(TableNames.Links, pointers, cancellationToken))
        {
            foreach (var key in MessageIndex.KeysBeside(pointer.Entity.RowKey))
            {
                await foreach (var row in RowsAsync(TableNames.Links, ByKey(locationId, key), cancellationToken))
                {
                    await foreach (var item in LinkAsync(row, cancellationToken)) yield return item;
                    yield return row;
                }
            }

            yield return pointer;
        }
    }

    /// <summary>The link of a message that goes out, and what finds it by the provider's ids.</summary>
    private async IAsyncEnumerable<StoredItem> LinkAsync(StoredItem.Row entry, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (entry.Entity.GetString("MessageId") is not { } id) yield break;
        await foreach (var row in RowsAsync(TableNames.Links, ByKey(entry.Entity.PartitionKey, id), cancellationToken))
        {
            foreach (var key in MessageLinks.KeysBeside(row.Entity))
            {
                await foreach (var found in RowsAsync(TableNames.Links, ByKey(entry.Entity.PartitionKey, key), cancellationToken)) yield return found;
            }

            yield return row;
        }
    }

    /// <summary>A media item by the row that names it for its contact.</summary>
    private async IAsyncEnumerable<StoredItem> FileAsync(StoredItem.Row pointer, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var key = MediaStore.KeyOf(pointer.Entity.RowKey);
        await foreach (var row in RowsAsync(TableNames.Media, ByPartition(key), cancellationToken))
        {
            if (row.Entity.GetString("BlobName") is { } name)
            {
                await foreach (var blob in BlobsAsync(ContainerNames.Media, name, cancellationToken)) yield return blob;
            }

            var expiresOn = DateOnly.FromDateTime(row.Entity.GetDateTimeOffset("ExpiresAt")!.Value.UtcDateTime);
            yield return new StoredItem.Row(TableNames.Retention, MarkerRetention.NoteOf(MarkerRetention.MediaKind, key, expiresOn));
            yield return row;
        }

        yield return pointer;
    }

    /// <summary>A file that a device brought.</summary>
    private async IAsyncEnumerable<StoredItem> UploadAsync(StoredItem.Row row, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var name = Devices.Uploads.NameOf(row.Entity.PartitionKey, row.Entity.RowKey);
        await foreach (var blob in BlobsAsync(ContainerNames.Media, name, cancellationToken)) yield return blob;
        yield return row;
    }

    /// <summary>The notes by which a row is forgotten one day.</summary>
    private static IEnumerable<StoredItem> NotesOf(TableEntity row) => LaneTable.ExpiryDayOf(row.RowKey) is { } day
        ? [new StoredItem.Row(TableNames.Retention, MarkerRetention.NoteOf(new LaneId(row.PartitionKey), day))]
        : [];

    private async IAsyncEnumerable<StoredItem.Row> RowsAsync(string table, string filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in tables.GetTableClient(table).QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken)) yield return new StoredItem.Row(table, row);
    }

    private async IAsyncEnumerable<StoredItem.Blob> BlobsAsync(string container, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var all = blobs.GetBlobContainerClient(container).GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, cancellationToken);
        await foreach (var blob in all) yield return new StoredItem.Blob(container, blob.Name);
    }

    private static string ByPartition(string partition) => TableClient.CreateQueryFilter($"PartitionKey eq {partition}");

    private static string ByKey(string partition, string row) => TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey eq {row}");

    private static string FromTo(string prefix) => TableClient.CreateQueryFilter($" and RowKey ge {prefix} and RowKey lt {prefix + AfterPrefix}");

    /// <summary>The partitions that begin with a location's id and more.</summary>
    private static string ByRange(string locationId) =>
        TableClient.CreateQueryFilter($"PartitionKey ge {locationId + "~"} and PartitionKey lt {locationId + AfterPrefix}");
}
