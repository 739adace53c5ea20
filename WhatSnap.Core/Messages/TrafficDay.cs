using Azure.Data.Tables;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Messages;

/// <summary>What went through one account on one day of its location's time zone, by when WhatSnap got it.</summary>
/// <param name="Day">The day.</param>
/// <param name="AccountId">The account; empty for messages that no account was chosen for.</param>
public sealed record TrafficDay(DateOnly Day, string AccountId)
{
    /// <summary>Messages that came in.</summary>
    public int Received { get; init; }

    /// <summary>Of these, how many could not be brought into GoHighLevel.</summary>
    public int NotStored { get; init; }

    /// <summary>Messages that go out, and those that were written on the account's own phone.</summary>
    public int Sent { get; init; }

    /// <summary>Of these, how many reached the phone or were read.</summary>
    public int Delivered { get; init; }

    /// <summary>Of these, how many were read.</summary>
    public int Read { get; init; }

    /// <summary>Of these, how many failed.</summary>
    public int Failed { get; init; }

    /// <summary>Of these, of how many it is not known whether they were sent.</summary>
    public int Unknown { get; init; }

    /// <summary>Seconds in which half of what came in, and 95 of 100, stood in GoHighLevel; null where nothing did.</summary>
    public Latency? ToGoHighLevel { get; init; }

    /// <summary>Seconds in which half of what goes out, and 95 of 100, was at its provider; null where nothing was.</summary>
    public Latency? ToProvider { get; init; }

    /// <summary>The figures of a day by its messages, an account each.</summary>
    public static IReadOnlyList<TrafficDay> Count(DateOnly day, IEnumerable<MessageEntry> messages) =>
        [.. messages.GroupBy(entry => entry.AccountId ?? "").Select(group => Count(day, group.Key, [.. group])).OrderBy(one => one.AccountId, StringComparer.Ordinal)];

    private static TrafficDay Count(DateOnly day, string accountId, IReadOnlyList<MessageEntry> messages)
    {
        List<MessageEntry> received = [.. messages.Where(one => !one.IsOutbound)], sent = [.. messages.Where(one => one.IsOutbound)];
        return new TrafficDay(day, accountId)
        {
            Received = received.Count,
            NotStored = received.Count(one => one.State == ListedStates.NotStored.Code),
            Sent = sent.Count,
            Delivered = sent.Count(one => one.State == SendStates.Delivered.Code || one.State == SendStates.Read.Code || one.State == ListedStates.Stored.Code),
            Read = sent.Count(one => one.State == SendStates.Read.Code),
            Failed = sent.Count(one => one.State == SendStates.Failed.Code),
            Unknown = sent.Count(one => one.State == SendStates.Unknown.Code),
            ToGoHighLevel = Latency.Of(received.Where(one => one.State == ListedStates.Stored.Code).Select(one => one.EndedAt - one.AcceptedAt)),
            ToProvider = Latency.Of(sent.Select(one => one.SentAt - one.AcceptedAt)),
        };
    }
}

/// <summary>How long something took, in seconds.</summary>
/// <param name="Median">Half took no longer.</param>
/// <param name="P95">95 of 100 took no longer.</param>
public sealed record Latency(double Median, double P95)
{
    internal static Latency? Of(IEnumerable<TimeSpan?> times)
    {
        List<double> sorted = [.. times.OfType<TimeSpan>().Select(one => Math.Round(one.TotalSeconds, 2)).Order()];
        return sorted.Count == 0 ? null : new Latency(At(0.5), At(0.95));
        double At(double share) => sorted[(int)Math.Ceiling(share * sorted.Count) - 1];
    }
}

/// <summary>The figures of days that are over, beside the messages that they count.</summary>
public sealed class TrafficDays(TableServiceClient tables)
{
    private const string Prefix = "t~";
    private readonly TableClient _table = tables.GetTableClient(TableNames.Links);

    /// <summary>Keeps the figures of one day; a day without messages is kept too, so that it is known.</summary>
    public async Task SaveAsync(string locationId, DateOnly day, IReadOnlyList<TrafficDay> accounts, CancellationToken cancellationToken)
    {
        var rows = accounts.Count > 0 ? accounts : [new TrafficDay(day, "")];
        await _table.SubmitTransactionAsync(
            rows.Select(one => new TableTransactionAction(TableTransactionActionType.UpsertReplace, ToRow(locationId, one))), cancellationToken);
    }

    /// <summary>The figures that are kept from a day on.</summary>
    public async Task<IReadOnlyList<TrafficDay>> ReadAsync(string locationId, DateOnly from, CancellationToken cancellationToken)
    {
        var (first, end) = ($"{Prefix}{from:yyyyMMdd}", Prefix + "~");
        var query = TableClient.CreateQueryFilter($"PartitionKey eq {locationId} and RowKey ge {first} and RowKey lt {end}");
        return await _table.QueryAsync<TableEntity>(query, cancellationToken: cancellationToken).Select(Read).ToListAsync(cancellationToken);
    }

    /// <summary>Forgets the days before one; repeating it changes nothing.</summary>
    public async Task ForgetAsync(string locationId, DateOnly before, CancellationToken cancellationToken)
    {
        var end = $"{Prefix}{before:yyyyMMdd}";
        var query = TableClient.CreateQueryFilter($"PartitionKey eq {locationId} and RowKey ge {Prefix} and RowKey lt {end}");
        await foreach (var row in _table.QueryAsync<TableEntity>(query, select: ["RowKey"], cancellationToken: cancellationToken))
        {
            await _table.DeleteEntityAsync(locationId, row.RowKey, Azure.ETag.All, cancellationToken);
        }
    }

    private static TableEntity ToRow(string locationId, TrafficDay day) => new(locationId, $"{Prefix}{day.Day:yyyyMMdd}~{day.AccountId}")
    {
        ["Received"] = day.Received,
        ["NotStored"] = day.NotStored,
        ["Sent"] = day.Sent,
        ["Delivered"] = day.Delivered,
        ["Read"] = day.Read,
        ["Failed"] = day.Failed,
        ["Unknown"] = day.Unknown,
        ["InMedian"] = day.ToGoHighLevel?.Median,
        ["InP95"] = day.ToGoHighLevel?.P95,
        ["OutMedian"] = day.ToProvider?.Median,
        ["OutP95"] = day.ToProvider?.P95,
    };

    private static TrafficDay Read(TableEntity row)
    {
        var parts = row.RowKey.Split('~', 3);
        return new TrafficDay(DateOnly.ParseExact(parts[1], "yyyyMMdd"), parts[2])
        {
            Received = row.GetInt32("Received") ?? 0,
            NotStored = row.GetInt32("NotStored") ?? 0,
            Sent = row.GetInt32("Sent") ?? 0,
            Delivered = row.GetInt32("Delivered") ?? 0,
            Read = row.GetInt32("Read") ?? 0,
            Failed = row.GetInt32("Failed") ?? 0,
            Unknown = row.GetInt32("Unknown") ?? 0,
            ToGoHighLevel = row.GetDouble("InMedian") is { } median ? new Latency(median, row.GetDouble("InP95") ?? median) : null,
            ToProvider = row.GetDouble("OutMedian") is { } half ? new Latency(half, row.GetDouble("OutP95") ?? half) : null,
        };
    }
}
