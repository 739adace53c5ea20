using Azure;
using Azure.Data.Tables;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Messages;

/// <summary>The table of messages that go out, a partition per location; rows beside them find a message by the provider's id.</summary>
public sealed class MessageLinks(TableServiceClient tables, MessageIndex index, TimeProvider time)
{
    private const string ProviderPrefix = "p~";
    private readonly TableClient _table = tables.GetTableClient(TableNames.Links);

    public async Task<MessageLink?> FindAsync(string locationId, string sendingId, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(locationId, sendingId, cancellationToken: cancellationToken);
        return row.HasValue ? MessageLink.Read(row.Value!) : null;
    }

    /// <summary>The message that a provider's id belongs to; null when it is none of ours.</summary>
    public async Task<string?> FindByProviderAsync(string locationId, string providerId, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(
            locationId, ProviderPrefix + providerId, cancellationToken: cancellationToken);
        return row.HasValue ? row.Value!.GetString("SendingId") : null;
    }

    /// <summary>Adds a message before it is sent; one that is there stays.</summary>
    /// <returns>The message as it is stored.</returns>
    public async Task<MessageLink> AddAsync(MessageLink link, CancellationToken cancellationToken)
    {
        link = Timed(link);
        try
        {
            IEnumerable<TableTransactionAction> actions =
            [
                new(TableTransactionActionType.Add, link.ToRow(link.SendingId)),
                .. link.PlannedIds.Select(id => Found(link, id)),
                .. link.IsMirrored ? [] : MessageIndex.Added(MessageEntry.Of(link)),
            ];
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
            if (change(before) is not { } changed) return before;
            var after = Timed(changed);
            try
            {
                var answer = await _table.SubmitTransactionAsync(Actions(before, after), cancellationToken);
                return after with { ETag = answer.Value[0].Headers.ETag!.Value };
            }
            catch (TableTransactionFailedException other) when (other.Status is 404 or 412)
            {
                // Somebody else wrote it.
            }
        }
    }

    /// <summary>Forgets a message and what stands beside it; repeating it changes nothing.</summary>
    public async Task ForgetAsync(MessageEntry entry, CancellationToken cancellationToken)
    {
        if (entry is { IsOutbound: true, MessageId: { } id } && await FindAsync(entry.LocationId, id, cancellationToken) is { } link)
        {
            foreach (var key in KeysBeside(link)) await _table.DeleteEntityAsync(link.LocationId, key, ETag.All, cancellationToken);
            await _table.DeleteEntityAsync(link.LocationId, link.SendingId, ETag.All, cancellationToken);
        }

        await index.ForgetAsync(entry, cancellationToken);
    }

    /// <summary>The keys of the rows by which a message is found by the provider's ids.</summary>
    internal static IEnumerable<string> KeysBeside(TableEntity link) => KeysBeside(MessageLink.Read(link));

    private static IEnumerable<string> KeysBeside(MessageLink link) =>
        link.PlannedIds.Append(link.ProviderId).OfType<string>().Distinct().Select(id => ProviderPrefix + id);

    /// <summary>With the times at which its provider had it and its state became final, and without a wait that is over.</summary>
    private MessageLink Timed(MessageLink link)
    {
        var now = time.GetUtcNow();
        return link with
        {
            WaitsFor = link.State == SendStates.Accepted ? link.WaitsFor : null,
            WaitsUntil = link.State == SendStates.Accepted ? link.WaitsUntil : null,
            SentAt = link.SentAt ?? (link.ProviderId is null ? null : now),
            EndedAt = link.EndedAt ?? (link.State.IsFinal ? now : null),
        };
    }

    private static IEnumerable<TableTransactionAction> Actions(MessageLink before, MessageLink after) =>
    [
        new(TableTransactionActionType.UpdateReplace, after.ToRow(after.SendingId), before.ETag),
        .. after.ProviderId is { } id && id != before.ProviderId ? [Found(after, id)] : Array.Empty<TableTransactionAction>(),
        .. MessageIndex.Changed(MessageEntry.Of(before), MessageEntry.Of(after)),
    ];

    /// <summary>The row by which a message is found by the provider's id.</summary>
    private static TableTransactionAction Found(MessageLink link, string providerId) => new(
        TableTransactionActionType.UpsertReplace,
        new TableEntity(link.LocationId, ProviderPrefix + providerId) { ["SendingId"] = link.SendingId });
}
