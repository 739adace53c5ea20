using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Messages;

namespace WhatSnap.Core.Dashboard;

/// <summary>
/// <c>GET /api/traffic?days=30</c>: how many messages went through each account on each day, what became of them and how long they took.
/// Days that are over are kept counted; today, and yesterday before it was counted, are counted now.
/// </summary>
public sealed class TrafficEndpoint(ApiGuard guard, MessageIndex index, TrafficDays days, LocationDays clock)
{
    private const int Usual = 30;

    /// <summary>How far back what is not counted yet is counted now.</summary>
    private const int Uncounted = 2;

    public Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.View, async session =>
        {
            if (DaysOf(request.Query["days"].ToString()) is not { } wanted)
            {
                return Answers.Wrong("days is not a number of days.", $"Ask for 1 to {MarkerRetention.DaysOfTraffic} days, or leave it out for {Usual}.");
            }

            var today = await clock.TodayAsync(session.LocationId, cancellationToken);
            var first = today.AddDays(1 - wanted);
            List<TrafficDay> found = [.. await days.ReadAsync(session.LocationId, first, cancellationToken)];
            var counted = found.Select(one => one.Day).ToHashSet();
            for (var day = today; day >= first && day > today.AddDays(-Uncounted); day = day.AddDays(-1))
            {
                if (!counted.Contains(day)) found.AddRange(await CountAsync(session.LocationId, day, cancellationToken));
            }

            var zone = await clock.ZoneAsync(session.LocationId, cancellationToken);
            var shown = found.Where(one => one.Received + one.Sent > 0).OrderBy(one => one.Day).ThenBy(one => one.AccountId, StringComparer.Ordinal);
            return Results.Json(new TrafficView(zone.Id, first, today, [.. shown.Select(TrafficDayView.Of)]), TrafficJson.Default.TrafficView);
        });

    private async Task<IReadOnlyList<TrafficDay>> CountAsync(string locationId, DateOnly day, CancellationToken cancellationToken)
    {
        var (from, until) = await clock.TimesOfAsync(locationId, day, cancellationToken);
        return TrafficDay.Count(day, await index.ReadAsync(locationId, from, until, cancellationToken).ToListAsync(cancellationToken));
    }

    private static int? DaysOf(string text) => text.Length == 0 ? Usual
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is >= 1 and <= MarkerRetention.DaysOfTraffic ? days : null;
}

/// <summary>The traffic of a location.</summary>
/// <param name="TimeZone">The time zone of its days.</param>
/// <param name="From">The first day asked for.</param>
/// <param name="Until">The last one: today.</param>
/// <param name="Days">A row for each day and account with messages, the oldest first.</param>
internal sealed record TrafficView(string TimeZone, DateOnly From, DateOnly Until, IReadOnlyList<TrafficDayView> Days);

/// <summary>One day of one account; <see cref="TrafficDay"/> says what is counted.</summary>
internal sealed record TrafficDayView(
    DateOnly Day, string? AccountId, int Received, int NotStored, int Sent, int Delivered, int Read, int Failed, int Unknown,
    Latency? SecondsToGoHighLevel, Latency? SecondsToProvider)
{
    public static TrafficDayView Of(TrafficDay day) => new(
        day.Day, day.AccountId.Length > 0 ? day.AccountId : null, day.Received, day.NotStored, day.Sent, day.Delivered, day.Read, day.Failed, day.Unknown,
        day.ToGoHighLevel, day.ToProvider);
}

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(TrafficView))]
internal sealed partial class TrafficJson : JsonSerializerContext;
