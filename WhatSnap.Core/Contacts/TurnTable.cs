using System.Globalization;
using Azure.Data.Tables;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Contacts;

/// <summary>The user whose turn it is to get a new contact.</summary>
/// <param name="UserId">GoHighLevel's user id.</param>
public sealed record Turn(string UserId)
{
    /// <summary>Its number among the account's turns; null where there is one user and nothing to count.</summary>
    public int? Number { get; init; }

    /// <summary>True when it was drawn before for the same sender, by a try that was cut off.</summary>
    public bool IsRepeat { get; init; }

    /// <summary>True when the contact was given to the user, or was meant to be and refused.</summary>
    public bool IsUsed { get; init; }

    internal AccountKey Account { get; init; }

    internal LaneId Lane { get; init; }
}

/// <summary>
/// The table of turns, a partition per account: a row that counts, and a row for each sender whose turn is not over. Both
/// change in one transaction, so that no two senders get one turn and a repeat gets its own again.
/// </summary>
public sealed class TurnTable(TableServiceClient tables)
{
    private const char Separator = '\n';

    /// <summary>After every lane id in the order of row keys.</summary>
    private const string CountRow = "~next";

    private readonly TableClient _table = tables.GetTableClient(TableNames.Turns);

    /// <summary>Takes a turn for the sender in a lane: the one it has, one that was given back, or the next.</summary>
    public async Task<Turn> DrawAsync(
        AccountKey account, LaneId lane, IReadOnlyList<string> users, CancellationToken cancellationToken)
    {
        while (true)
        {
            var held = await _table.GetEntityIfExistsAsync<TableEntity>(
                $"{account}", lane.Value, cancellationToken: cancellationToken);
            if (held.HasValue) return Of(held.Value!.GetInt32("Number")!.Value) with { IsRepeat = true };

            var (count, next, free) = await ReadCountAsync(account, cancellationToken);
            var number = free.Count > 0 ? free[0] : next;
            Write(count, free.Count > 0 ? next : next + 1, [.. free.Skip(1)]);
            if (await TrySubmitAsync(
                [
                    Save(count),
                    new(TableTransactionActionType.Add, new TableEntity($"{account}", lane.Value) { ["Number"] = number }),
                ], cancellationToken)) return Of(number);
        }

        Turn Of(int number) => new(users[number % users.Count]) { Number = number, Account = account, Lane = lane };
    }

    /// <summary>Ends a sender's turn, and gives it back when it was not used; repeating it changes nothing.</summary>
    public async Task EndAsync(Turn turn, CancellationToken cancellationToken)
    {
        while (true)
        {
            var held = await _table.GetEntityIfExistsAsync<TableEntity>(
                $"{turn.Account}", turn.Lane.Value, cancellationToken: cancellationToken);
            if (!held.HasValue) return;
            var actions = new List<TableTransactionAction>
            {
                new(TableTransactionActionType.Delete, held.Value!, held.Value!.ETag),
            };
            if (!turn.IsUsed)
            {
                var (count, next, free) = await ReadCountAsync(turn.Account, cancellationToken);
                Write(count, next, [.. free, turn.Number!.Value]);
                actions.Add(Save(count));
            }

            if (await TrySubmitAsync(actions, cancellationToken)) return;
        }
    }

    private async Task<(TableEntity Row, int Next, IReadOnlyList<int> Free)> ReadCountAsync(
        AccountKey account, CancellationToken cancellationToken)
    {
        var found = await _table.GetEntityIfExistsAsync<TableEntity>(
            $"{account}", CountRow, cancellationToken: cancellationToken);
        var row = found.HasValue ? found.Value! : new TableEntity($"{account}", CountRow);
        var free = (row.GetString("Free") ?? "").Split(Separator, StringSplitOptions.RemoveEmptyEntries);
        return (row, row.GetInt32("Next") ?? 0, [.. free.Select(number => int.Parse(number, CultureInfo.InvariantCulture))]);
    }

    private static void Write(TableEntity count, int next, IReadOnlyList<int> free)
    {
        count["Next"] = next;
        count["Free"] = string.Join(Separator, free);
    }

    private static TableTransactionAction Save(TableEntity count) => count.ETag == default
        ? new TableTransactionAction(TableTransactionActionType.Add, count)
        : new TableTransactionAction(TableTransactionActionType.UpdateReplace, count, count.ETag);

    /// <returns>False when another worker wrote in between.</returns>
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
}
