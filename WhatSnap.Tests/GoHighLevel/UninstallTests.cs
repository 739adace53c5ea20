using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Azure.Core;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.GoHighLevel;

public sealed class UninstallTests
{
    [Fact]
    public async Task An_uninstall_deletes_the_tokens_and_leaves_the_accounts_with_a_state_that_says_why_they_stopped()
    {
        await using var stage = await InstallStage.StartAsync();
        var (product, location) = (stage.Product, stage.Product.LocationId);
        product.Time.Advance(TimeSpan.FromMinutes(1));

        stage.World.Installs.RemoveFrom(location);
        Assert.Equal(HttpStatusCode.NoContent, await stage.World.Installs.PostAsync(stage.World.Installs.UninstallEvent(location)));
        await stage.RunAsync();

        var grant = (await stage.GrantAsync(location))!;
        Assert.Equal((null, null, LocationStates.Uninstalled.Code), (grant.AccessToken, grant.RefreshToken, grant.StateCode));
        Assert.Null(await stage.FindAsync(location));

        // Sessions that were opened before it have ended.
        product.Time.Advance(TimeSpan.FromMinutes(1));
        var shown = await AccountsAsync(stage, location);
        Assert.Equal("uninstalled", shown.GetProperty("location").GetProperty("code").GetString());
        Assert.Equal(1, shown.GetProperty("accounts").GetArrayLength());
        await product.AcceptAsync("+15005550123", "Hello");
        await stage.RunAsync();
        Assert.Equal(Failures.ReconnectNeeded, Assert.Single(await product.DeadLettersAsync()).Failure);
    }

    [Fact]
    public async Task Installed_again_the_location_goes_on_with_the_same_accounts()
    {
        await using var stage = await InstallStage.StartAsync();
        await stage.InstallAsync();
        await UninstallAsync(stage, stage.LocationId);
        stage.Product.Time.Advance(TimeSpan.FromMinutes(1));

        await stage.InstallAsync();

        Assert.Equal(LocationStates.Connected, await stage.StatusAsync());
        Assert.Equal("First", (await stage.FindAsync())?.Name);
    }

    [Fact]
    public async Task An_uninstall_that_is_older_than_the_install_deletes_nothing()
    {
        await using var stage = await InstallStage.StartAsync();
        await stage.InstallAsync();
        var first = stage.World.Installs.UninstallEvent(stage.LocationId);
        stage.Product.Time.Advance(TimeSpan.FromMinutes(1));
        await stage.InstallAsync();
        var before = (await stage.GrantAsync())!.Version;

        // Another delivery of the old one, so that not its id alone keeps it out.
        first["webhookId"] = Guid.NewGuid().ToString();
        Assert.Equal(HttpStatusCode.NoContent, await stage.PostAsync(first));
        await stage.RunAsync();

        Assert.Equal((before, LocationStates.Connected), ((await stage.GrantAsync())!.Version, await stage.StatusAsync()));
        Assert.Equal("First", (await stage.CallAsync()).Name);
    }

    [Theory]
    [InlineData("otherapp000000000001")]
    [InlineData(null)]
    public async Task An_uninstall_of_another_app_deletes_nothing(string? appId)
    {
        await using var stage = await InstallStage.StartAsync();
        await stage.InstallAsync();
        stage.Product.Time.Advance(TimeSpan.FromMinutes(1));
        var body = stage.World.Installs.UninstallEvent(stage.LocationId);
        body["appId"] = appId;

        Assert.Equal(HttpStatusCode.NoContent, await stage.PostAsync(body));
        await stage.RunAsync();

        Assert.Equal(LocationStates.Connected, await stage.StatusAsync());
    }

    [Fact]
    public async Task An_uninstall_of_one_location_changes_nothing_of_another()
    {
        await using var stage = await InstallStage.StartAsync();
        await stage.InstallAgencyAsync();
        var before = await stage.GrantAsync(stage.OtherLocationId);

        await UninstallAsync(stage, stage.LocationId);

        var after = await stage.GrantAsync(stage.OtherLocationId);
        Assert.Equal((LocationStates.Uninstalled, LocationStates.Connected), (await stage.StatusAsync(), await stage.StatusAsync(stage.OtherLocationId)));
        Assert.Equal((before!.Version, before.ETag), (after!.Version, after.ETag));
        Assert.Equal("Second", (await stage.FindAsync(stage.OtherLocationId))?.Name);
        Assert.Equal("Second", (await stage.CallAsync(stage.OtherLocationId)).Name);
    }

    [Fact]
    public async Task An_uninstall_of_the_agency_ends_the_locations_that_have_their_access_through_it_alone()
    {
        await using var stage = await InstallStage.StartAsync();
        await stage.CallbackAsync(stage.World.Installs.InstallIn(stage.OtherLocationId));
        await stage.InstallAgencyAsync();
        stage.Product.Time.Advance(TimeSpan.FromMinutes(1));

        var budgets = stage.Product.Get<BudgetTable>();
        var now = stage.Product.Time.GetUtcNow();
        var used = new CallClaims(98, now, null, [new CallClaim("worker", 1, false, now)]);
        Assert.True(await budgets.TryWriteAsync(GrantKey.OfCompany(stage.CompanyId), used, null, CancellationToken.None));

        await stage.PostAsync(stage.World.Installs.UninstallEvent(null, stage.CompanyId));
        await stage.RunAsync();

        Assert.Equal((LocationStates.Uninstalled, LocationStates.Connected), (await stage.StatusAsync(), await stage.StatusAsync(stage.OtherLocationId)));
        var company = await stage.Product.Get<GrantTable>().ReadAsync(GrantKey.OfCompany(stage.CompanyId), CancellationToken.None);
        Assert.Null(company!.AccessToken);
        Assert.Null(await budgets.ReadAsync(GrantKey.OfCompany(stage.CompanyId), CancellationToken.None));
        Assert.Equal(LocationStates.Connected, await stage.StatusAsync(stage.Product.LocationId));
    }

