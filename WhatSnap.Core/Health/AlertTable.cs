using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Health;

/// <summary>
/// The table of alerts, a partition per location: one row for each incident that goes on (<c>o~</c>), those that are over with
/// the newest first (<c>d~</c>), and what was told by which channel (<c>t~</c>).
/// </summary>
public sealed class AlertTable(TableServiceClient tables, MarkerRetention retention, TimeProvider time)
{
    private const string Open = "o~";
    private const string Done = "d~";
    private const string Told = "t~";
    private const string ClaimedUntil = "ClaimedUntil";
    private const char AfterPrefix = '\x7f';
    private const char Separator = '~';

    /// <summary>How long an alert that is over is kept, and what was told.</summary>
    public const int DaysKept = 90;

    /// <summary>How long somebody has a channel for himself: telling takes less.</summary>
    public static readonly TimeSpan TellWithin = TimeSpan.FromMinutes(1);
    private readonly TableClient _table = tables.GetTableClient(TableNames.Alerts);

    /// <summary>The incidents that go on, also those that were not told yet.</summary>
    public async Task<IReadOnlyList<Alert>> ListOpenAsync(string locationId, CancellationToken cancellationToken)
    {
        var found = new List<Alert>();
        await foreach (var row in RowsAsync(locationId, Open, null, cancellationToken)) found.Add(Read(row));
        return found;
    }

    /// <summary>Whether an incident goes on.</summary>
    /// <param name="locationId">The location.</param>
    /// <param name="id">The alert's id.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    public async Task<bool> IsOpenAsync(string locationId, string id, CancellationToken cancellationToken) =>
        (await ListOpenAsync(locationId, cancellationToken)).Any(alert => alert.Id == id);

