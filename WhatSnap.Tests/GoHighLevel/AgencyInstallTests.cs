using System.Net;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Local.Simulators.GoHighLevel;

namespace WhatSnap.Tests.GoHighLevel;

public sealed class AgencyInstallTests
{
    [Fact]
    public async Task An_agency_brings_a_token_for_each_of_its_locations_at_once()
    {
        await using var stage = await InstallStage.StartAsync();

        await stage.InstallAgencyAsync();

        string[] ids = [stage.LocationId, stage.OtherLocationId];
        foreach (var id in ids)
        {
            Assert.Equal(LocationStates.Connected, await stage.StatusAsync(id));
            Assert.True((await stage.GrantAsync(id))!.IsThroughCompany);
            Assert.NotNull((await stage.FindAsync(id))?.PlatformFieldId);
        }

        var listed = await stage.Product.Get<LocationTable>().ListAsync(stage.CompanyId, CancellationToken.None);
        Assert.Equal(ids.Order(), listed.Select(one => one.LocationId).Order());
        Assert.NotEqual((await stage.GrantAsync(ids[0]))!.AccessToken!.Reveal(), (await stage.GrantAsync(ids[1]))!.AccessToken!.Reveal());
    }

    [Fact]
    public async Task A_location_that_joins_the_agency_later_comes_with_its_event()
    {
        await using var stage = await InstallStage.StartAsync();
        await stage.InstallAgencyAsync();
        var later = new GoHighLevelLocation { Id = $"loc{Guid.NewGuid():N}", CompanyId = stage.CompanyId, Name = "Later" };
        stage.World.AddLocation(later);
        stage.World.Installs.Spread(later.Id);

        Assert.Equal(HttpStatusCode.NoContent, await stage.World.Installs.PostAsync(stage.World.Installs.InstallEvent(later.Id)));
        await stage.RunAsync();

        Assert.Equal(LocationStates.Connected, await stage.StatusAsync(later.Id));
        Assert.Equal("Later", (await stage.CallAsync(later.Id)).Name);
    }

