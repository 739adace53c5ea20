using Azure;
using Azure.Data.Tables;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>The table of grants: tokens sealed for their row, and every change a conditional write on the row's ETag.</summary>
public sealed class GrantTable(TableServiceClient tables, SecretBox secrets, TimeProvider time)
{
    private readonly TableClient _table = tables.GetTableClient(TableNames.Tokens);

    /// <summary>The grant as it is stored now, also after an uninstall; null when there never was one.</summary>
    public async Task<Grant?> ReadAsync(GrantKey key, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(key.Id, key.Row, cancellationToken: cancellationToken);
        return row.HasValue ? Read(key, row.Value!) : null;
    }

    /// <summary>Stores the tokens of a new install; whatever was there before is over, and so are the sessions that were.</summary>
    public async Task SaveAsync(GrantKey key, GrantedTokens tokens, DateTimeOffset installedAt, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Its tokens are not opened: they are over, whether they can be opened or not.
            var before = await _table.GetEntityIfExistsAsync<TableEntity>(key.Id, key.Row, cancellationToken: cancellationToken);
            var row = before.HasValue ? before.Value : null;
            var grant = new Grant(key, NewVersion()) { InstalledAt = installedAt, SessionsEndAt = row is null ? null : SessionsEndOf(row) };
            if (await _table.TryPutAsync(Write(With(grant, tokens)), row?.ETag, cancellationToken)) return;
        }
    }

    /// <summary>The same, where nobody wrote the row since <paramref name="before"/> was read; null there stands for no row.</summary>
    /// <returns>False when somebody did.</returns>
    public async Task<bool> TrySaveAsync(
        GrantKey key, Grant? before, GrantedTokens tokens, DateTimeOffset installedAt, CancellationToken cancellationToken)
    {
        var grant = With(new Grant(key, NewVersion()) { InstalledAt = installedAt, SessionsEndAt = before?.SessionsEndAt }, tokens);
        if (before is not null) return await TryWriteAsync(grant with { ETag = before.ETag }, cancellationToken) is not null;
        try
        {
            await _table.AddEntityAsync(Write(grant), cancellationToken);
            return true;
        }
        catch (RequestFailedException there) when (there.Status == 409)
        {
            return false;
        }
    }

    /// <summary>Takes the right to ask for a new pair; null when somebody else wrote the row in between.</summary>
    public Task<Grant?> TryLeaseAsync(Grant grant, string lease, CancellationToken cancellationToken) => TryWriteAsync(
        grant with { Lease = lease, LeasedAt = time.GetUtcNow() }, cancellationToken);

    /// <summary>Gives the right back, unless somebody else has it by now.</summary>
    public Task<Grant?> TryReleaseAsync(Grant leased, CancellationToken cancellationToken) => TryWriteAsync(
        leased with { Lease = null, LeasedAt = null }, cancellationToken);

    /// <summary>Says that the access can't be renewed; null when somebody else wrote the row in between.</summary>
    public Task<Grant?> TryMarkAsync(Grant leased, LocationStatus state, CancellationToken cancellationToken) => TryWriteAsync(
        leased with { Lease = null, LeasedAt = null, StateCode = state.Code }, cancellationToken);

    /// <summary>
    /// Stores the pair that came for the pair of <paramref name="renewed"/>, whoever has the lease by now: no other pair
    /// works any more. Where an install or an uninstall came in between, that one stays.
    /// </summary>
    /// <returns>The grant as it is stored now.</returns>
    public async Task<Grant> StoreAsync(Grant renewed, GrantedTokens tokens, CancellationToken cancellationToken)
    {
        while (true)
        {
            var now = await ReadAsync(renewed.Key, cancellationToken);
            if (now is null || now.Version != renewed.Version) return now ?? renewed with { AccessToken = null };

            var next = With(
                now with { Version = NewVersion(), Lease = null, LeasedAt = null, StateCode = LocationStates.Connected.Code }, tokens);
            if (await TryWriteAsync(next, cancellationToken) is { } written) return written;
        }
    }

    /// <summary>Deletes the tokens of a grant that was installed before <paramref name="at"/>; repeating it changes nothing.</summary>
    /// <returns>False when there is none, or a newer one.</returns>
    public async Task<bool> UninstallAsync(GrantKey key, DateTimeOffset at, CancellationToken cancellationToken)
    {
        while (true)
        {
            var now = await ReadAsync(key, cancellationToken);
            if (now is null || now.InstalledAt > at) return false;
            if (now.AccessToken is null) return true;

            var over = new Grant(key, NewVersion())
            {
                CompanyId = now.CompanyId,
                InstalledAt = now.InstalledAt,
                UninstalledAt = at,
                SessionsEndAt = at,
                StateCode = LocationStates.Uninstalled.Code,
                ETag = now.ETag,
            };
            if (await TryWriteAsync(over, cancellationToken) is not null) return true;
        }
    }

    /// <summary>The grants whose row holds a token that an older key sealed.</summary>
    public async IAsyncEnumerable<GrantKey> ListSealedBeforeAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in _table.QueryAsync<TableEntity>(cancellationToken: cancellationToken))
        {
            var key = GrantKey.OfLocation(row.PartitionKey);
            if (key.Row != row.RowKey) key = GrantKey.OfCompany(row.PartitionKey);
            if (secrets.IsOlder(row.GetString("AccessToken")) || secrets.IsOlder(row.GetString("RefreshToken"))) yield return key;
        }
    }

    /// <summary>Seals a grant's tokens with the current key. Who has its lease meanwhile keeps it; who writes it does the same.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The row can't be opened.</exception>
    public async Task ResealAsync(GrantKey key, CancellationToken cancellationToken)
    {
        if (await ReadAsync(key, cancellationToken) is { } grant) await TryWriteAsync(grant, cancellationToken);
    }

    /// <summary>A row that was written before the column was there has the uninstall alone.</summary>
    private static DateTimeOffset? SessionsEndOf(TableEntity row) => row.GetDateTimeOffset("SessionsEndAt") ?? row.GetDateTimeOffset("UninstalledAt");

    private static string NewVersion() => Guid.NewGuid().ToString("N");

    private static Grant With(Grant grant, GrantedTokens tokens) => grant with
    {
        AccessToken = tokens.AccessToken,
        RefreshToken = tokens.RefreshToken,
        ExpiresAt = tokens.ExpiresAt,
        RenewFrom = tokens.RenewFrom,
        CompanyId = tokens.CompanyId ?? grant.CompanyId,
        Scope = tokens.Scope ?? grant.Scope,
    };

    private async Task<Grant?> TryWriteAsync(Grant grant, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await _table.UpdateEntityAsync(Write(grant), grant.ETag, TableUpdateMode.Replace, cancellationToken);
            return grant with { ETag = answer.Headers.ETag!.Value };
        }
        catch (RequestFailedException changed) when (changed.Status is 404 or 412)
        {
            return null;
        }
    }

    private TableEntity Write(Grant grant) => new(grant.Key.Id, grant.Key.Row)
    {
        ["Version"] = grant.Version,
        ["AccessToken"] = Seal(grant.Key, "access", grant.AccessToken),
        ["RefreshToken"] = Seal(grant.Key, "refresh", grant.RefreshToken),
        ["ExpiresAt"] = grant.ExpiresAt,
        ["RenewFrom"] = grant.RenewFrom,
        ["CompanyId"] = grant.CompanyId,
        ["Scope"] = grant.Scope,
        ["InstalledAt"] = grant.InstalledAt,
        ["UninstalledAt"] = grant.UninstalledAt,
        ["SessionsEndAt"] = grant.SessionsEndAt,
        ["StateCode"] = grant.StateCode,
        ["Lease"] = grant.Lease,
        ["LeasedAt"] = grant.LeasedAt,
    };

    private Grant Read(GrantKey key, TableEntity row) => new(key, row.GetString("Version"))
    {
        AccessToken = Open(key, "access", row.GetString("AccessToken")),
        RefreshToken = Open(key, "refresh", row.GetString("RefreshToken")),
        ExpiresAt = row.GetDateTimeOffset("ExpiresAt"),
        RenewFrom = row.GetDateTimeOffset("RenewFrom"),
        CompanyId = row.GetString("CompanyId"),
        Scope = row.GetString("Scope"),
        InstalledAt = row.GetDateTimeOffset("InstalledAt") ?? default,
        UninstalledAt = row.GetDateTimeOffset("UninstalledAt"),
        SessionsEndAt = SessionsEndOf(row),
        StateCode = row.GetString("StateCode"),
        Lease = row.GetString("Lease"),
        LeasedAt = row.GetDateTimeOffset("LeasedAt"),
        ETag = row.ETag,
    };

    private string? Seal(GrantKey key, string which, Secret? secret) =>
        secret is null ? null : secrets.Seal(secret.Reveal(), Name(key, which));

    private Secret? Open(GrantKey key, string which, string? sealedText) =>
        sealedText is null ? null : new Secret(secrets.Open(sealedText, Name(key, which)));

    /// <summary>Sealed for row and column: an access token moved to the other column does not open.</summary>
    private static string Name(GrantKey key, string which) => $"{TableNames.Tokens}/{key.Id}/{key.Row}/{which}";
}
