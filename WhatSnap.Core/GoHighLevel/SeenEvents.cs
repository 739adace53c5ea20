using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>Knows the events that were taken, over all hosts, by GoHighLevel's <c>webhookId</c> (hashed) or else by their bytes.</summary>
public sealed class SeenEvents(TableServiceClient tables, MarkerRetention retention, TimeProvider time)
{
    /// <summary>Days for which an event is recognised. GoHighLevel repeats for up to three; people may have it sent again later.</summary>
    public const int Days = 30;

    private const string Row = "event";
    private readonly TableClient _table = tables.GetTableClient(TableNames.Events);

    /// <summary>The key of an event: 64 hex digits.</summary>
    public static string KeyOf(CrmEvent received, byte[] body) => Convert.ToHexStringLower(
        SHA256.HashData(received.WebhookId is { } id ? Encoding.UTF8.GetBytes($"id:{id}") : body));

    public async Task<bool> HasSeenAsync(string key, CancellationToken cancellationToken) =>
        (await _table.GetEntityIfExistsAsync<TableEntity>(key, Row, [nameof(TableEntity.RowKey)], cancellationToken)).HasValue;

    /// <summary>Remembers an event; repeating it changes nothing.</summary>
    public async Task RememberAsync(string key, CancellationToken cancellationToken)
    {
        var expiresOn = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(Days);
        await retention.NoteAsync(MarkerRetention.EventKind, key, expiresOn, cancellationToken);
        try
        {
            await _table.AddEntityAsync(new TableEntity(key, Row), cancellationToken);
        }
        catch (RequestFailedException seen) when (seen.Status == 409)
        {
            // The same event came twice at once; its work may be done twice.
        }
    }

    /// <summary>Forgets an event by its key; repeating it changes nothing.</summary>
    public Task ForgetAsync(string key, CancellationToken cancellationToken) =>
        _table.DeleteEntityAsync(key, Row, ETag.All, cancellationToken);
}
