using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Accounts;

/// <summary>What is known of an account's traffic.</summary>
/// <param name="At">When something last came, to ten minutes.</param>
/// <param name="UsualPause">The longest pause of the last weeks; an old one counts less and less.</param>
/// <param name="PhoneAt">When something last came that was written on the account's own phone; null for never.</param>
public sealed record Heard(DateTimeOffset At, TimeSpan UsualPause, DateTimeOffset? PhoneAt);

/// <summary>When an account last had traffic: noted with at most one write in ten minutes, and most events cost nothing.</summary>
public sealed partial class Traffic(TableServiceClient tables, IMemoryCache cache, TimeProvider time, ILogger<Traffic> logger)
{
    internal const string Row = "traffic";
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    /// <summary>After this time a long pause counts for a third.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromDays(14);
    private readonly TableClient _table = tables.GetTableClient(TableNames.Hooks);

    /// <summary>Notes that something came. It never fails: what came does not depend on it.</summary>
    public async Task NoteAsync(Account account, bool isFromPhone, CancellationToken cancellationToken)
    {
        if (account.HookKey is not { } key || cache.TryGetValue((Row, key, isFromPhone), out _)) return;
        try
        {
            var now = time.GetUtcNow();
            var before = await ReadAsync(account, cancellationToken);
            var row = new TableEntity(key, Row) { ["HeardAt"] = now, ["UsualPause"] = PauseOf(before, account, now).TotalSeconds };
            if (isFromPhone) row["PhoneAt"] = now;
            await _table.UpsertEntityAsync(row, TableUpdateMode.Merge, cancellationToken);
            cache.Set((Row, key, isFromPhone), true, new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = Every, Size = 1 });
        }
        catch (Exception failed) when (failed is RequestFailedException or AggregateException or OperationCanceledException)
        {
            LogNotNoted(account.AccountId, failed.GetType().Name);
        }
    }

    /// <summary>Null when nothing has come yet.</summary>
    public async Task<Heard?> ReadAsync(Account account, CancellationToken cancellationToken)
    {
        if (account.HookKey is not { } key) return null;
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(key, Row, cancellationToken: cancellationToken);
        return row is { HasValue: true, Value: { } value }
            ? new Heard(value.GetDateTimeOffset("HeardAt")!.Value, TimeSpan.FromSeconds(value.GetDouble("UsualPause") ?? 0), value.GetDateTimeOffset("PhoneAt"))
            : null;
    }

    /// <summary>What came before the account was connected is no pause of its traffic.</summary>
    private static TimeSpan PauseOf(Heard? before, Account account, DateTimeOffset now)
    {
        if (before is null) return TimeSpan.Zero;
        var since = account.ConnectedAt is { } connected && connected > before.At ? connected : before.At;
        var pause = now - since;
        var faded = before.UsualPause * Math.Exp(-pause / Memory);
        return pause > faded ? pause : faded;
    }

    [LoggerMessage(LogLevel.Warning, "That account {AccountId} had traffic could not be noted ({Error})")]
    private partial void LogNotNoted(string accountId, string error);
}
