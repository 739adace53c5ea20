using System.Runtime.CompilerServices;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using WhatSnap.Core.Contacts;
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
    internal LaneId Lane => Entry.Lane;

    /// <summary>The row that keeps the message, or names the blob of a long one.</summary>
    internal PendingRow Kept { get; init; } = null!;

    /// <summary>What lists show of it.</summary>
    public required LetterEntry Entry { get; init; }

    internal ETag ETag { get; init; }

    public override string ToString() => $"dead letter {Id}: {Failure.Code}";
}

/// <summary>Dead letters of one reason.</summary>
/// <param name="LocationId">The location.</param>
/// <param name="Code">The reason.</param>
/// <param name="IsNewestFirst">The order, by the date of the message.</param>
/// <param name="After">The place of the last one of the page before; null for the first page.</param>
/// <param name="MostReplays">Only those that came back by themselves less often; null for all.</param>
public sealed record LetterList(string LocationId, string Code, bool IsNewestFirst, string? After = null, int? MostReplays = null);

/// <summary>How a dead letter comes back.</summary>
/// <param name="AccountId">The account that took the place of the one that received it; null for the same.</param>
/// <param name="IsAutomatic">True when nobody asked for it.</param>
public sealed record Replay(string? AccountId = null, bool IsAutomatic = false);

