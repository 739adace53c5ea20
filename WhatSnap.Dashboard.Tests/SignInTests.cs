using Microsoft.Playwright;
using WhatSnap.Dashboard.Tests.Fixture;

namespace WhatSnap.Dashboard.Tests;

/// <summary>Who it is, inside GoHighLevel's frame and outside of it.</summary>
[Collection(OtherProductCollection.Name)]
public sealed class SignInTests(RunningProduct product)
{
    /// <summary>The page around the dashboard counts its questions, and hears them once it is told to.</summary>
    private const string LatePage = """
        window.asked = 0;
        addEventListener('message', event => {
          if (event.data?.message !== 'REQUEST_USER_DATA') return;
          window.asked++;
          if (!window.answers) event.stopImmediatePropagation();
        }, true);
        """;

    [Fact]
    public async Task In_a_frame_of_another_site_GoHighLevel_says_who_opened_it_although_the_browser_denies_cookies_and_storage()
    {
        await using var visit = await Visit.BeginAsync(product);
        await visit.Page.GotoAsync($"{product.Crm}/custom-page?location=DemoLocation00000001");
        var frame = visit.Page.FrameLocator("iframe");

        await Assertions.Expect(frame.GetByRole(AriaRole.Heading, new() { Name = "Accounts", Exact = true })).ToBeVisibleAsync();

        await Assertions.Expect(frame.GetByRole(AriaRole.Link, new() { Name = "Add account" })).ToBeVisibleAsync();
        Assert.Empty(await visit.Page.Context.CookiesAsync());
        Assert.Equal("denied", await visit.Inside.EvaluateAsync<string>("(() => { try { return `${localStorage.length}`; } catch { return 'denied'; } })()"));
        Assert.Empty(await visit.ViolationsAsync());
    }

