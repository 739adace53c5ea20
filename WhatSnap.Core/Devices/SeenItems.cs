using System.Globalization;
using Azure;
using Azure.Data.Tables;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Devices;

/// <summary>The message that an item of a device is: the one that was first told with its key, or with all that it says.</summary>
/// <param name="AccountId">The account that it came for.</param>
/// <param name="MessageId">Its id there.</param>
public sealed record SeenAs(string AccountId, string MessageId);

/// <summary>
/// Which message each item of a device is. A Mac tells of one message again under a new key when iCloud inserts it anew, and two Macs tell
/// of it under one key: so there is a row by key and one by what it says, each inserted once, and both name the first. Whoever finds a
/// row stores the message that it names, which its lane takes once: a crash between row and message loses nothing.
/// </summary>
public sealed class SeenItems(TableServiceClient tables, MarkerRetention retention, TimeProvider time)
{
    private const string Row = "seen";
    private const string Peer = "Peer";
    private readonly TableClient _table = tables.GetTableClient(TableNames.Seen);

    /// <param name="device">The device.</param>
    /// <param name="item">What it told.</param>
    /// <param name="lane">The lane of the other side.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    /// <returns>The message; null where another one, with somebody else, has the key.</returns>
    public async Task<SeenAs?> ClaimAsync(Device device, DeviceItem item, LaneId lane, CancellationToken cancellationToken)
    {
        var content = Partition(device, $"content\n{device.AccountId}\n{ContentOf(item)}");
        if (await FindAsync(content, cancellationToken) is { } told) return told.As;

        var peer = Keys.Hash(item.Peer);

        // A Mac's keys are the same on every device of one Apple ID.
        var key = Partition(device, device.Platform == DevicePlatform.Mac ? $"key\n{item.MessageId}" : $"key\n{device.AccountId}\n{item.MessageId}");
        var until = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(MarkerRetention.DaysOfInbound);
        await retention.NoteAsync(MarkerRetention.SeenKind, key, until, cancellationToken);
        await retention.NoteAsync(MarkerRetention.SeenKind, content, until, cancellationToken);

        var own = new Entry(new SeenAs(device.AccountId, item.MessageId), peer);
        var byKey = await FindOrAddAsync(key, own, lane, cancellationToken);
        return byKey.Peer == peer ? (await FindOrAddAsync(content, byKey, lane, cancellationToken)).As : null;
    }

    /// <summary>Forgets a row, a year after it came.</summary>
    public Task ForgetAsync(string partition, CancellationToken cancellationToken) =>
        _table.DeleteEntityAsync(partition, Row, ETag.All, cancellationToken);

    private async Task<Entry> FindOrAddAsync(string partition, Entry own, LaneId lane, CancellationToken cancellationToken)
    {
        var row = new TableEntity(partition, Row)
        {
            ["AccountId"] = own.As.AccountId,
            ["MessageId"] = own.As.MessageId,
            [Peer] = own.Peer,
            ["Lane"] = lane.Value,
        };
        return await _table.TryPutAsync(row, null, cancellationToken) ? own : (await FindAsync(partition, cancellationToken)) ?? own;
    }

    private async Task<Entry?> FindAsync(string partition, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(partition, Row, cancellationToken: cancellationToken);
        return row is { HasValue: true, Value: { } found }
            ? new Entry(new SeenAs(found.GetString("AccountId"), found.GetString("MessageId")), found.GetString(Peer))
            : null;
    }

    /// <summary>Who, which way, in which second, and what.</summary>
    private static string ContentOf(DeviceItem item) => string.Create(
        CultureInfo.InvariantCulture,
        $"{item.Peer}\n{item.IsFromOwner}\n{item.SentAt.ToUnixTimeSeconds()}\n{string.Join(' ', item.Files.Select(file => file.Url))}\n{item.Text}");

    /// <summary>Hashed: numbers and texts stand in no key.</summary>
    private static string Partition(Device device, string what) => $"{device.LocationId}~{Keys.Hash(what)}";

    private sealed record Entry(SeenAs As, string Peer);
}
