using Azure;
using Azure.Data.Tables;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Accounts;

/// <summary>How a claim of a number ended.</summary>
public enum NumberClaim
{
    /// <summary>The number is this account's.</summary>
    Granted,

    /// <summary>Another account of the same location has it.</summary>
    TakenHere,

    /// <summary>An account of some other location has it; nobody is told whose.</summary>
    TakenElsewhere,
}

/// <summary>
/// One account per number, over all locations. A claim whose account is gone or disconnected, after a crash for example,
/// is worth nothing: who claims next gets the number.
/// </summary>
public sealed class NumberClaims(TableServiceClient tables, AccountTable accounts, TimeProvider time)
{
    private const string Row = "claim";
    private readonly TableClient _table = tables.GetTableClient(TableNames.Claims);

    /// <summary>Claims a number for an account; repeating it changes nothing.</summary>
    public async Task<NumberClaim> TryClaimAsync(
        PhoneNumber number, AccountKey account, CancellationToken cancellationToken)
    {
        while (true)
        {
            var row = await FindAsync(number, cancellationToken);
            if (row is not null)
            {
                var owner = OwnerOf(row);
                if (owner == account) return NumberClaim.Granted;
                if (await IsLiveAsync(owner, number, cancellationToken))
                {
                    return owner.LocationId == account.LocationId ? NumberClaim.TakenHere : NumberClaim.TakenElsewhere;
                }
            }

            if (await TryWriteAsync(number, account, row?.ETag, cancellationToken)) return NumberClaim.Granted;
        }
    }

    /// <summary>Gives a number back if this account has it.</summary>
    public async Task ReleaseAsync(PhoneNumber number, AccountKey account, CancellationToken cancellationToken)
    {
        var row = await FindAsync(number, cancellationToken);
        if (row is null || OwnerOf(row) != account) return;
        try
        {
            await _table.DeleteEntityAsync(row.PartitionKey, Row, row.ETag, cancellationToken);
        }
        catch (RequestFailedException changed) when (changed.Status is 404 or 412)
        {
            // It is another account's by now.
        }
    }

    private async Task<bool> IsLiveAsync(AccountKey owner, PhoneNumber number, CancellationToken cancellationToken)
    {
        var account = await accounts.FindAsync(owner.LocationId, owner.AccountId, cancellationToken);
        return account is not null
            && account.Number?.LookupKey == number.LookupKey
            && AccountStates.HoldsNumber(account.StateCode)
            && !(account.PendingUntil <= time.GetUtcNow());
    }

    private Task<bool> TryWriteAsync(
        PhoneNumber number, AccountKey account, ETag? replaced, CancellationToken cancellationToken) => _table.TryPutAsync(
        new TableEntity(KeyOf(number), Row)
        {
            ["LocationId"] = account.LocationId,
            ["AccountId"] = account.AccountId,
        },
        replaced, cancellationToken);

    private async Task<TableEntity?> FindAsync(PhoneNumber number, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(KeyOf(number), Row, cancellationToken: cancellationToken);
        return row.HasValue ? row.Value : null;
    }

    /// <summary>All spellings of a subscriber are one number.</summary>
    private static string KeyOf(PhoneNumber number) => Keys.Hash(number.LookupKey);

    private static AccountKey OwnerOf(TableEntity row) => new(row.GetString("LocationId"), row.GetString("AccountId"));
}
