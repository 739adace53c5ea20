using Microsoft.Playwright;
using WhatSnap.Dashboard.Tests.Fixture;

namespace WhatSnap.Dashboard.Tests;

/// <summary>Who it is, inside GoHighLevel's frame and outside of it.</summary>
[Collection(ProductCollection.Name)]
public sealed class SignInTests(RunningProduct product)
{
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
}
