using Azure;
using Azure.Data.Tables;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Safety;

/// <summary>The table of what accounts sent of late, and will send: one row per account, which its workers write by turns.</summary>
public sealed class SendBudgets(TableServiceClient tables, MarkerRetention retention, TimeProvider time)
{
    /// <summary>Days after its last slot for which a row is kept: longer than any slot counts or lies ahead.</summary>
    internal const int DaysKept = 3;

    private const int ShardLength = 2;
    private const string Column = "Slots";
    private const string PurgedOn = "PurgedOn";
    private readonly TableClient _table = tables.GetTableClient(TableNames.Safety);

    public async Task<SendBudget> ReadAsync(AccountKey account, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(account.LocationId, account.AccountId, cancellationToken: cancellationToken);
        return row is { HasValue: true, Value: { } known }
            ? new SendBudget(SlotLedger.Read(known.GetBinary(Column) ?? []), known.ETag, known.GetString(PurgedOn))
            : new SendBudget(SlotLedger.Empty, null, null);
    }

    /// <summary>Puts slots in the place of those that were read.</summary>
    /// <returns>False when somebody else wrote in between.</returns>
    public async Task<bool> TrySaveAsync(AccountKey account, SendBudget read, SlotLedger slots, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var purge = DateOnly.FromDateTime(now.UtcDateTime).AddDays(DaysKept);
        var text = $"{purge:yyyyMMdd}";

        // Once a day: the purge of that day finds the row, and leaves it while later days name it.
        if (read.PurgedOn != text) await retention.NoteAsync(MarkerRetention.SafetyKind, KeyOf(account), purge, cancellationToken);
        var row = new TableEntity(account.LocationId, account.AccountId) { [Column] = slots.At(now).ToBytes(), [PurgedOn] = text };
        return await _table.TryPutAsync(row, read.Version, cancellationToken);
    }

    /// <summary>Forgets the row of an account that has sent nothing for days; repeating it changes nothing.</summary>
    public async Task ForgetAsync(string retentionKey, CancellationToken cancellationToken)
    {
        var account = AccountKey.Parse(retentionKey[..^ShardLength]);
        var read = await ReadAsync(account, cancellationToken);
        if (read.Version is not { } version || read.Slots.At(time.GetUtcNow()).Slots.Count > 0) return;

        // Should it have just sent again, the row stays.
        await _table.TryDeleteAsync(account.LocationId, account.AccountId, version, cancellationToken);
    }

    /// <summary>The account's key, with a hex digit of its own at its end.</summary>
    private static string KeyOf(AccountKey account) => $"{account}~{Keys.Hash(account.AccountId)[^1]}";
}

/// <summary>What an account sent of late, and will send, as it was read.</summary>
/// <param name="Slots">Its slots.</param>
/// <param name="Version">The row's version; null for none.</param>
/// <param name="PurgedOn">The day on which the row may be forgotten.</param>
public sealed record SendBudget(SlotLedger Slots, ETag? Version, string? PurgedOn);
