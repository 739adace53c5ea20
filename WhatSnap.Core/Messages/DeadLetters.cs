using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Messages;

/// <summary>A message that did not pass, with what a person needs to decide.</summary>
/// <param name="Id">Its id in the location.</param>
/// <param name="Failure">Code, sentence and next action.</param>
/// <param name="VendorMessage">GoHighLevel's own words.</param>
/// <param name="Message">The whole message.</param>
/// <param name="FailedAt">When it was given up.</param>
public sealed record DeadLetter(
    string Id, Failure Failure, string? VendorMessage, InboundMessage Message, DateTimeOffset FailedAt)
{
    internal LaneId Lane { get; init; }

    /// <summary>The row that keeps the message, or names the blob of a long one.</summary>
    internal PendingRow Kept { get; init; } = null!;

    internal ETag ETag { get; init; }

    public override string ToString() => $"dead letter {Id}: {Failure.Code}";
}

/// <summary>The messages of each location that did not pass, and their way back.</summary>
public sealed class DeadLetters(
    TableServiceClient tables, LaneTable lanes, OversizedBodies bodies, RowGuards guards, TimeProvider time)
{
    private const int LongestWords = 1000;
    private readonly TableClient _table = tables.GetTableClient(TableNames.DeadLetters);

    internal async Task AddAsync(
        LaneLease lease, PendingRow row, RowOutcome.Dead dead, CancellationToken cancellationToken)
    {
        // Date and doubt stay the message's own, so that a replay stands where it belongs, and once.
        var lane = lease.Lane;
        var whole = row with
        {
            Body = await BodyAsync(lease.Lane, row, cancellationToken),
            BodyBlob = null,
            FixedDate = lease.Head.Date,
            InDoubt = lease.Head.InDoubt,
            Guard = null,
        };
        var kept = await bodies.PutAsync(lane, whole, cancellationToken);
        var entity = kept.ToRow(lane);
        entity.PartitionKey = lane.LocationId;
        entity.RowKey = Id(lane, row.Marker);
        entity["Lane"] = lane.Value;
        entity["Code"] = dead.Failure.Code;
        entity["VendorMessage"] = dead.VendorMessage is { Length: > LongestWords } words
            ? words[..LongestWords]
            : dead.VendorMessage;
        entity["FailedAt"] = time.GetUtcNow();
        await _table.UpsertEntityAsync(entity, TableUpdateMode.Replace, cancellationToken);
    }

    /// <summary>All dead letters of a location, or those of one code.</summary>
    public async IAsyncEnumerable<DeadLetter> ListAsync(
        string locationId, string? code,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = code is null
            ? TableClient.CreateQueryFilter($"PartitionKey eq {locationId}")
            : TableClient.CreateQueryFilter($"PartitionKey eq {locationId} and Code eq {code}");
        await foreach (var row in _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            var kept = PendingRow.Read(row);
            var message = InboundMessage.FromJson(await bodies.ReadAsync(kept, cancellationToken));
            yield return new DeadLetter(
                row.RowKey, Failures.Find(row.GetString("Code")), row.GetString("VendorMessage"), message,
                row.GetDateTimeOffset("FailedAt")!.Value)
            {
                Lane = new LaneId(row.GetString("Lane")),
                Kept = kept,
                ETag = row.ETag,
            };
        }
    }

    /// <summary>Puts one dead letter back into its lane, with its original date; repeating it changes nothing.</summary>
    public async Task ReplayAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var message = letter.Message;
        var marker = await lanes.FindMarkerAsync(letter.Lane, message.Marker, cancellationToken);
        if (marker is { IsDead: true })
        {
            var again = AcceptRow.NewRow(message.Marker, message.ToJson(), now, message.OccurredAt) with
            {
                FixedDate = letter.Kept.FixedDate,
                ListedAt = letter.Kept.ListedAt ?? letter.Kept.AcceptedAt,
                InDoubt = letter.Kept.InDoubt,
            };
            var row = await bodies.PutAsync(letter.Lane, again, cancellationToken);
            var work = LaneWork.For(letter.Lane, message.Marker, now) with { DeadTag = marker.ETag.ToString() };
            row = row with { Guard = await guards.PutAsync(work, cancellationToken) };
            if (await lanes.TryReopenAsync(letter.Lane, marker, row, cancellationToken)) _ = guards.GoAsync(work);
        }

        try
        {
            await _table.DeleteEntityAsync(letter.Message.LocationId, letter.Id, letter.ETag, cancellationToken);
            await bodies.DropAsync(letter.Kept, cancellationToken);
        }
        catch (RequestFailedException changed) when (changed.Status == 412)
        {
            // It died again meanwhile: that letter stays.
        }
    }

    /// <summary>Puts all dead letters of one code back; returns how many.</summary>
    public async Task<int> ReplayAllAsync(string locationId, string code, CancellationToken cancellationToken)
    {
        var replayed = 0;
        await foreach (var letter in ListAsync(locationId, code, cancellationToken))
        {
            await ReplayAsync(letter, cancellationToken);
            replayed++;
        }

        return replayed;
    }

    /// <summary>The blob that holds the body of a message's dead letter, if it is one and its body is long.</summary>
    internal async Task<string?> FindBodyAsync(LaneId lane, MarkerKey marker, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(
            lane.LocationId, Id(lane, marker), cancellationToken: cancellationToken);
        return row.HasValue ? row.Value!.GetString("BodyBlob") : null;
    }

    /// <summary>The message as it is, or what stands for one whose body can't be read.</summary>
    private async Task<string> BodyAsync(LaneId lane, PendingRow row, CancellationToken cancellationToken)
    {
        try
        {
            var body = await bodies.ReadAsync(row, cancellationToken);
            _ = InboundMessage.FromJson(body);
            return body;
        }
        catch (Exception unreadable) when (unreadable is JsonException || unreadable is RequestFailedException { Status: 404 })
        {
            return new InboundMessage(
                lane.LocationId, row.Marker.AccountId, row.Marker.MessageId, "", null, "", [], row.OccurredAt).ToJson();
        }
    }

    private static string Id(LaneId lane, MarkerKey marker) => Keys.Hash($"{lane}/{marker}");
}
