using System.Globalization;
using Azure;
using Azure.Data.Tables;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Messages;

/// <summary>What is known of a message that goes out: GoHighLevel's id beside the provider's.</summary>
/// <param name="LocationId">The location.</param>
/// <param name="SendingId">GoHighLevel's id of the message, with the number of a further part.</param>
/// <param name="ContactId">The contact that it is for.</param>
/// <param name="AccountId">The account that sends it; null when none could be chosen.</param>
/// <param name="Reason">Why that account, as a sentence.</param>
/// <param name="AcceptedAt">When WhatSnap got it.</param>
public sealed record MessageLink(
    string LocationId, string SendingId, string ContactId, string? AccountId, string Reason, DateTimeOffset AcceptedAt)
{
    /// <summary>The provider's id; null as long as it is not known to have it.</summary>
    public string? ProviderId { get; init; }

    /// <summary>The ids under which it goes out, in their order, where we choose them; known before anything is sent.</summary>
    public IReadOnlyList<string> PlannedIds { get; init; } = [];

    public SendState State { get; init; } = SendStates.Accepted;

    /// <summary>The state that GoHighLevel was told last; null for none.</summary>
    public string? Reported { get; init; }

    /// <summary>Code of <see cref="Failures"/> for one that failed or is unknown.</summary>
    public string? FailureCode { get; init; }

    /// <summary>The provider's own error code.</summary>
    public string? ProviderCode { get; init; }

    /// <summary>Parts that a phone network counts and charges singly; null where there are none.</summary>
    public int? Segments { get; init; }

    /// <summary>True when one letter made the whole text UCS-2, with 70 letters a segment instead of 160.</summary>
    public bool IsUcs2 { get; init; }

    /// <summary>What it is likely to cost, reckoned before it was sent; null where that is not known.</summary>
    public CostEstimate? Cost { get; init; }

    public ETag ETag { get; init; }

    /// <summary>GoHighLevel's id of the message.</summary>
    public string MessageId => SendingId.Split('.')[0];

    public override string ToString() => $"message {SendingId}: {State}";
}

/// <summary>What a message is likely to cost, before its provider says.</summary>
/// <param name="Amount">The amount, without fees of carriers.</param>
/// <param name="Currency">ISO 4217, such as <c>USD</c>.</param>
public sealed record CostEstimate(decimal Amount, string Currency);

/// <summary>The table of messages that go out, a partition per location; rows beside them find a message by the provider's id.</summary>
public sealed class MessageLinks(TableServiceClient tables)
{
    private const string ProviderPrefix = "p~";
    private const string OpenPrefix = "x~";
    private const char KeySeparator = '~';
    private const char IdSeparator = '\n';
    private readonly TableClient _table = tables.GetTableClient(TableNames.Links);

    public async Task<MessageLink?> FindAsync(string locationId, string sendingId, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(locationId, sendingId, cancellationToken: cancellationToken);
        return row.HasValue ? Read(row.Value!) : null;
    }

    /// <summary>The message that a provider's id belongs to; null when it is none of ours.</summary>
    public async Task<string?> FindByProviderAsync(string locationId, string providerId, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(
            locationId, ProviderPrefix + providerId, cancellationToken: cancellationToken);
        return row.HasValue ? row.Value!.GetString("SendingId") : null;
    }

    /// <summary>The messages of a location that failed, or of which it is not known whether they were sent.</summary>
    public async IAsyncEnumerable<MessageLink> ListOpenAsync(
        string locationId, SendState state,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var prefix = $"{OpenPrefix}{state}~";
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {locationId} and RowKey ge {prefix} and RowKey lt {prefix + "~"}");
        await foreach (var row in _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            var link = await FindAsync(locationId, row.RowKey[prefix.Length..], cancellationToken);
            if (link?.State == state) yield return link;
        }
    }

    /// <summary>Adds a message before it is sent; one that is there stays.</summary>
    /// <returns>The message as it is stored.</returns>
    public async Task<MessageLink> AddAsync(MessageLink link, CancellationToken cancellationToken)
    {
        try
        {
            IEnumerable<TableTransactionAction> actions =
                [new(TableTransactionActionType.Add, ToRow(link)), .. link.PlannedIds.Select(id => Found(link, id))];
            var answer = await _table.SubmitTransactionAsync(actions, cancellationToken);
            return link with { ETag = answer.Value[0].Headers.ETag!.Value };
        }
        catch (RequestFailedException there) when (there.Status == 409)
        {
            return (await FindAsync(link.LocationId, link.SendingId, cancellationToken))!;
        }
    }

