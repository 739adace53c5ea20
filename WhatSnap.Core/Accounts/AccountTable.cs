using Azure.Data.Tables;
using WhatSnap.Core.Pairing;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Accounts;

/// <summary>How the attempt to write an account ended.</summary>
public abstract record AccountWrite
{
    private AccountWrite()
    {
    }

    /// <summary>It is written.</summary>
    public sealed record Written(Account Account) : AccountWrite;

    /// <summary>The location has its ten accounts.</summary>
    public sealed record Full : AccountWrite;

    /// <summary>Another account of the location has this name, or one that makes the same tag.</summary>
    public sealed record NameTaken : AccountWrite;

    /// <summary>There is no such account, or the change was not wanted any more.</summary>
    public sealed record Gone : AccountWrite;
}

/// <summary>The table of accounts, a partition per location. Every write is one transaction with the location's seats.</summary>
public sealed class AccountTable(TableServiceClient tables, SecretBox secrets, TimeProvider time)
{
    /// <summary>Accounts per location over all kinds; those still being connected count.</summary>
    public const int MostPerLocation = 10;

    private readonly TableClient _table = tables.GetTableClient(TableNames.Accounts);

    public async Task<Account?> FindAsync(string locationId, string accountId, CancellationToken cancellationToken)
    {
        if (!AccountKey.IsAccountId(accountId)) return null;
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(
            locationId, accountId, cancellationToken: cancellationToken);
        return row.HasValue ? AccountRow.Read(row.Value!, secrets) : null;
    }

    /// <summary>The location's accounts, oldest first, and which of them is its default.</summary>
    public async Task<(IReadOnlyList<Account> Accounts, string? DefaultAccountId)> ListAsync(
        string locationId, CancellationToken cancellationToken)
    {
        var (rows, seats) = await ReadLocationAsync(locationId, cancellationToken);
        var defaultId = rows.Any(account => account.AccountId == seats.DefaultAccountId && AccountStates.MayBeDefault(account.ShownState))
            ? seats.DefaultAccountId
            : null;
        return ([.. rows.OrderBy(account => account.CreatedAt).ThenBy(account => account.AccountId)], defaultId);
    }