    [Fact]
    public async Task Somebody_who_may_only_look_is_offered_nothing_to_change()
    {
        await using var visit = await Visit.BeginAsync(product);
        await visit.Page.GotoAsync($"{product.Crm}/custom-page?location=DemoLocation00000001&role=user");
        var frame = visit.Page.FrameLocator("iframe");

        await frame.GetByRole(AriaRole.Link, new() { Name = "Sales", Exact = true }).ClickAsync();

        await Assertions.Expect(frame.GetByRole(AriaRole.Button, new() { Name = "Run the checks" })).ToBeVisibleAsync();
        await Assertions.Expect(frame.GetByRole(AriaRole.Button, new() { Name = "Disconnect" })).ToHaveCountAsync(0);
        await Assertions.Expect(frame.GetByText("Settings")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task An_agency_sees_its_locations_with_their_accounts_and_opens_one()
    {
        await using var visit = await Visit.BeginAsync(product);
        await visit.Page.GotoAsync($"{product.Crm}/custom-page");
        var frame = visit.Page.FrameLocator("iframe");
        await Assertions.Expect(frame.GetByRole(AriaRole.Heading, new() { Name = "Locations", Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(frame.GetByRole(AriaRole.Article, new() { Name = "Demo location", Exact = true }).GetByText("Sales")).ToBeVisibleAsync();
        Assert.Empty(await visit.ViolationsAsync());

        await frame.GetByRole(AriaRole.Button, new() { Name = "Open Demo location", Exact = true }).ClickAsync();
        await Assertions.Expect(frame.GetByRole(AriaRole.Heading, new() { Name = "Accounts", Exact = true })).ToBeVisibleAsync();

        await frame.GetByRole(AriaRole.Button, new() { Name = "All locations" }).ClickAsync();
        await Assertions.Expect(frame.GetByRole(AriaRole.Heading, new() { Name = "Locations", Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_site_that_is_not_GoHighLevel_can_not_frame_the_page()
    {
        await using var visit = await Visit.BeginAsync(product);
        visit.Expected.Add("frame-ancestors");
        await visit.Page.RouteAsync("http://evil.example.com/", route => route.FulfillAsync(new RouteFulfillOptions
        {
            ContentType = "text/html",
            Body = $"<iframe src=\"{product.Address}/app/\"></iframe>",
        }));

        await visit.Page.GotoAsync("http://evil.example.com/");

        await Assertions.Expect(visit.Page.FrameLocator("iframe").GetByText("WhatSnap")).ToHaveCountAsync(0);
        Assert.StartsWith("chrome-error", visit.Page.Frames[1].Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outside_of_GoHighLevel_the_page_says_how_to_open_it()
    {
        await using var visit = await Visit.BeginAsync(product);

        // As any host but a laptop's sends the page.
        await visit.Page.AddInitScriptAsync("document.addEventListener('readystatechange', () => { document.querySelector('meta[name=whatsnap-host]').content = ''; }, { once: true });");
        await visit.GoAsync("");

        await Assertions.Expect(visit.Heading("Open WhatSnap inside GoHighLevel")).ToBeVisibleAsync();
        await Assertions.Expect(visit.Text("Open WhatSnap in the menu on the left.")).ToBeVisibleAsync();
        await visit.AssertLooksAsync();
    }

    [Fact]
    public async Task A_refused_entry_is_tried_again_at_once()
    {
        await using var visit = await Visit.BeginAsync(product);
        visit.Expected.Add("503");
        await visit.Page.RouteAsync("**/local/session", route => route.FulfillAsync(new RouteFulfillOptions
        {
            Status = 503,
            ContentType = "application/problem+json",
            Body = """{"title":"Storage can't be reached.","detail":"Try again in a moment."}""",
        }));
        await visit.GoAsync("");
        await visit.AssertLooksAsync();
        await visit.Button("Open the demo location").ClickAsync();
        await Assertions.Expect(visit.Text("Storage can't be reached.")).ToBeVisibleAsync();
        await visit.AssertLooksAsync();
        await visit.Page.UnrouteAllAsync();

        await visit.Button("Try again").ClickAsync();

        // The wait for a frame that there is not would last longer.
        await Assertions.Expect(visit.Heading("Accounts")).ToBeVisibleAsync(new() { Timeout = 8_000 });
    }

    [Fact]
    public async Task GoHighLevel_is_asked_until_it_answers_and_may_be_asked_again_where_it_does_not()
    {
        await using var visit = await Visit.BeginAsync(product);
        await visit.Page.AddInitScriptAsync(LatePage);
        await visit.Page.GotoAsync($"{product.Crm}/custom-page?location=DemoLocation00000001");
        var frame = visit.Page.FrameLocator("iframe");
        await Assertions.Expect(frame.GetByRole(AriaRole.Heading, new() { Name = "GoHighLevel has not said who you are" })).ToBeVisibleAsync(new() { Timeout = 30_000 });
        Assert.Empty(await visit.ViolationsAsync());

        await visit.Page.EvaluateAsync("window.asked = 0");
        await frame.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();

        // The first questions are not heard: the page around still loads.
        await visit.Page.WaitForFunctionAsync("window.asked >= 3");
        await visit.Page.EvaluateAsync("window.answers = true");
        await Assertions.Expect(frame.GetByRole(AriaRole.Heading, new() { Name = "Accounts", Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_agency_s_user_who_sleeps_longer_than_a_session_is_back_in_the_same_place()
    {
        await using var visit = await Visit.BeginAsync(product);
        visit.Expected.Add("401");
        await visit.Page.GotoAsync($"{product.Crm}/custom-page");
        var frame = visit.Page.FrameLocator("iframe");
        await frame.GetByRole(AriaRole.Button, new() { Name = "Open Demo location", Exact = true }).ClickAsync();
        await frame.GetByRole(AriaRole.Link, new() { Name = "Sales", Exact = true }).ClickAsync();
        var name = frame.GetByLabel("Name", new() { Exact = true });
        await name.FillAsync("Half typed");
        var bound = 0;
        visit.Page.Request += (_, request) => bound += request.Url.EndsWith("/api/session/location", StringComparison.Ordinal) ? 1 : 0;

        // As the host answers a token that has ended.
        var ended = new HashSet<string>();
        await visit.Page.RouteAsync("**/api/**", route => IsEnded(route.Request, ended)
            ? route.FulfillAsync(new RouteFulfillOptions { Status = 401, ContentType = "application/problem+json", Body = "{}" })
            : route.ContinueAsync());

        await visit.Page.WaitForResponseAsync(answer => answer.Url.EndsWith("/api/session/location", StringComparison.Ordinal) && answer.Ok);
        await visit.Page.WaitForResponseAsync(answer => answer.Url.EndsWith("/api/accounts/acc-sales", StringComparison.Ordinal) && answer.Status is 200 or 304);
        await Assertions.Expect(frame.GetByRole(AriaRole.Heading, new() { Name = "Sales", Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(name).ToHaveValueAsync("Half typed");
        await Assertions.Expect(frame.GetByRole(AriaRole.Button, new() { Name = "All locations" })).ToBeVisibleAsync();
        Assert.Equal(1, bound);
    }

    /// <summary>True for calls with the token that was the current one when it was first asked.</summary>
    private static bool IsEnded(IRequest request, HashSet<string> ended)
    {
        if (!request.Headers.TryGetValue("authorization", out var token)) return false;
        if (ended.Count == 0) ended.Add(token);
        return ended.Contains(token);
    }
}