    /// <summary>Changes a message; when somebody else wrote in between, the change is made again on what they wrote.</summary>
    /// <param name="locationId">The location.</param>
    /// <param name="sendingId">The message.</param>
    /// <param name="change">Gives the message as it shall be, or null to leave it.</param>
    /// <param name="cancellationToken">Cancels the change.</param>
    /// <returns>The message as it is now; null when there is none.</returns>
    public async Task<MessageLink?> UpdateAsync(
        string locationId, string sendingId, Func<MessageLink, MessageLink?> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await FindAsync(locationId, sendingId, cancellationToken) is not { } before) return null;
            if (change(before) is not { } after) return before;
            try
            {
                var answer = await _table.SubmitTransactionAsync(Actions(before, after), cancellationToken);
                return after with { ETag = answer.Value[0].Headers.ETag!.Value };
            }
            catch (TableTransactionFailedException changed) when (changed.Status is 404 or 412)
            {
                // Somebody else wrote it.
            }
        }
    }

    /// <summary>The key by which a message is forgotten one day.</summary>
    public static string RetentionKey(string locationId, string sendingId) =>
        string.Join(KeySeparator, locationId, sendingId, Keys.Hash(sendingId)[^1]);

    /// <summary>Forgets a message, by its retention key, and what stands beside it; repeating it changes nothing.</summary>
    public async Task ForgetAsync(string retentionKey, CancellationToken cancellationToken)
    {
        var parts = retentionKey.Split(KeySeparator);
        var (locationId, sendingId) = (parts[0], parts[1]);
        if (await FindAsync(locationId, sendingId, cancellationToken) is not { } link) return;
        foreach (var id in link.PlannedIds.Append(link.ProviderId).OfType<string>().Distinct()) await _table.DeleteEntityAsync(locationId, ProviderPrefix + id, ETag.All, cancellationToken);
        if (IsOpen(link)) await _table.DeleteEntityAsync(locationId, OpenKey(link), ETag.All, cancellationToken);
        await _table.DeleteEntityAsync(locationId, sendingId, ETag.All, cancellationToken);
    }

    private static IEnumerable<TableTransactionAction> Actions(MessageLink before, MessageLink after)
    {
        yield return new(TableTransactionActionType.UpdateReplace, ToRow(after), before.ETag);
        if (after.ProviderId is { } id && id != before.ProviderId) yield return Found(after, id);

        if (IsOpen(before) && before.State != after.State)
        {
            yield return new(
                TableTransactionActionType.Delete, new TableEntity(before.LocationId, OpenKey(before)), ETag.All);
        }

        if (IsOpen(after) && before.State != after.State)
        {
            yield return new(TableTransactionActionType.UpsertReplace, new TableEntity(after.LocationId, OpenKey(after)));
        }
    }

    /// <summary>The row by which a message is found by the provider's id.</summary>
    private static TableTransactionAction Found(MessageLink link, string providerId) => new(
        TableTransactionActionType.UpsertReplace,
        new TableEntity(link.LocationId, ProviderPrefix + providerId) { ["SendingId"] = link.SendingId });

    private static bool IsOpen(MessageLink link) => link.State == SendStates.Failed || link.State == SendStates.Unknown;

    private static string OpenKey(MessageLink link) => $"{OpenPrefix}{link.State}~{link.SendingId}";

    private static MessageLink Read(TableEntity row) => new(
        row.PartitionKey, row.RowKey, row.GetString("ContactId"), row.GetString("AccountId"), row.GetString("Reason"),
        row.GetDateTimeOffset("AcceptedAt")!.Value)
    {
        ProviderId = row.GetString("ProviderId"),
        PlannedIds = (row.GetString("PlannedIds") ?? "").Split(IdSeparator, StringSplitOptions.RemoveEmptyEntries),
        State = SendStates.Of(row.GetString("State")),
        Reported = row.GetString("Reported"),
        FailureCode = row.GetString("FailureCode"),
        ProviderCode = row.GetString("ProviderCode"),
        Segments = row.GetInt32("Segments"),
        IsUcs2 = row.GetBoolean("IsUcs2") ?? false,
        Cost = row.GetString("Cost") is { } amount
            ? new CostEstimate(decimal.Parse(amount, CultureInfo.InvariantCulture), row.GetString("Currency"))
            : null,
        ETag = row.ETag,
    };

    private static TableEntity ToRow(MessageLink link) => new(link.LocationId, link.SendingId)
    {
        ["ContactId"] = link.ContactId,
        ["AccountId"] = link.AccountId,
        ["Reason"] = link.Reason,
        ["AcceptedAt"] = link.AcceptedAt,
        ["ProviderId"] = link.ProviderId,
        ["PlannedIds"] = link.PlannedIds.Count > 0 ? string.Join(IdSeparator, link.PlannedIds) : null,
        ["State"] = link.State.Code,
        ["Reported"] = link.Reported,
        ["FailureCode"] = link.FailureCode,
        ["ProviderCode"] = link.ProviderCode,
        ["Segments"] = link.Segments,
        ["IsUcs2"] = link.IsUcs2,
        ["Cost"] = link.Cost?.Amount.ToString(CultureInfo.InvariantCulture),
        ["Currency"] = link.Cost?.Currency,
    };
}
