using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Hosting;
using WhatSnap.Local.Simulators.GoHighLevel;

namespace WhatSnap.Tests.GoHighLevel;

/// <summary>What each check of a location finds.</summary>
public sealed class OnboardingTests
{
    [Fact]
    public async Task A_location_where_all_is_set_up_passes_every_check()
    {
        await using var stage = await OnboardingStage.StartAsync();
        await stage.PostEventAsync();
        Assert.Equal(HttpStatusCode.NoContent, await stage.PostDeliveryAsync());

        var found = await stage.CheckAsync();

        Assert.All(found.Values, outcome => Assert.Equal(CheckResult.Passed, outcome.Finding.Result));
        Assert.Equal("connected", found["access"].Finding.Code);
        Assert.Equal(["2026-11-23T12:00:00Z"], found["events"].Details);
    }

    [Fact]
    public async Task Another_default_SMS_provider_is_a_failure_that_names_it()
    {
        await using var stage = await OnboardingStage.StartAsync();
        stage.World.SetSmsProvider(stage.Stage.LocationId, "LC Phone");

        var found = await stage.CheckAsync(OnboardingChecks.SmsProvider);

        Assert.Equal((OnboardingFindings.ProviderIsOther, "LC Phone"), (found.Finding, Assert.Single(found.Details)));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""[{"conversationProvider":{"_id":"provider1","name":"WhatSnap","type":"SMS","default":false}}]""")]
    public async Task Where_no_SMS_provider_is_the_default_the_check_fails(string providers)
    {
        using var stage = await CrmStage.StartAsync();
        stage.Script.Answers(
            HttpMethod.Get, stage.LocationUrl() + "/conversationChannels/SMS", HttpStatusCode.OK,
            $$$"""{"conversationChannel":{"SMS":{{{providers}}}}}""");
        var check = new CheckSmsProvider(
            stage.Locations, Options.Create(new GoHighLevelOptions { ConversationProviderId = "provider1" }));

        Assert.Equal(OnboardingFindings.ProviderNotChosen, (await check.RunAsync(stage.LocationId, CancellationToken.None)).Finding);
    }

    [Fact]
    public async Task Without_the_setting_that_names_our_provider_the_check_says_so_and_asks_nothing()
    {
        await using var stage = await OnboardingStage.StartAsync(hasProvider: false);

        Assert.Equal(OnboardingFindings.ProviderNotConfigured, (await stage.CheckAsync(OnboardingChecks.SmsProvider)).Finding);
        Assert.Equal(0, stage.World.Calls["GET /locations/{locationId}/conversationChannels/{type}"]);
    }

    [Fact]
    public async Task As_an_additional_channel_WhatSnap_says_that_workflows_do_not_reach_it()
    {
        await using var stage = await OnboardingStage.StartAsync();
        stage.Product.Get<IOptions<GoHighLevelOptions>>().Value.MessageType = "Custom";

        Assert.Equal(OnboardingFindings.ProviderIsAdditional, (await stage.CheckAsync(OnboardingChecks.SmsProvider)).Finding);
    }

    [Fact]
    public async Task A_location_that_allows_duplicates_is_warned_and_its_rule_counts_from_now_on()
    {
        await using var stage = await OnboardingStage.StartAsync();
        var table = stage.Product.Get<LocationTable>();
        var twins = new GoHighLevelLocation { Id = $"loc{Guid.NewGuid():N}", AllowDuplicateContact = true, AccessTokens = ["twins"] };
        stage.World.AddLocation(twins);
        var known = await stage.Product.Get<PrepareLocation>().RunAsync(twins.Id, new("twins"), CancellationToken.None);
        await table.SaveAsync(known with { AllowsDuplicates = false }, CancellationToken.None);

        var found = await stage.CheckAsync(twins.Id);

        Assert.Equal(OnboardingFindings.DuplicatesAllowed, found["duplicates"].Finding);
        Assert.Equal(known, await table.ReadAsync(twins.Id, CancellationToken.None));
    }

    [Fact]
    public async Task A_time_zone_a_name_and_a_country_that_were_changed_since_the_install_count_from_now_on()
    {
        await using var stage = await OnboardingStage.StartAsync();
        var table = stage.Product.Get<LocationTable>();
        var known = (await table.ReadAsync(stage.Stage.LocationId, CancellationToken.None))!;
        await table.SaveAsync(known with { TimeZone = "Asia/Tokyo", Name = "As it was", Country = "JP" }, CancellationToken.None);

        await stage.CheckAsync(OnboardingChecks.Duplicates);

        Assert.Equal(known, await table.FindAsync(known.LocationId, CancellationToken.None));
        Assert.Equal(known.Name, (await table.ListAsync(known.CompanyId, CancellationToken.None)).Single(one => one.LocationId == known.LocationId).Name);
    }

    [Fact]
    public async Task What_GoHighLevel_does_not_say_or_nobody_knows_stays_as_it_was()
    {
        await using var stage = await OnboardingStage.StartAsync();
        var table = stage.Product.Get<LocationTable>();
        var vague = new GoHighLevelLocation { Id = $"loc{Guid.NewGuid():N}", Name = "", Country = "", Timezone = "Nowhere/Atall", AccessTokens = ["vague"] };
        stage.World.AddLocation(vague);
        var made = await stage.Product.Get<PrepareLocation>().RunAsync(vague.Id, new("vague"), CancellationToken.None);
        var known = made with { Name = "Shop", Country = "DE", TimeZone = "Europe/Berlin" };
        await table.SaveAsync(known, CancellationToken.None);

        await stage.Product.Get<RefreshLocation>().RunAsync(vague.Id, CancellationToken.None);

        Assert.Equal(known, await table.ReadAsync(vague.Id, CancellationToken.None));
    }

    [Fact]
    public async Task Scopes_that_were_not_granted_are_named()
    {
        await using var stage = await OnboardingStage.StartAsync(
            app: app => app with { Scopes = [.. GoHighLevelScopes.All.Except(["users.readonly", "contacts.write", "workflows.readonly"])] });

        var found = await stage.CheckAsync(OnboardingChecks.Scopes);

        Assert.Equal(OnboardingFindings.ScopesMissing, found.Finding);
        Assert.Equal(["contacts.write", "users.readonly"], found.Details);
    }

    [Fact]
    public async Task Scopes_that_an_agencys_grant_lacks_are_named_too()
    {
        await using var stage = await OnboardingStage.StartAsync(
            isAgency: true, app: app => app with { Scopes = [.. GoHighLevelScopes.All.Except(["oauth.write"])] });

        Assert.Equal(["oauth.write"], (await stage.CheckAsync(OnboardingChecks.Scopes)).Details);
    }

    [Fact]
    public async Task A_renewal_that_says_other_scopes_counts_and_one_that_says_none_keeps_them()
    {
        await using var stage = await OnboardingStage.StartAsync(app: app => app with { Scopes = ["contacts.readonly"] });
        stage.World.App = stage.World.App with { Scopes = GoHighLevelScopes.All };
        stage.World.ExpireTokens(stage.Stage.LocationId);
        await stage.Stage.CallAsync();
        Assert.Equal(OnboardingFindings.ScopesGranted, (await stage.CheckAsync(OnboardingChecks.Scopes)).Finding);

        stage.World.App = stage.World.App with { Scopes = [] };
        stage.World.ExpireTokens(stage.Stage.LocationId);
        await stage.Stage.CallAsync();

        Assert.Equal(OnboardingFindings.ScopesGranted, (await stage.CheckAsync(OnboardingChecks.Scopes)).Finding);
    }

    [Fact]
    public async Task A_grant_of_which_no_scopes_are_known_can_not_be_checked()
    {
        await using var stage = await OnboardingStage.StartAsync(app: app => app with { Scopes = [] });

        Assert.Equal(OnboardingFindings.ScopesUnknown, (await stage.CheckAsync(OnboardingChecks.Scopes)).Finding);
    }

    [Fact]
    public async Task A_public_address_that_leads_elsewhere_is_a_failure_that_names_it()
    {
        await using var stage = await OnboardingStage.StartAsync();
        stage.Product.Get<IOptions<PublicAddressOptions>>().Value.PublicBaseUrl = stage.Product.Crm.Address;

        var found = await stage.CheckAsync(OnboardingChecks.PublicAddress);

        Assert.Equal(OnboardingFindings.AddressSilent, found.Finding);
        Assert.Equal([$"{stage.Product.Crm.Address}hooks/gohighlevel/events", $"{stage.Product.Crm.Address}hooks/gohighlevel/outbound"], found.Details);
    }

    [Fact]
    public async Task Where_nothing_has_come_yet_the_warnings_say_what_to_do()
    {
        await using var stage = await OnboardingStage.StartAsync();

        var found = await stage.CheckAsync();

        Assert.Equal(
            (OnboardingFindings.EventsNone, OnboardingFindings.DeliveriesNone), (found["events"].Finding, found["deliveries"].Finding));
    }

    [Fact]
    public async Task A_field_and_tags_that_are_missing_are_made_again_once_and_it_is_said()
    {
        await using var stage = await OnboardingStage.StartAsync();
        await stage.AddAccountAsync("Blue", AccountStates.Disconnected);
        await stage.AddAccountAsync("Green", AccountStates.Pending);
        var before = (await stage.Stage.FindAsync())!;
        stage.World.Reset();

        var found = await stage.CheckAsync();

        Assert.Equal((OnboardingFindings.FieldMade, OnboardingFindings.TagsMade), (found["platform_field"].Finding, found["account_tags"].Finding));
        Assert.Equal(["whatsnap-account-blue", OnboardingStage.Tag], found["account_tags"].Details.Order());
        Assert.Equal(["whatsnap-account-blue", OnboardingStage.Tag], stage.World.TagsOf(stage.Stage.LocationId).Order());
        var after = (await stage.Stage.FindAsync())!;
        Assert.NotEqual(before.PlatformFieldId, after.PlatformFieldId);
        Assert.Equal(before with { PlatformFieldId = after.PlatformFieldId }, after);

        var again = await stage.CheckAsync();
        Assert.Equal((OnboardingFindings.FieldThere, OnboardingFindings.TagsThere), (again["platform_field"].Finding, again["account_tags"].Finding));
    }

    [Fact]
    public async Task A_field_that_somebody_else_makes_just_now_is_not_made_twice()
    {
        await using var stage = await OnboardingStage.StartAsync();
        stage.World.Reset();
        var table = stage.Product.Get<LocationTable>();
        Assert.True(await table.TryTakeTurnAsync(stage.Stage.LocationId, stage.Product.Time.GetUtcNow(), CancellationToken.None));

        Assert.Equal(OnboardingFindings.NotCheckedNow, (await stage.CheckAsync(OnboardingChecks.PlatformField)).Finding);

        await table.EndTurnAsync(stage.Stage.LocationId);
        Assert.Equal(OnboardingFindings.FieldMade, (await stage.CheckAsync(OnboardingChecks.PlatformField)).Finding);
    }

    [Fact]
    public async Task A_lost_access_is_what_the_location_state_says_and_what_rests_on_it_can_not_be_checked()
    {
        await using var stage = await OnboardingStage.StartAsync();
        stage.World.Installs.RemoveFrom(stage.Stage.LocationId);

        var found = await stage.CheckAsync();

        Assert.Equal(OnboardingFindings.Of(LocationStates.ReconnectNeeded), found["access"].Finding);
        Assert.Equal(CheckResult.Failed, found["access"].Finding.Result);
        string[] blind = ["sms_provider", "duplicates", "platform_field", "account_tags"];
        Assert.All(blind, check => Assert.Equal(OnboardingFindings.NotAllowed, found[check].Finding));
        Assert.Equal(OnboardingFindings.AddressAnswers, found["public_address"].Finding);
    }

    [Fact]
    public async Task After_an_uninstall_the_access_says_so_and_what_came_before_does_not_count()
    {
        await using var stage = await OnboardingStage.StartAsync();
        await stage.PostEventAsync();
        stage.Product.Time.Advance(TimeSpan.FromSeconds(1));
        stage.World.Installs.RemoveFrom(stage.Stage.LocationId);
        Assert.Equal(HttpStatusCode.NoContent, await stage.Stage.PostAsync(stage.World.Installs.UninstallEvent(stage.Stage.LocationId)));
        await stage.Stage.RunAsync();

        // Sessions that were opened before it have ended.
        stage.Product.Time.Advance(TimeSpan.FromSeconds(1));
        var found = await stage.CheckAsync();

        Assert.Equal(OnboardingFindings.Of(LocationStates.Uninstalled), found["access"].Finding);
        Assert.Equal((OnboardingFindings.NotAllowed, OnboardingFindings.EventsNone), (found["scopes"].Finding, found["events"].Finding));
    }

    [Fact]
    public async Task A_location_that_GoHighLevel_has_closed_is_a_failure_of_access()
    {
        await using var stage = await OnboardingStage.StartAsync();
        stage.World.Faults = stage.World.Faults with { LocationsGone = [stage.Stage.LocationId] };

        Assert.Equal(OnboardingFindings.AccessRefused, (await stage.CheckAsync(OnboardingChecks.Access)).Finding);
    }

    [Fact]
    public async Task A_call_for_which_a_scope_is_missing_can_not_be_checked_and_the_others_are()
    {
        await using var stage = await OnboardingStage.StartAsync();
        stage.World.Faults = stage.World.Faults with { ScopesMissing = ["GET /locations/{locationId}/tags"] };

        var found = await stage.CheckAsync();

        Assert.Equal([OnboardingFindings.NotAllowed], Unpassed(found));
        Assert.Equal(OnboardingFindings.NotAllowed, found["account_tags"].Finding);
    }

    /// <summary>The findings that are neither passed nor about what has come.</summary>
    private static IEnumerable<OnboardingFinding> Unpassed(IReadOnlyDictionary<string, CheckOutcome> found) => found.Values
        .Select(outcome => outcome.Finding).Where(one => one.Result != CheckResult.Passed)
        .Except([OnboardingFindings.EventsNone, OnboardingFindings.DeliveriesNone]);
}