    [Fact]
    public async Task An_install_event_that_is_older_than_the_uninstall_brings_nothing_back()
    {
        await using var stage = await InstallStage.StartAsync();
        await stage.InstallAgencyAsync();
        var old = stage.World.Installs.InstallEvent(stage.LocationId);
        await UninstallAsync(stage, stage.LocationId);
        stage.World.Installs.Spread(stage.LocationId);

        await stage.PostAsync(old);
        await stage.RunAsync();

        Assert.Equal(LocationStates.Uninstalled, await stage.StatusAsync());
        Assert.Null(await stage.FindAsync());
    }

    [Fact]
    public async Task A_session_opens_no_location_from_which_WhatSnap_was_uninstalled()
    {
        await using var stage = await InstallStage.StartAsync();
        await stage.InstallAsync();
        await UninstallAsync(stage, stage.LocationId);

        var refusal = await stage.Product.Get<CheckInstallation>().RunAsync(stage.CompanyId, stage.LocationId, CancellationToken.None);

        Assert.Equal(SessionRefusals.NotInstalled, refusal);
        Assert.Empty(await stage.Product.Get<LocationTable>().ListAsync(stage.CompanyId, CancellationToken.None));
    }

    [Fact]
    public async Task A_renewal_that_ends_after_the_uninstall_brings_no_token_back()
    {
        await using var stage = await InstallStage.StartAsync();
        await stage.InstallAsync();
        var used = (await stage.GrantAsync())!;
        await UninstallAsync(stage, stage.LocationId);

        var late = new GrantedTokens(used.AccessToken!, used.RefreshToken, stage.Product.Time.GetUtcNow(), TimeSpan.FromDays(1));
        await stage.Product.Get<GrantTable>().StoreAsync(used, late, CancellationToken.None);

        Assert.Equal((null, LocationStates.Uninstalled), ((await stage.GrantAsync())!.AccessToken, await stage.StatusAsync()));
    }

    [Fact]
    public async Task A_token_of_the_agency_that_comes_after_the_uninstall_is_not_stored()
    {
        await using var stage = await InstallStage.StartAsync();
        await stage.InstallAgencyAsync();
        var (grants, key) = (stage.Product.Get<GrantTable>(), GrantKey.OfLocation(stage.LocationId));
        var before = (await stage.GrantAsync())!;
        await UninstallAsync(stage, stage.LocationId);

        var late = new GrantedTokens(before.AccessToken!, null, stage.Product.Time.GetUtcNow(), null);
        var isStored = new[]
        {
            await grants.TrySaveAsync(key, before, late, late.IssuedAt, CancellationToken.None),
            await grants.TrySaveAsync(key, null, late, late.IssuedAt, CancellationToken.None),
        };

        Assert.Equal([false, false], isStored);
        Assert.Equal(LocationStates.Uninstalled, await stage.StatusAsync());
    }

    [Fact]
    public async Task A_location_that_is_installed_again_while_it_is_taken_off_the_list_stays_on_it()
    {
        var hook = new TableHook();
        await using var stage = await InstallStage.StartAsync(hook.Install);
        await stage.InstallAsync();
        hook.OnCall = async (request, pass) =>
        {
            if (request.Method != RequestMethod.Delete || !request.Uri.Path.Contains($"/{TableNames.Locations}(", StringComparison.Ordinal)) return false;
            hook.OnCall = null;
            stage.Product.Time.Advance(TimeSpan.FromMinutes(1));
            await stage.CallbackAsync(stage.World.Installs.InstallIn(stage.LocationId));
            await stage.Product.Queue.RunDueAsync();
            await pass();
            return true;
        };

        await UninstallAsync(stage, stage.LocationId);

        Assert.Equal((LocationStates.Connected, "First"), (await stage.StatusAsync(), (await stage.FindAsync())?.Name));
    }

    private static async Task UninstallAsync(InstallStage stage, string locationId)
    {
        stage.Product.Time.Advance(TimeSpan.FromMinutes(1));
        stage.World.Installs.RemoveFrom(locationId);
        Assert.Equal(HttpStatusCode.NoContent, await stage.PostAsync(stage.World.Installs.UninstallEvent(locationId)));
        await stage.RunAsync();
    }

    private static async Task<JsonElement> AccountsAsync(InstallStage stage, string locationId)
    {
        var token = stage.Product.Get<SessionTokens>().Issue(new ApiSession("company1", locationId, "user1", Rights.View)).Token.Reveal();
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/accounts");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await stage.Door.Http.SendAsync(request);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync());
    }
}
