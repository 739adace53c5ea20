using System.Globalization;
using Azure;
using Azure.Data.Tables;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Twilio;

/// <summary>A request whose signature did not match any token we knew.</summary>
public sealed record ParkedRequest(string Key, string Id, byte[] Body, string Signature)
{
    /// <summary>When it came, which is when its message was written.</summary>
    public DateTimeOffset ArrivedAt => new(long.Parse(Id[..Id.IndexOf('-')], CultureInfo.InvariantCulture), TimeSpan.Zero);

    public override string ToString() => $"parked request {Id}";
}

/// <summary>Keeps requests with unknown signatures sealed for a day: after a token rotation they are still good.</summary>
public sealed class ParkedRequests(TableServiceClient tables, SecretBox secrets, TimeProvider time)
{
    internal const int MostPerKey = 100;

    /// <summary>Sealed and twice in base64 it still fits into a string of a row (32,768 characters).</summary>
    private const int LargestBody = 17 * 1024;
    private const char Separator = '\n';
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);
    private readonly TableClient _table = tables.GetTableClient(TableNames.Parked);

    /// <summary>Parks a request; false when it is too large or the key has its fill.</summary>
    public async Task<bool> ParkAsync(string key, byte[] body, string signature, CancellationToken cancellationToken)
    {
        if (body.Length > LargestBody || signature.Length > 100) return false;
        if ((await IdsAsync(key, cancellationToken)).Count >= MostPerKey) return false;

        var id = $"{time.GetUtcNow().UtcTicks.ToString("D19", CultureInfo.InvariantCulture)}-{Guid.NewGuid():N}";
        var text = signature + Separator + Convert.ToBase64String(body);
        await _table.AddEntityAsync(
            new TableEntity(key, id) { ["Request"] = secrets.Seal(text, RowName(key, id)) }, cancellationToken);
        return true;
    }

    public async Task<IReadOnlyList<ParkedRequest>> ListAsync(string key, CancellationToken cancellationToken)
    {
        var found = new List<ParkedRequest>();
        await foreach (var row in _table.QueryAsync<TableEntity>(ByKey(key), cancellationToken: cancellationToken))
        {
            var parts = secrets.Open(row.GetString("Request"), RowName(key, row.RowKey)).Split(Separator);
            found.Add(new ParkedRequest(key, row.RowKey, Convert.FromBase64String(parts[1]), parts[0]));
        }

        return found;
    }

    public Task RemoveAsync(ParkedRequest request, CancellationToken cancellationToken) =>
        _table.DeleteEntityAsync(request.Key, request.Id, ETag.All, cancellationToken);

    /// <summary>Drops what is older than a day; returns how many.</summary>
    public async Task<int> PurgeAsync(CancellationToken cancellationToken)
    {
        var before = (time.GetUtcNow() - KeptFor).UtcTicks.ToString("D19", CultureInfo.InvariantCulture);
        var dropped = 0;
        await foreach (var row in _table.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"RowKey lt {before}"), select: ["PartitionKey", "RowKey"],
            cancellationToken: cancellationToken))
        {
            await _table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellationToken);
            dropped++;
        }

        return dropped;
    }

    private async Task<IReadOnlyList<string>> IdsAsync(string key, CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        await foreach (var row in _table.QueryAsync<TableEntity>(
            ByKey(key), select: ["RowKey"], cancellationToken: cancellationToken))
        {
            ids.Add(row.RowKey);
        }

        return ids;
    }

    private static string ByKey(string key) => TableClient.CreateQueryFilter($"PartitionKey eq {key}");

    private static string RowName(string key, string id) => $"{TableNames.Parked}/{key}/{id}";
}
