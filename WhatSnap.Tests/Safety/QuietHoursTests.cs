using System.Globalization;
using WhatSnap.Core.Safety;

namespace WhatSnap.Tests.Safety;

/// <summary>Quiet hours by the clocks of a location, also where these go forward or back.</summary>
public sealed class QuietHoursTests
{
    private static readonly TimeZoneInfo NewYork = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");

    [Theory]
    [InlineData("2026-11-24T01:59:59Z", null)]
    [InlineData("2026-11-24T02:00:00Z", "2026-11-24T13:00:00Z")]
    [InlineData("2026-11-24T05:00:00Z", "2026-11-24T13:00:00Z")]
    [InlineData("2026-11-24T12:59:59Z", "2026-11-24T13:00:00Z")]
    [InlineData("2026-11-24T13:00:00Z", null)]
    public void Hours_across_midnight_end_in_the_morning(string at, string? end) => AssertEnd("21:00", "08:00", at, end);

    [Theory]
    [InlineData("2026-11-24T16:59:59Z", null)]
    [InlineData("2026-11-24T17:00:00Z", "2026-11-24T18:30:00Z")]
    [InlineData("2026-11-24T18:30:00Z", null)]
    public void Hours_within_a_day_end_on_that_day(string at, string? end) => AssertEnd("12:00", "13:30", at, end);

    // Clocks go from 02:00 to 03:00 on 8 March 2026, and from 02:00 back to 01:00 on 1 November 2026.
    [Theory]
    [InlineData("21:00", "08:00", "2026-03-08T03:00:00Z", "2026-03-08T12:00:00Z")]
    [InlineData("21:00", "08:00", "2026-11-01T03:00:00Z", "2026-11-01T13:00:00Z")]
    [InlineData("21:00", "02:30", "2026-03-08T06:59:00Z", "2026-03-08T07:00:00Z")]
    [InlineData("02:30", "05:00", "2026-03-08T06:59:59Z", null)]
    [InlineData("02:30", "05:00", "2026-03-08T07:00:00Z", "2026-03-08T09:00:00Z")]
    public void A_day_whose_clocks_change_has_its_hours_by_the_clock(string from, string until, string at, string? end) => AssertEnd(from, until, at, end);

    [Theory]
    [InlineData("2026-11-01T05:29:00Z")]
    [InlineData("2026-11-01T05:45:00Z")]
    [InlineData("2026-11-01T06:29:59Z")]
    public void An_end_that_clocks_show_twice_is_the_later_one_and_no_hole_is_between(string at) => AssertEnd("21:00", "01:30", at, "2026-11-01T06:30:00Z");

    [Theory]
    [InlineData("2026-11-01T05:29:59Z", null)]
    [InlineData("2026-11-01T05:30:00Z", "2026-11-01T11:00:00Z")]
    [InlineData("2026-11-01T06:10:00Z", "2026-11-01T11:00:00Z")]
    public void A_beginning_that_clocks_show_twice_is_the_earlier_one(string at, string? end) => AssertEnd("01:30", "06:00", at, end);

    private static void AssertEnd(string from, string until, string at, string? end)
    {
        var quiet = new QuietHours(TimeOnly.Parse(from, CultureInfo.InvariantCulture), TimeOnly.Parse(until, CultureInfo.InvariantCulture), Rejects: false);

        Assert.Equal(end is null ? null : Time(end), quiet.EndAt(Time(at), NewYork));
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