    /// <summary>The locations with an incident that goes on, each once for each of them.</summary>
    public async IAsyncEnumerable<string> ListOpenLocationsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"RowKey ge {Open} and RowKey lt {Open + AfterPrefix}");
        await foreach (var row in _table.QueryAsync<TableEntity>(filter, select: [nameof(TableEntity.PartitionKey)], cancellationToken: cancellationToken))
        {
            yield return row.PartitionKey;
        }
    }

    /// <summary>The incidents that are over, the newest first.</summary>
    /// <param name="locationId">The location.</param>
    /// <param name="most">How many at most, up to 100.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    public async Task<IReadOnlyList<Alert>> ListDoneAsync(string locationId, int most, CancellationToken cancellationToken)
    {
        var found = new List<Alert>();
        await foreach (var row in RowsAsync(locationId, Done, most, cancellationToken))
        {
            if (found.Count == most) break;
            found.Add(Read(row));
        }

        return found;
    }

    /// <summary>Stores an incident in the place of what was read, or of none.</summary>
    /// <returns>False when another worker wrote it in between.</returns>
    public Task<bool> TryPutAsync(Alert alert, CancellationToken cancellationToken) =>
        _table.TryPutAsync(Write(alert, OpenKey(alert)), alert.ETag == default ? null : alert.ETag, cancellationToken);

    /// <summary>Forgets an incident that ended before it was told.</summary>
    public Task ForgetAsync(Alert alert, CancellationToken cancellationToken) =>
        _table.DeleteEntityAsync(alert.LocationId, OpenKey(alert), alert.ETag, cancellationToken);

    /// <summary>Puts an incident among those that are over.</summary>
    /// <returns>False when another worker wrote it in between.</returns>
    public async Task<bool> TryCloseAsync(Alert alert, CancellationToken cancellationToken)
    {
        try
        {
            await KeepAsync(alert.LocationId, DoneKey(alert), cancellationToken);
            await _table.SubmitTransactionAsync(
                [
                    new(TableTransactionActionType.Delete, new TableEntity(alert.LocationId, OpenKey(alert)), alert.ETag),
                    new(TableTransactionActionType.UpsertReplace, Write(alert, DoneKey(alert))),
                ],
                cancellationToken);
            return true;
        }
        catch (TableTransactionFailedException changed) when (changed.Status is 404 or 412)
        {
            return false;
        }
    }

    /// <summary>Takes a channel to tell it of a notice, for <see cref="TellWithin"/>.</summary>
    public async Task<TellClaim> ClaimAsync(string locationId, string notice, string channel, CancellationToken cancellationToken)
    {
        var (key, now) = (ToldKey(notice, channel), time.GetUtcNow());
        var found = await _table.GetEntityIfExistsAsync<TableEntity>(locationId, key, cancellationToken: cancellationToken);
        if (found.HasValue)
        {
            if (found.Value!.GetDateTimeOffset(ClaimedUntil) is not { } until) return TellClaim.Told;
            if (until > now) return TellClaim.Others;
        }

        await KeepAsync(locationId, key, cancellationToken);
        var claim = new TableEntity(locationId, key) { [ClaimedUntil] = now + TellWithin };
        return await _table.TryPutAsync(claim, found.HasValue ? found.Value!.ETag : null, cancellationToken) ? TellClaim.Mine : TellClaim.Others;
    }

    /// <summary>Notes that a channel was told.</summary>
    public Task NoteToldAsync(string locationId, string notice, string channel, CancellationToken cancellationToken) =>
        _table.UpsertEntityAsync(new TableEntity(locationId, ToldKey(notice, channel)), TableUpdateMode.Replace, cancellationToken);

    /// <summary>Forgets a row by its retention key; repeating it changes nothing.</summary>
    public Task ForgetAsync(string retentionKey, CancellationToken cancellationToken)
    {
        var location = retentionKey.IndexOf(Separator, StringComparison.Ordinal);
        return _table.DeleteEntityAsync(
            retentionKey[..location], retentionKey[(location + 1)..retentionKey.LastIndexOf(Separator)], ETag.All, cancellationToken);
    }

    /// <summary>Notes when a row is forgotten, before it is there.</summary>
    private Task KeepAsync(string locationId, string rowKey, CancellationToken cancellationToken) => retention.NoteAsync(
        MarkerRetention.AlertKind, string.Join(Separator, locationId, rowKey, Keys.Hash(rowKey)[^1]),
        DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(DaysKept), cancellationToken);

    private async IAsyncEnumerable<TableEntity> RowsAsync(
        string locationId, string prefix, int? pageSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {locationId} and RowKey ge {prefix} and RowKey lt {prefix + AfterPrefix}");
        await foreach (var row in _table.QueryAsync<TableEntity>(filter, pageSize, cancellationToken: cancellationToken)) yield return row;
    }

    private static string OpenKey(Alert alert) => $"{Open}{alert.AccountId}~{alert.Incident}";

    private static string DoneKey(Alert alert) => $"{Done}{Keys.NewestFirst(alert.ClearedAt!.Value)}~{alert.AccountId}~{alert.Incident}";

    private static string ToldKey(string notice, string channel) => $"{Told}{notice}~{channel}";

    private static TableEntity Write(Alert alert, string key) => new(alert.LocationId, key)
    {
        ["AccountId"] = alert.AccountId,
        ["Incident"] = alert.Incident,
        ["Code"] = alert.Code,
        ["SeenAt"] = alert.SeenAt,
        ["RaisedAt"] = alert.RaisedAt,
        ["GoneAt"] = alert.GoneAt,
        ["ClearedAt"] = alert.ClearedAt,
    };

    private static Alert Read(TableEntity row) => new(
        row.PartitionKey, row.GetString("AccountId"), row.GetString("Incident"), row.GetString("Code"), row.GetDateTimeOffset("SeenAt")!.Value)
    {
        RaisedAt = row.GetDateTimeOffset("RaisedAt"),
        GoneAt = row.GetDateTimeOffset("GoneAt"),
        ClearedAt = row.GetDateTimeOffset("ClearedAt"),
        ETag = row.ETag,
    };
}

/// <summary>Whose it is to tell a channel of a notice.</summary>
public enum TellClaim
{
    /// <summary>The caller's, for a while.</summary>
    Mine,

    /// <summary>Somebody tells it now, or died with it.</summary>
    Others,

    /// <summary>It was told.</summary>
    Told,
}