    /// <summary>Every account of every location; for work at night.</summary>
    /// <param name="skip">Is told of each row that can't be read; the others follow all the same.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    public async IAsyncEnumerable<Account> ListAllAsync(
        Action<AccountKey, Exception> skip, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in _table.QueryAsync<TableEntity>(cancellationToken: cancellationToken))
        {
            if (row.RowKey != Seats.RowKey && TryRead(row, skip) is { } account) yield return account;
        }
    }

    /// <summary>The accounts of every location that are in a state that a flow leads out of.</summary>
    public IAsyncEnumerable<AccountKey> ListPassingAsync(CancellationToken cancellationToken) =>
        ListKeysAsync(AnyOf(AccountStates.Passing), cancellationToken);

    /// <summary>The accounts of every location whose link to WhatsApp stands, or may work again without its phone.</summary>
    public IAsyncEnumerable<AccountKey> ListLinkedAsync(CancellationToken cancellationToken) => ListKeysAsync(
        TableClient.CreateQueryFilter($"Platform eq {nameof(Platform.WhatsApp)} and ") + $"({AnyOf(AccountStates.MayHoldLink)})",
        cancellationToken);

    /// <summary>The keys of every account of every location; their rows need not be readable.</summary>
    public IAsyncEnumerable<AccountKey> ListKeysAsync(CancellationToken cancellationToken) =>
        ListKeysAsync(TableClient.CreateQueryFilter($"RowKey ne {Seats.RowKey}"), cancellationToken);

    private async IAsyncEnumerable<AccountKey> ListKeysAsync(
        string filter, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in _table.QueryAsync<TableEntity>(
            filter, select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken))
        {
            yield return new AccountKey(row.PartitionKey, row.RowKey);
        }
    }

    private static string AnyOf(IEnumerable<AccountState> states) =>
        string.Join(" or ", states.Select(state => TableClient.CreateQueryFilter($"StateCode eq {state.Code}")));

    /// <summary>Adds a new account, if the location has a seat for it and nobody has its name; one that is there stays.</summary>
    public async Task<AccountWrite> TryAddAsync(Account account, CancellationToken cancellationToken)
    {
        while (true)
        {
            account = account with { StateSince = time.GetUtcNow() };
            var (rows, all) = await ReadLocationAsync(account.LocationId, cancellationToken);
            if (rows.FirstOrDefault(row => row.AccountId == account.AccountId) is { } known) return new AccountWrite.Written(known);

            var seats = all.WithoutExpired(time.GetUtcNow());
            if (seats.Taken.Count >= MostPerLocation) return new AccountWrite.Full();
            if (seats.Rival(account) is not null) return new AccountWrite.NameTaken();

            // A row that says what must still be put back outside stays for the flow that does it; its seat is free all the same.
            var expired = rows.Where(row => row is { MadeTag: false, WhatsApp: null, Platform: not Platform.Device, Twilio: null or { SavedRoute: null } }
                    && seats.Taken.All(seat => seat.AccountId != row.AccountId))
                .Select(Delete);
            if (await TrySubmitAsync(
                [
                    seats.With(account).ToAction(account.LocationId),
                    new(TableTransactionActionType.Add, AccountRow.Write(account, secrets)),
                    .. expired,
                ], cancellationToken)) return new AccountWrite.Written(account);
        }
    }

    /// <summary>Changes an account; when somebody else wrote in between, the change is made again on what they wrote.</summary>
    /// <param name="key">The account.</param>
    /// <param name="change">Gives the account as it shall be, or null to leave it.</param>
    /// <param name="cancellationToken">Cancels the change.</param>
    public Task<AccountWrite> UpdateAsync(
        AccountKey key, Func<Account, Account?> change, CancellationToken cancellationToken) =>
        UpdateAsync(key, change, seats => seats, cancellationToken);

    /// <summary>
    /// Makes an account that is being connected active, and the location's default where there is none; never one that its
    /// owner has asked to disconnect or remove.
    /// </summary>
    public Task<AccountWrite> ActivateAsync(AccountKey key, CancellationToken cancellationToken) => UpdateAsync(
        key,
        known => RunConnectionStep.IsBeingConnected(known) && known.AfterAttempt is null
            ? known with
            {
                StateCode = AccountStates.Active.Code,
                StateBefore = null,
                PendingUntil = null,

                // An account that only needed a token was connected all the time: what it missed is fetched.
                ConnectedAt = known.StateBefore == AccountStates.NeedsNewToken.Code ? known.ConnectedAt : time.GetUtcNow(),
                Twilio = known.Twilio?.WithRoute(route => route with { IsOfThisAttempt = false }),
                Health = LinkHealth.Reconnected(known, time.GetUtcNow()),
            }
            : null,
        seats => seats with { DefaultAccountId = seats.DefaultAccountId ?? key.AccountId },
        cancellationToken);

    private async Task<AccountWrite> UpdateAsync(
        AccountKey key, Func<Account, Account?> change, Func<Seats, Seats> changeSeats, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (rows, seats) = await ReadLocationAsync(key.LocationId, cancellationToken);
            if (rows.FirstOrDefault(row => row.AccountId == key.AccountId) is not { } before) return new AccountWrite.Gone();
            if (change(before) is not { } after) return new AccountWrite.Gone();
            if (after.StateCode != before.StateCode) after = after with { StateSince = time.GetUtcNow() };
            var adopted = after.FormerTag is { } former && !Seat.Of(before).Has(former) ? former : null;
            if ((after.Name != before.Name || after.Tag != before.Tag || adopted is not null) && seats.Rival(after, adopted) is not null) return new AccountWrite.NameTaken();

            // Nobody is moved to another number unasked: where the default goes, there is none.
            var changed = changeSeats(seats.With(after));
            if (!AccountStates.MayBeDefault(after.ShownState)) changed = changed.WithoutDefault(key.AccountId);
            if (await TrySubmitAsync(
                [
                    changed.ToAction(key.LocationId),
                    new(TableTransactionActionType.UpdateReplace, AccountRow.Write(after, secrets), before.ETag),
                ], cancellationToken)) return new AccountWrite.Written(after);
        }
    }

    /// <summary>The accounts whose row holds a secret that an older key sealed.</summary>
    public async IAsyncEnumerable<AccountKey> ListSealedBeforeAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in _table.QueryAsync<TableEntity>(cancellationToken: cancellationToken))
        {
            if (AccountRow.Sealed.Any(column => secrets.IsOlder(row.GetString(column)))) yield return new AccountKey(row.PartitionKey, row.RowKey);
        }
    }

    /// <summary>Seals an account's secrets with the current key.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A row of its location can't be opened.</exception>
    public Task ResealAsync(AccountKey key, CancellationToken cancellationToken) => UpdateAsync(key, known => known, cancellationToken);

    /// <summary>Makes an active account the location's default, or takes that from an account.</summary>
    public Task<AccountWrite> SetDefaultAsync(AccountKey key, bool isDefault, CancellationToken cancellationToken) => UpdateAsync(
        key,
        known => !isDefault || (known.StateCode == AccountStates.Active.Code && known.AfterAttempt is null) ? known : null,
        seats => isDefault ? seats with { DefaultAccountId = key.AccountId }
            : seats.DefaultAccountId == key.AccountId ? seats with { DefaultAccountId = null }
            : seats,
        cancellationToken);

    /// <summary>Removes an account and frees its seat; false when it was gone, or when <paramref name="only"/> says no.</summary>
    public async Task<bool> RemoveAsync(
        AccountKey key, Func<Account, bool> only, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (rows, seats) = await ReadLocationAsync(key.LocationId, cancellationToken);
            var known = rows.FirstOrDefault(row => row.AccountId == key.AccountId);
            if (known is null || !only(known)) return false;
            if (await TrySubmitAsync(
                [seats.Without(key.AccountId).ToAction(key.LocationId), Delete(known)], cancellationToken)) return true;
        }
    }

    private Account? TryRead(TableEntity row, Action<AccountKey, Exception> skip)
    {
        try
        {
            return AccountRow.Read(row, secrets);
        }
        catch (Exception broken)
        {
            // A key that is gone from the ring, a column that somebody emptied: whatever it is, it is this row's alone.
            skip(new AccountKey(row.PartitionKey, row.RowKey), broken);
            return null;
        }
    }

    private async Task<(List<Account> Accounts, Seats Seats)> ReadLocationAsync(
        string locationId, CancellationToken cancellationToken)
    {
        var accounts = new List<Account>();
        TableEntity? seats = null;
        await foreach (var row in _table.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {locationId}"), cancellationToken: cancellationToken))
        {
            if (row.RowKey == Seats.RowKey) seats = row;
            else accounts.Add(AccountRow.Read(row, secrets));
        }

        return (accounts, Seats.Read(seats));
    }

    /// <returns>False when somebody else wrote the location's seats in between.</returns>
    private async Task<bool> TrySubmitAsync(
        IReadOnlyList<TableTransactionAction> actions, CancellationToken cancellationToken)
    {
        try
        {
            await _table.SubmitTransactionAsync(actions, cancellationToken);
            return true;
        }
        catch (TableTransactionFailedException changed) when (changed.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    private static TableTransactionAction Delete(Account account) => new(
        TableTransactionActionType.Delete, new TableEntity(account.LocationId, account.AccountId), account.ETag);
}
