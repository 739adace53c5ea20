using Azure;
using Azure.Data.Tables;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.WhatsApp;

/// <summary>A QR code that can be scanned now.</summary>
/// <param name="Text">What is drawn; whoever has it can link a phone in the account's place.</param>
/// <param name="AnnouncedAt">When the gateway announced it.</param>
/// <param name="ExpiresAt">When it ends.</param>
public sealed record QrCode(Secret Text, DateTimeOffset AnnouncedAt, DateTimeOffset ExpiresAt);

/// <summary>The table of QR codes: the newest of each account that is being connected, sealed for its row.</summary>
public sealed class QrCodeTable(TableServiceClient tables, SecretBox secrets)
{
    private readonly TableClient _table = tables.GetTableClient(TableNames.QrCodes);

    public async Task<QrCode?> FindAsync(AccountKey account, CancellationToken cancellationToken) =>
        await FindRowAsync(account, cancellationToken) is { } row
            ? new QrCode(
                new Secret(secrets.Open(row.GetString("Text"), NameOf(account))),
                row.GetDateTimeOffset("AnnouncedAt")!.Value, row.GetDateTimeOffset("ExpiresAt")!.Value)
            : null;

    /// <summary>Puts a code in the place of an older one; one that was announced later stays.</summary>
    /// <returns>True when there was no code before.</returns>
    public async Task<bool> SaveAsync(AccountKey account, QrCode code, CancellationToken cancellationToken)
    {
        while (true)
        {
            var known = await FindRowAsync(account, cancellationToken);
            if (known?.GetDateTimeOffset("AnnouncedAt") > code.AnnouncedAt) return false;
            if (await TryWriteAsync(account, code, known?.ETag, cancellationToken)) return known is null;
        }
    }

    /// <summary>Forgets an account's code; repeating it changes nothing.</summary>
    public Task RemoveAsync(AccountKey account, CancellationToken cancellationToken) =>
        _table.DeleteEntityAsync(account.LocationId, account.AccountId, ETag.All, cancellationToken);

    private Task<bool> TryWriteAsync(AccountKey account, QrCode code, ETag? replaced, CancellationToken cancellationToken) => _table.TryPutAsync(
        new TableEntity(account.LocationId, account.AccountId)
        {
            ["Text"] = secrets.Seal(code.Text.Reveal(), NameOf(account)),
            ["AnnouncedAt"] = code.AnnouncedAt,
            ["ExpiresAt"] = code.ExpiresAt,
        },
        replaced, cancellationToken);

    private async Task<TableEntity?> FindRowAsync(AccountKey account, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(account.LocationId, account.AccountId, cancellationToken: cancellationToken);
        return row.HasValue ? row.Value : null;
    }

    private static string NameOf(AccountKey account) => $"{TableNames.QrCodes}/{account.LocationId}/{account.AccountId}";
}
