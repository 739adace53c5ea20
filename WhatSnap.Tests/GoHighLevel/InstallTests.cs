using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;
using WhatSnap.Core.GoHighLevel;

namespace WhatSnap.Tests.GoHighLevel;

public sealed partial class InstallTests
{
    [Fact]
    public async Task The_install_link_leads_to_GoHighLevel_with_client_scopes_redirect_and_what_the_portals_link_has_besides()
    {
        await using var stage = await InstallStage.StartAsync(settings: new Dictionary<string, string?>
        {
            ["GoHighLevel:InstallUrl"] = "https://marketplace.example.com/v2/oauth/chooselocation?version_id=v1&client_id=old&scope=old",
        });

        using var answer = await stage.Door.Http.GetAsync(new Uri("oauth/install", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        var link = answer.Headers.Location!;
        var query = QueryHelpers.ParseQuery(link.Query);
        Assert.Equal("https://marketplace.example.com/v2/oauth/chooselocation", link.GetLeftPart(UriPartial.Path));
        Assert.Equal(("v1", "code", stage.World.App.ClientId), ((string?)query["version_id"], (string?)query["response_type"], (string?)query["client_id"]));
        Assert.Equal("https://hooks.example.com/oauth/callback", query["redirect_uri"]);
        Assert.Equal(string.Join(' ', GoHighLevelScopes.All), query["scope"]);
        Assert.True(stage.Product.Get<InstallState>().IsValid(query["state"]!));
        Assert.DoesNotContain(stage.World.App.ClientSecret, link.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_installs_in_a_location_through_GoHighLevels_pages()
    {
        await using var stage = await InstallStage.StartAsync();
        using var crm = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var start = await stage.Door.Http.GetAsync(new Uri("oauth/install", UriKind.Relative));

        var choose = await crm.GetStringAsync(start.Headers.Location);
        Assert.Contains("Location: First", choose, StringComparison.Ordinal);
        var fields = QueryHelpers.ParseQuery(start.Headers.Location!.Query).ToDictionary(field => field.Key, field => field.Value.ToString());
        fields["locationId"] = stage.LocationId;
        var consent = new Uri(stage.Product.Crm.Address, "v2/oauth/consent");
        var asked = await crm.GetStringAsync(new Uri(QueryHelpers.AddQueryString(consent.ToString(), fields!)));
        Assert.Contains("conversations/message.write", asked, StringComparison.Ordinal);
        using var agreed = await crm.PostAsync(consent, new FormUrlEncodedContent(fields));
        var back = QueryHelpers.ParseQuery(agreed.Headers.Location!.Query);
        var (status, page) = await stage.CallbackAsync(back["code"]!, back["state"]);
        await stage.RunAsync();

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains(InstallAnswers.Installed.Sentence, page, StringComparison.Ordinal);
        Assert.Equal(LocationStates.Connected, await stage.StatusAsync());
        Assert.Equal(("First", stage.CompanyId), (await stage.FindAsync() is { } known ? (known.Name, known.CompanyId) : default));
        Assert.NotNull((await stage.FindAsync())!.PlatformFieldId);
        Assert.Equal(LocationStates.NotInstalled, await stage.StatusAsync(stage.OtherLocationId));
    }

    [Fact]
    public async Task An_install_that_began_in_the_marketplace_brings_no_state_and_is_taken()
    {
        await using var stage = await InstallStage.StartAsync();

        var (status, _) = await stage.CallbackAsync(stage.World.Installs.InstallIn(stage.LocationId));
        await stage.RunAsync();

        Assert.Equal(HttpStatusCode.OK, status);
        var grant = (await stage.GrantAsync())!;
        Assert.NotNull(grant.RefreshToken);
        Assert.Equal((stage.CompanyId, false), (grant.CompanyId, grant.IsThroughCompany));
        Assert.Equal("First", (await stage.CallAsync()).Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("made-up")]
    [InlineData("changed")]
    [InlineData("old")]
    [InlineData("doubled")]
    public async Task A_state_that_is_not_ours_or_not_current_is_refused_before_the_code_is_used(string kind)
    {
        await using var stage = await InstallStage.StartAsync();
        var state = stage.Product.Get<InstallState>().Issue();
        var sent = kind switch
        {
            "changed" => (state[0] == 'B' ? "C" : "B") + state[1..],
            "doubled" => $"{state}&state={state}",
            "old" => state,
            _ => kind,
        };
        if (kind == "old") stage.Product.Time.Advance(InstallState.Lifetime);
        var code = stage.World.Installs.InstallIn(stage.LocationId);
        var path = $"oauth/callback?code={code}&state={sent}";

        using var refused = await stage.Door.Http.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Null(await stage.GrantAsync());
        Assert.Equal(HttpStatusCode.OK, (await stage.CallbackAsync(code)).Status);
    }

    [Fact]
    public async Task A_page_that_is_loaded_again_is_refused_and_the_install_stays()
    {
        await using var stage = await InstallStage.StartAsync();
        var code = stage.World.Installs.InstallIn(stage.LocationId);
        await stage.CallbackAsync(code);

        var (status, page) = await stage.CallbackAsync(code);
        await stage.RunAsync();

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(InstallAnswers.CodeRefused.NextAction, page, StringComparison.Ordinal);
        Assert.Equal(LocationStates.Connected, await stage.StatusAsync());
    }

    [Theory]
    [InlineData("oauth/callback", HttpStatusCode.BadRequest)]
    [InlineData("oauth/callback?error=access_denied", HttpStatusCode.BadRequest)]
    [InlineData("oauth/callback?code=a&code=b", HttpStatusCode.BadRequest)]
    public async Task A_callback_without_one_code_is_no_install(string path, HttpStatusCode status)
    {
        await using var stage = await InstallStage.StartAsync();
        var before = stage.World.Calls["POST /oauth/token"];

        using var answer = await stage.Door.Http.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
        Assert.Equal(before, stage.World.Calls["POST /oauth/token"]);
    }

    [Fact]
    public async Task While_GoHighLevel_does_not_answer_the_page_says_so()
    {
        await using var stage = await InstallStage.StartAsync();
        stage.World.Faults = stage.World.Faults with { Unavailable = true };

        var (status, page) = await stage.CallbackAsync("some-code");

        Assert.Equal(HttpStatusCode.BadGateway, status);
        Assert.Contains(InstallAnswers.Unreachable.Sentence, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_client_id_and_secret_nobody_can_install_and_both_pages_say_why()
    {
        await using var stage = await InstallStage.StartAsync(settings: new Dictionary<string, string?>
        {
            ["GoHighLevel:ClientId"] = null,
            ["GoHighLevel:ClientSecret"] = null,
        });

        using var start = await stage.Door.Http.GetAsync(new Uri("oauth/install", UriKind.Relative));
        var (status, _) = await stage.CallbackAsync("some-code");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable), (start.StatusCode, status));
    }

    [Fact]
    public async Task A_location_that_GoHighLevel_refuses_to_make_ready_can_be_opened_all_the_same()
    {
        await using var stage = await InstallStage.StartAsync();
        stage.World.Faults = stage.World.Faults with { ScopesMissing = ["GET /locations/{locationId}"] };

        await stage.InstallAsync();

        Assert.Equal((LocationStates.Connected, stage.CompanyId), (await stage.StatusAsync(), (await stage.FindAsync())!.CompanyId));
    }

    [Fact]
    public async Task An_outage_of_GoHighLevel_after_the_callback_only_delays()
    {
        await using var stage = await InstallStage.StartAsync();
        await stage.CallbackAsync(stage.World.Installs.InstallIn(stage.LocationId));
        stage.World.Faults = stage.World.Faults with { Unavailable = true };
        await stage.Product.Queue.RunDueAsync();
        Assert.Null(await stage.FindAsync());

        stage.World.Faults = stage.World.Faults with { Unavailable = false };
        await stage.RunAsync();

        Assert.Equal("First", (await stage.FindAsync())?.Name);
    }

    [Fact]
    public async Task A_state_is_safe_in_an_address_and_another_each_time()
    {
        await using var stage = await InstallStage.StartAsync();
        var states = Enumerable.Range(0, 50).Select(_ => stage.Product.Get<InstallState>().Issue()).ToList();

        Assert.All(states, state => Assert.Matches(UnreservedForm(), state));
        Assert.Equal(50, states.Distinct().Count());
        Assert.All(states, state => Assert.True(stage.Product.Get<InstallState>().IsValid(state)));
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]+\z")]
    private static partial Regex UnreservedForm();
}
