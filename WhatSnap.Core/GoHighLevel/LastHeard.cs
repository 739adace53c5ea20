using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>What GoHighLevel posts to us.</summary>
public enum HeardKind
{
    /// <summary>An event, to the app's webhook address.</summary>
    Event,

    /// <summary>A message to send, to the provider's Delivery URL.</summary>
    Delivery,
}

/// <summary>
/// When GoHighLevel last posted something signed of a location, to the hour: noted with at most one write an hour per
/// location and kind, and most posts cost nothing.
/// </summary>
public sealed partial class LastHeard(
    TableServiceClient tables, IMemoryCache cache, TimeProvider time, ILogger<LastHeard> logger)
{
    private const string Row = "heard";
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);
    private readonly TableClient _table = tables.GetTableClient(TableNames.Locations);

    /// <summary>Notes that something came. It never fails: a webhook does not depend on it.</summary>
    public async Task NoteAsync(string locationId, HeardKind kind, CancellationToken cancellationToken)
    {
        var key = (Row, locationId, kind);
        if (cache.TryGetValue(key, out _)) return;
        try
        {
            var now = time.GetUtcNow();
            var last = await ReadAsync(locationId, kind, cancellationToken);
            if (last is not { } noted || now - noted >= Every)
            {
                noted = now;
                await _table.UpsertEntityAsync(
                    new TableEntity(locationId, Row) { [Column(kind)] = now }, TableUpdateMode.Merge, cancellationToken);
            }

            cache.Set(key, true, new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = noted + Every - now, Size = 1 });
        }
        catch (Exception failed) when (failed is RequestFailedException or AggregateException or OperationCanceledException)
        {
            LogNotNoted(kind, locationId, failed.GetType().Name);
        }
    }

    /// <summary>When something of the kind last came; null when nothing has since the install.</summary>
    public async Task<DateTimeOffset?> ReadAsync(string locationId, HeardKind kind, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(locationId, Row, [Column(kind)], cancellationToken);
        return row.HasValue ? row.Value!.GetDateTimeOffset(Column(kind)) : null;
    }

    /// <summary>Forgets a location; repeating it changes nothing.</summary>
    public async Task ForgetAsync(string locationId, CancellationToken cancellationToken)
    {
        await _table.DeleteEntityAsync(locationId, Row, ETag.All, cancellationToken);
        foreach (var kind in Enum.GetValues<HeardKind>()) cache.Remove((Row, locationId, kind));
    }

    private static string Column(HeardKind kind) => $"{kind}At";

    [LoggerMessage(LogLevel.Warning, "That GoHighLevel posted ({Kind}) for location {LocationId} could not be noted ({Error})")]
    private partial void LogNotNoted(HeardKind kind, string locationId, string error);
}
