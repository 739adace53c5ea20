using WhatSnap.Bench.Faults;

namespace WhatSnap.Tests.Bench;

/// <summary>Of which faults an alert has to come: a run of the matrix without it has failed.</summary>
public sealed class FaultAlertTests
{
    [Theory]
    [InlineData("2400", "gateway gone, gohighlevel gone, twilio gone, devices gone")]
    [InlineData("600", "gateway gone, gohighlevel gone, twilio gone")]
    [InlineData("599", "")]
    public void What_others_run_has_to_be_told_when_it_is_gone_for_ten_minutes_and_phones_after_forty(string gone, string told)
    {
        var options = FaultOptions.Parse(["--gone", gone]);

        Assert.Equal(told, string.Join(", ", options.Cells().Where(options.HasToTell).Select(cell => cell.Name)));
    }

    [Theory]
    [InlineData(true, 1, 1, false)]
    [InlineData(true, 0, 0, true)]
    [InlineData(true, 1, 0, true)]
    [InlineData(false, 0, 0, false)]
    public void An_alert_is_lacking_where_none_came_or_not_its_end(bool hasToTell, int raised, int cleared, bool isLacking)
    {
        var cell = new CellFigures
        {
            Dependency = "gateway",
            Kind = "gone",
            FaultS = 600,
            Accepted = 1,
            RecoveryS = 1,
            Lost = 0,
            Duplicated = 0,
            OutOfOrder = 0,
            Changed = 0,
            GivenUp = 0,
            Placeholders = 0,
            AlertsRaised = raised,
            AlertsCleared = cleared,
            HasToTell = hasToTell,
        };

        Assert.Equal(isLacking, cell.LacksAlert);
    }
}
