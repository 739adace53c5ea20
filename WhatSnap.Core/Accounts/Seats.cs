using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Azure.Data.Tables;

namespace WhatSnap.Core.Accounts;

/// <summary>
/// The one row of a location that says which accounts it has: it is written in the same transaction as an account, so that
/// ten stay ten and names stay unique however many create at once.
/// </summary>
internal sealed record Seats(IReadOnlyList<Seat> Taken, string? DefaultAccountId, ETag ETag)
{
    /// <summary>After every account id in the order of row keys.</summary>
    public const string RowKey = "~seats";

    public static Seats Read(TableEntity? row) => row is null
        ? new Seats([], null, default)
        : new Seats(
            JsonSerializer.Deserialize(row.GetString("Taken"), SeatsJson.Default.IReadOnlyListSeat) ?? [],
            row.GetString("DefaultAccountId"), row.ETag);

    /// <summary>Without the seats of connections that were never finished.</summary>
    public Seats WithoutExpired(DateTimeOffset now) =>
        this with { Taken = [.. Taken.Where(seat => seat.PendingUntil is not { } until || until > now)] };

    /// <summary>With the seat of an account put in or changed.</summary>
    public Seats With(Account account) =>
        this with { Taken = [.. Taken.Where(seat => seat.AccountId != account.AccountId), Seat.Of(account)] };

    /// <summary>Without an account; a default that goes leaves none.</summary>
    public Seats Without(string accountId) => WithoutDefault(accountId) with
    {
        Taken = [.. Taken.Where(seat => seat.AccountId != accountId)],
    };

    /// <summary>With no default where this account was it.</summary>
    public Seats WithoutDefault(string accountId) =>
        DefaultAccountId == accountId ? this with { DefaultAccountId = null } : this;

    /// <summary>Another account that has the same name or tag; null when there is none.</summary>
    /// <param name="account">The account as it shall be.</param>
    /// <param name="adopted">A tag of no account that it takes besides; null for none.</param>
    public Seat? Rival(Account account, string? adopted = null) => Taken.FirstOrDefault(seat =>
        seat.AccountId != account.AccountId
        && (seat.Name == Seat.NameKey(account.Name) || seat.Has(account.Tag) || (adopted is not null && seat.Has(adopted))));

    /// <summary>The write of this row for a transaction of its location.</summary>
    public TableTransactionAction ToAction(string locationId)
    {
        var row = new TableEntity(locationId, RowKey)
        {
            ["Taken"] = JsonSerializer.Serialize(Taken, SeatsJson.Default.IReadOnlyListSeat),
            ["DefaultAccountId"] = DefaultAccountId,
        };
        return ETag == default
            ? new TableTransactionAction(TableTransactionActionType.Add, row)
            : new TableTransactionAction(TableTransactionActionType.UpdateReplace, row, ETag);
    }
}

/// <summary>One account's seat.</summary>
/// <param name="AccountId">The account.</param>
/// <param name="Name">Its name, in the form in which names are compared.</param>
/// <param name="Tags">Its tag, and the one before while contacts are still moved.</param>
/// <param name="PendingUntil">When the seat is free again, should the account never become active.</param>
internal sealed record Seat(string AccountId, string Name, IReadOnlyList<string> Tags, DateTimeOffset? PendingUntil)
{
    public bool Has(string tag) => Tags.Contains(tag, StringComparer.OrdinalIgnoreCase);

    public static Seat Of(Account account) => new(
        account.AccountId, NameKey(account.Name),
        account.FormerTag is { } former ? [account.Tag, former] : [account.Tag], account.PendingUntil);

    /// <summary>Names that differ in case or blanks alone are the same.</summary>
    public static string NameKey(string name) =>
        string.Join(' ', name.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToUpperInvariant();
}

[JsonSerializable(typeof(IReadOnlyList<Seat>))]
internal sealed partial class SeatsJson : JsonSerializerContext;