    [Fact]
    public async Task An_event_whose_location_GoHighLevel_does_not_know_at_first_is_tried_again_and_not_for_ever()
    {
        await using var stage = await InstallStage.StartAsync();
        await stage.InstallAgencyAsync();
        var later = new GoHighLevelLocation { Id = $"loc{Guid.NewGuid():N}", CompanyId = stage.CompanyId };
        var never = later with { Id = $"loc{Guid.NewGuid():N}" };
        stage.World.AddLocation(later);
        stage.World.AddLocation(never);
        await stage.PostAsync(stage.World.Installs.InstallEvent(later.Id));
        await stage.PostAsync(stage.World.Installs.InstallEvent(never.Id));
        await stage.Product.Queue.RunDueAsync();
        stage.World.Installs.Spread(later.Id);

        var took = await stage.Product.Queue.RunAllAsync(TimeSpan.FromDays(1));

        Assert.Equal((LocationStates.Connected, LocationStates.NotInstalled), (await stage.StatusAsync(later.Id), await stage.StatusAsync(never.Id)));
        Assert.InRange(took, TimeSpan.FromMinutes(30), TimeSpan.FromHours(2));
        Assert.Equal(0, stage.Product.Queue.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_event_of_a_location_may_come_before_the_callback_of_the_agency(bool isListLate)
    {
        await using var stage = await InstallStage.StartAsync();
        var code = stage.World.Installs.InstallFor(stage.CompanyId);
        if (isListLate) stage.World.Installs.Unlisted = [stage.LocationId];
        await stage.World.Installs.PostAsync(stage.World.Installs.InstallEvent(stage.LocationId));
        await stage.Product.Queue.RunDueAsync();
        Assert.Equal(LocationStates.NotInstalled, await stage.StatusAsync());

        await stage.CallbackAsync(code);
        await stage.RunAsync();

        Assert.Equal(LocationStates.Connected, await stage.StatusAsync());
        Assert.Equal("First", (await stage.FindAsync())?.Name);
    }

    [Fact]
    public async Task Event_and_callback_at_the_same_time_make_each_location_ready_once()
    {
        await using var stage = await InstallStage.StartAsync();
        const string makeField = "POST /locations/{locationId}/customFields";
        var before = stage.World.Calls[makeField];
        await stage.CallbackAsync(stage.World.Installs.InstallFor(stage.CompanyId));
        await stage.World.Installs.PostAsync(stage.World.Installs.InstallEvent(null, stage.CompanyId));
        await stage.World.Installs.PostAsync(stage.World.Installs.InstallEvent(stage.LocationId));

        await stage.RunAsync();

        Assert.Equal(2, stage.World.Calls[makeField] - before);
    }

    [Fact]
    public async Task The_event_of_the_agency_may_come_before_its_callback()
    {
        await using var stage = await InstallStage.StartAsync();
        var code = stage.World.Installs.InstallFor(stage.CompanyId);
        await stage.World.Installs.PostAsync(stage.World.Installs.InstallEvent(null, stage.CompanyId));
        await stage.Product.Queue.RunDueAsync();

        await stage.CallbackAsync(code);
        await stage.RunAsync();

        Assert.Equal(LocationStates.Connected, await stage.StatusAsync(stage.OtherLocationId));
    }

    [Fact]
    public async Task An_event_whose_callback_never_comes_is_given_up_after_a_day()
    {
        await using var stage = await InstallStage.StartAsync();
        await stage.World.Installs.PostAsync(stage.World.Installs.InstallEvent(stage.LocationId));

        var took = await stage.Product.Queue.RunAllAsync(TimeSpan.FromDays(9));

        Assert.InRange(took, TimeSpan.FromDays(1), TimeSpan.FromDays(1.1));
        Assert.Equal(0, stage.Product.Queue.Count);
        Assert.Equal(LocationStates.NotInstalled, await stage.StatusAsync());
    }

    [Fact]
    public async Task An_event_that_names_a_location_of_another_agency_gets_no_token_and_changes_nothing_there()
    {
        await using var stage = await InstallStage.StartAsync();
        await stage.InstallAgencyAsync();
        var foreign = new GoHighLevelLocation { Id = $"loc{Guid.NewGuid():N}", CompanyId = $"company{Guid.NewGuid():N}", Name = "Foreign" };
        stage.World.AddLocation(foreign);
        await stage.CallbackAsync(stage.World.Installs.InstallIn(foreign.Id));
        await stage.RunAsync();
        var before = await stage.GrantAsync(foreign.Id);

        var claimed = stage.World.Installs.InstallEvent(foreign.Id, stage.CompanyId);
        await stage.PostAsync(claimed);
        await stage.RunAsync();

        var after = await stage.GrantAsync(foreign.Id);
        Assert.Equal((before!.Version, before.CompanyId), (after!.Version, after.CompanyId));
        Assert.Equal(foreign.CompanyId, (await stage.FindAsync(foreign.Id))!.CompanyId);
    }

    [Fact]
    public async Task A_location_through_its_agency_gets_a_new_token_by_another_exchange()
    {
        await using var stage = await InstallStage.StartAsync();
        await stage.InstallAgencyAsync();
        stage.World.ExpireTokens(stage.LocationId);
        stage.World.ExpireTokens(null, stage.CompanyId);

        Assert.Equal("First", (await stage.CallAsync()).Name);

        Assert.Equal(1, stage.World.Calls["POST /oauth/token"] - 1);
        Assert.True((await stage.GrantAsync())!.IsThroughCompany);
    }

    [Fact]
    public async Task An_agency_that_lost_its_access_shows_in_each_location()
    {
        await using var stage = await InstallStage.StartAsync();
        await stage.InstallAgencyAsync();
        stage.World.Tokens.RevokeAll(new TokenOwner(null, stage.CompanyId));
        await Assert.ThrowsAsync<GoHighLevelException>(() => stage.Product.Get<GoHighLevelCompanies>()
            .ListInstalledAsync(stage.CompanyId, stage.World.App.AppId, CancellationToken.None));

        Assert.Equal(LocationStates.AgencyReconnectNeeded, await stage.StatusAsync());

        await stage.InstallAgencyAsync();
        Assert.Equal(LocationStates.Connected, await stage.StatusAsync());
    }
}
