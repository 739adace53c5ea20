using System.Security.Cryptography;
using Azure.Data.Tables;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Health;

/// <summary>Who is told of a location's alerts, besides the dashboard.</summary>
/// <param name="Emails">Addresses, at most <see cref="MostEmails"/>.</param>
/// <param name="WebhookUrl">An https address; null for none.</param>
/// <param name="WebhookSecret">Signs what is sent there; null without an address.</param>
public sealed record AlertSettings(IReadOnlyList<string> Emails, Uri? WebhookUrl, Secret? WebhookSecret)
{
    public const int MostEmails = 5;

    /// <summary>What went wrong last, by channel; empty when the last alerts were taken.</summary>
    public IReadOnlyDictionary<string, string> Troubles { get; init; } = new Dictionary<string, string>();

    public static AlertSettings None { get; } = new([], null, null);

    /// <summary>A new secret, as Standard Webhooks writes it: <c>whsec_</c> and 32 random bytes in base64.</summary>
    public static Secret NewSecret() => new(AlertSignature.Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
}

/// <summary>The table rows that say who is told of a location's alerts, and what went wrong with telling them.</summary>
public sealed class AlertSettingsTable(TableServiceClient tables, SecretBox secrets)
{
    private const string Row = "settings";
    private const char Separator = '\n';
    private readonly TableClient _table = tables.GetTableClient(TableNames.Alerts);

    public async Task<AlertSettings> ReadAsync(string locationId, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(locationId, Row, cancellationToken: cancellationToken);
        if (!row.HasValue) return AlertSettings.None;
        var value = row.Value!;
        return new AlertSettings(
            (value.GetString("Emails") ?? "").Split(Separator, StringSplitOptions.RemoveEmptyEntries),
            value.GetString("WebhookUrl") is { } url ? new Uri(url) : null,
            value.GetString("WebhookSecret") is { } text ? new Secret(secrets.Open(text, SealName(locationId))) : null)
        {
            Troubles = value.Where(one => one.Key.StartsWith("Trouble", StringComparison.Ordinal))
                .ToDictionary(one => one.Key["Trouble".Length..], one => (string)one.Value),
        };
    }

    /// <summary>Replaces all of it; troubles of before are forgotten.</summary>
    public Task SaveAsync(string locationId, AlertSettings settings, CancellationToken cancellationToken) =>
        _table.UpsertEntityAsync(
            new TableEntity(locationId, Row)
            {
                ["Emails"] = string.Join(Separator, settings.Emails),
                ["WebhookUrl"] = settings.WebhookUrl?.AbsoluteUri,
                ["WebhookSecret"] = settings.WebhookSecret is { } secret ? secrets.Seal(secret.Reveal(), SealName(locationId)) : null,
            },
            TableUpdateMode.Replace, cancellationToken);

    /// <summary>Notes what is wrong with a kind of channel.</summary>
    /// <param name="locationId">The location.</param>
    /// <param name="kind"><c>Email</c> or <c>Webhook</c>.</param>
    /// <param name="trouble">What is wrong, without addresses; empty when nothing is.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    public Task NoteTroubleAsync(string locationId, string kind, string trouble, CancellationToken cancellationToken) =>
        _table.UpsertEntityAsync(new TableEntity(locationId, Row) { ["Trouble" + kind] = trouble }, TableUpdateMode.Merge, cancellationToken);

    /// <summary>The locations whose secret an older key sealed.</summary>
    public async IAsyncEnumerable<string> ListSealedBeforeAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in _table.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"RowKey eq {Row}"), cancellationToken: cancellationToken))
        {
            if (secrets.IsOlder(row.GetString("WebhookSecret"))) yield return row.PartitionKey;
        }
    }

    /// <summary>Seals a location's secret with the current key, unless somebody writes its settings meanwhile.</summary>
    /// <exception cref="CryptographicException">The row can't be opened.</exception>
    public async Task ResealAsync(string locationId, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(locationId, Row, cancellationToken: cancellationToken);
        if (!row.HasValue || row.Value!.GetString("WebhookSecret") is not { } text) return;
        row.Value["WebhookSecret"] = secrets.Seal(secrets.Open(text, SealName(locationId)), SealName(locationId));
        await _table.TryPutAsync(row.Value, row.Value.ETag, cancellationToken);
    }

    private static string SealName(string locationId) => $"{TableNames.Alerts}/{locationId}/{Row}";
}