/// <summary>The messages of each location that did not pass, and their way back. Rows beside them list them by reason and date.</summary>
public sealed class DeadLetters(
    TableServiceClient tables, LaneTable lanes, OversizedBodies bodies, RowGuards guards, MarkerRetention retention, TimeProvider time)
{
    private const int LongestWords = 1000;
    private const int IdLength = 32;
    private const char Separator = '~';

    /// <summary>Ids are hex digits: what follows them in the order of keys are the rows that list.</summary>
    private const string AfterIds = "g";
    private readonly TableClient _table = tables.GetTableClient(TableNames.DeadLetters);

    internal async Task AddAsync(
        LaneLease lease, PendingRow row, RowOutcome.Dead dead, CancellationToken cancellationToken)
    {
        // Date and doubt stay the message's own, so that a replay stands where it belongs, and once.
        var lane = lease.Lane;
        if (dead.Failure == Failures.SenderWithoutNumber) await NoteEndAsync(lane.LocationId, Id(lane, row.Marker), cancellationToken);
        var body = await BodyAsync(lane, row, cancellationToken);
        var whole = row with
        {
            Body = body,
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
        entity["ContactId"] = lease.Head.ContactId;
        await PutAsync(entity, InboundMessage.FromJson(body), cancellationToken);
    }

    /// <summary>All dead letters of a location, with their messages.</summary>
    public async IAsyncEnumerable<DeadLetter> ListAsync(string locationId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {locationId} and RowKey lt {AfterIds}");
        await foreach (var row in _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            yield return await ReadAsync(row, cancellationToken);
        }
    }

    /// <summary>The entries of one reason, without their messages.</summary>
    /// <param name="list">Which entries, in which order.</param>
    /// <param name="pageSize">How many are read at once, at most 1,000.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    public async IAsyncEnumerable<LetterEntry> ListEntriesAsync(LetterList list, int pageSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (from, to) = LetterEntry.RangeOf(list.Code, list.IsNewestFirst);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {list.LocationId} and RowKey gt {from + list.After} and RowKey lt {to}");
        if (list.MostReplays is { } most) filter += TableClient.CreateQueryFilter($" and Replays lt {most}");
        await foreach (var row in _table.QueryAsync<TableEntity>(filter, pageSize, cancellationToken: cancellationToken)) yield return LetterEntry.Read(row);
    }

    /// <summary>One dead letter; null when the location has none with this id.</summary>
    public async Task<DeadLetter?> FindAsync(string locationId, string id, CancellationToken cancellationToken)
    {
        if (!IsId(id)) return null;
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(locationId, id, cancellationToken: cancellationToken);
        return row.HasValue ? await ReadAsync(row.Value!, cancellationToken) : null;
    }

    /// <summary>Puts one dead letter back into its lane, with its original date; repeating it changes nothing.</summary>
    public Task ReplayAsync(DeadLetter letter, CancellationToken cancellationToken) => ReplayAsync(letter, new Replay(), cancellationToken);

    /// <inheritdoc cref="ReplayAsync(DeadLetter, CancellationToken)"/>
    public async Task ReplayAsync(DeadLetter letter, Replay replay, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();

        // The marker stays that of the account that received it: it is the same message.
        var (message, key) = (letter.Message with { AccountId = replay.AccountId ?? letter.Message.AccountId }, letter.Kept.Marker);
        var marker = await lanes.FindMarkerAsync(letter.Lane, key, cancellationToken);
        if (marker is null or { IsDead: true })
        {
            var again = AcceptRow.NewRow(key, message.ToJson(), now, message.OccurredAt) with
            {
                FixedDate = letter.Kept.FixedDate,
                ListedAt = letter.Kept.ListedAt ?? letter.Kept.AcceptedAt,
                InDoubt = letter.Kept.InDoubt,
                Replays = letter.Kept.Replays + (replay.IsAutomatic ? 1 : 0),
            };
            var row = await bodies.PutAsync(letter.Lane, again, cancellationToken);
            var work = LaneWork.For(letter.Lane, key, now) with { DeadTag = marker?.ETag.ToString() };
            row = row with { Guard = await guards.PutAsync(work, cancellationToken) };

            // A letter may be older than what its marker is kept for.
            var isOpen = marker is null
                ? await lanes.TryAddAsync(letter.Lane, row, cancellationToken)
                : await lanes.TryReopenAsync(letter.Lane, marker, row, cancellationToken);
            if (isOpen) _ = guards.GoAsync(work);
        }

        if (await TryDropAsync(letter, cancellationToken)) await bodies.DropAsync(letter.Kept, cancellationToken);
    }

    /// <summary>Forgets what can never come back, once its days are over; whatever else became of the letter meanwhile stays.</summary>
    /// <param name="key">As it was noted: location and id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    internal async Task ForgetAsync(string key, CancellationToken cancellationToken)
    {
        var parts = key.Split(Separator);
        if (await FindAsync(parts[0], parts[1], cancellationToken) is not { } letter || letter.Failure != Failures.SenderWithoutNumber) return;
        if (letter.FailedAt > time.GetUtcNow().AddDays(-MarkerRetention.DaysOfHopelessLetters)) return;
        if (await TryDropAsync(letter, cancellationToken)) await bodies.DropAsync(letter.Kept, cancellationToken);
    }

    /// <summary>The blob that holds the body of a message's dead letter, if it is one and its body is long.</summary>
    internal async Task<string?> FindBodyAsync(LaneId lane, MarkerKey marker, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(
            lane.LocationId, Id(lane, marker), cancellationToken: cancellationToken);
        return row.HasValue ? row.Value!.GetString("BodyBlob") : null;
    }

    /// <summary>True for what can be a letter's id.</summary>
    public static bool IsId(string text) => text.Length == IdLength && text.All(char.IsAsciiHexDigitLower);

    /// <summary>Before the letter itself: none is kept for ever.</summary>
    private Task NoteEndAsync(string locationId, string id, CancellationToken cancellationToken) => retention.NoteAsync(
        MarkerRetention.LetterKind, $"{locationId}{Separator}{id}",
        DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(MarkerRetention.DaysOfHopelessLetters + 1), cancellationToken);

    /// <summary>Stores a letter and lists it; one that died again with another reason is taken off the former list.</summary>
    private async Task PutAsync(TableEntity letter, InboundMessage message, CancellationToken cancellationToken)
    {
        while (true)
        {
            var found = await _table.GetEntityIfExistsAsync<TableEntity>(letter.PartitionKey, letter.RowKey, cancellationToken: cancellationToken);
            var before = found.HasValue ? found.Value! : null;
            var write = before is null
                ? new TableTransactionAction(TableTransactionActionType.Add, letter)
                : new TableTransactionAction(TableTransactionActionType.UpdateReplace, letter, before.ETag);
            try
            {
                await _table.SubmitTransactionAsync(
                    [write, .. EntryOf(letter, message).Replacing(before is null ? null : EntryOf(before, message))], cancellationToken);
                return;
            }
            catch (TableTransactionFailedException changed) when (changed.Status is 404 or 409 or 412)
            {
                // A replay took the former letter away in between.
            }
        }
    }

    /// <summary>Takes a letter away with its entries, in one transaction: a new one of the same message keeps its own.</summary>
    /// <returns>False when it died again meanwhile: that letter stays.</returns>
    private async Task<bool> TryDropAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        try
        {
            await _table.SubmitTransactionAsync(
            [
                new(TableTransactionActionType.Delete, new TableEntity(letter.Message.LocationId, letter.Id), letter.ETag),
                .. letter.Entry.Rows().Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All)),
            ], cancellationToken);
            return true;
        }
        catch (TableTransactionFailedException changed) when (changed.Status is 404 or 412)
        {
            // Somebody else replayed it, or it died again meanwhile: that letter stays.
            return changed.Status == 404;
        }
    }

    private async Task<DeadLetter> ReadAsync(TableEntity row, CancellationToken cancellationToken)
    {
        var kept = PendingRow.Read(row);
        var message = InboundMessage.FromJson(await bodies.ReadAsync(kept, cancellationToken));
        return new DeadLetter(
            row.RowKey, Failures.Find(row.GetString("Code")), row.GetString("VendorMessage"), message,
            row.GetDateTimeOffset("FailedAt")!.Value)
        {
            Kept = kept,
            ETag = row.ETag,
            Entry = EntryOf(row, message),
        };
    }

    private static LetterEntry EntryOf(TableEntity letter, InboundMessage message) => new(
        letter.PartitionKey, letter.RowKey, letter.GetString("Code"), message.AccountId,
        letter.GetDateTimeOffset("FixedDate") ?? letter.GetDateTimeOffset("OccurredAt")!.Value, letter.GetDateTimeOffset("FailedAt")!.Value)
    {
        Lane = new LaneId(letter.GetString("Lane")),
        ContactId = letter.GetString("ContactId"),
        Sender = PhoneNumber.TryParse(message.Sender, out var number) ? number.Masked : null,
        Words = VendorWords.Shown(letter.GetString("VendorMessage"), message),
        HasText = message.Text.Length > 0,
        Attachments = message.Media.Count,
        Replays = letter.GetInt32("Replays") ?? 0,
    };

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
