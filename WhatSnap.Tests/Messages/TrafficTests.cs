using WhatSnap.Core.Dashboard;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Messages;
using WhatSnap.Local.Simulators.GoHighLevel;
using WhatSnap.Tests.Accounts;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Messages;

/// <summary>The figures of each account and day.</summary>
public sealed class TrafficTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 7, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_day_counts_each_account_by_direction_state_and_time()
    {
        var day = new DateOnly(2026, 3, 7);
        MessageEntry[] messages =
        [
            In("acc-a", "stored", 1), In("acc-a", "stored", 9), In("acc-a", "failed", null), In("acc-a", "waiting", null),
            Out("acc-a", "delivered", 2), Out("acc-a", "read", 4), Out("acc-a", "failed", null), Out("acc-a", "unknown", null), Out("acc-b", "accepted", null),
            Out(null, "failed", null),
        ];

        var counted = TrafficDay.Count(day, messages);

        Assert.Equal(["", "acc-a", "acc-b"], counted.Select(one => one.AccountId));
        var a = counted[1];
        Assert.Equal((4, 1, 4, 2, 1, 1, 1), (a.Received, a.NotStored, a.Sent, a.Delivered, a.Read, a.Failed, a.Unknown));
        Assert.Equal(new Latency(1, 9), a.ToGoHighLevel);
        Assert.Equal(new Latency(2, 4), a.ToProvider);
        Assert.Equal((1, 0, null), (counted[2].Sent, counted[2].Delivered, counted[2].ToProvider));
    }

    [Theory]
    [InlineData("America/New_York", "2026-03-08", "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z")]
    [InlineData("Asia/Beirut", "2026-03-29", "2026-03-28T22:00:00Z", "2026-03-29T21:00:00Z")]
    [InlineData("Nowhere/Atall", "2026-03-08", "2026-03-08T00:00:00Z", "2026-03-09T00:00:00Z")]
    public async Task Days_are_those_of_the_locations_time_zone(string zone, string day, string from, string until)
    {
        await using var product = await TestProduct.StartAsync();
        await product.Get<LocationTable>().SaveAsync(
            new Location(product.LocationId, "Shop", "US", zone, true, "company1", null), CancellationToken.None);

        var times = await product.Get<LocationDays>().TimesOfAsync(product.LocationId, DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture), CancellationToken.None);

        Assert.Equal((from, until), ($"{times.From.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}", $"{times.Until.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}"));
    }

    [Fact]
    public async Task Days_that_are_over_stay_counted_when_their_messages_are_forgotten_and_today_is_counted_now()
    {
        await using var stage = await ApiStage.StartAsync();
        var product = stage.Stage.Product;
        await product.AcceptAsync(TestProduct.Customer(1), "Hello", "SM1");
        await product.Queue.RunDueAsync();
        Assert.Equal(1, await ReceivedAsync(stage, 1));

        product.Time.Advance(TimeSpan.FromDays(2));
        await product.Get<CountMessages>().RunAsync(product.LocationId, CancellationToken.None);
        Assert.Equal(0, await ReceivedAsync(stage, 1));
        Assert.Equal(1, await ReceivedAsync(stage, 7));

        product.Time.Advance(TimeSpan.FromDays(MarkerRetention.DaysOfOutbound));
        await product.Get<CountMessages>().RunAsync(product.LocationId, CancellationToken.None);
        Assert.Empty((await stage.GetAsync("api/messages", stage.TokenFor(stage.Stage.LocationId, Rights.View))).Json.GetProperty("messages").EnumerateArray());
        Assert.Equal(1, await ReceivedAsync(stage, 100));

        product.Time.Advance(TimeSpan.FromDays(MarkerRetention.DaysOfTraffic));
        await product.Get<CountMessages>().RunAsync(product.LocationId, CancellationToken.None);
        Assert.Equal(0, await ReceivedAsync(stage, MarkerRetention.DaysOfTraffic));
        Assert.DoesNotContain(await product.Get<TrafficDays>().ReadAsync(product.LocationId, DateOnly.MinValue, CancellationToken.None), day => day.Received > 0);
    }

    [Theory]
    [InlineData(true, "America/New_York")]
    [InlineData(false, "Asia/Tokyo")]
    public async Task Every_night_the_time_zone_is_read_anew_and_stays_where_it_can_not_be(bool isThere, string zone)
    {
        await using var product = await TestProduct.StartAsync();
        var (table, clock) = (product.Get<LocationTable>(), product.Get<LocationDays>());
        var known = await table.FindAsync(product.LocationId, CancellationToken.None);
        await table.SaveAsync(known! with { TimeZone = "Asia/Tokyo" }, CancellationToken.None);
        product.Crm.World.Faults = new GoHighLevelFaults { Unavailable = !isThere };

        await product.Get<CountMessages>().RunAsync(product.LocationId, CancellationToken.None);

        Assert.Equal(zone, (await clock.ZoneAsync(product.LocationId, CancellationToken.None)).Id);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("401")]
    [InlineData("x")]
    [InlineData("-1")]
    public async Task A_number_of_days_that_can_not_be_is_refused(string days)
    {
        await using var stage = await ApiStage.StartAsync();

        Assert.Equal(400, (int)(await stage.GetAsync($"api/traffic?days={days}")).Status);
    }

    private static async Task<int> ReceivedAsync(ApiStage stage, int days) =>
        (await stage.GetAsync($"api/traffic?days={days}", stage.TokenFor(stage.Stage.LocationId, Rights.View))).Json.GetProperty("days").EnumerateArray().Sum(day => day.GetProperty("received").GetInt32());

    private static MessageEntry In(string account, string state, int? seconds) => new("loc", "id", Noon, account, "contact", state)
    {
        TraceId = "trace",
        EndedAt = seconds is { } after ? Noon.AddSeconds(after) : null,
    };

    private static MessageEntry Out(string? account, string state, int? seconds) => new("loc", "id", Noon, account, "contact", state)
    {
        IsOutbound = true,
        TraceId = "trace",
        SentAt = seconds is { } after ? Noon.AddSeconds(after) : null,
    };
}
