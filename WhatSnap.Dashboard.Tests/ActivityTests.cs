using Microsoft.Playwright;
using WhatSnap.Core.Dashboard;
using WhatSnap.Dashboard.Tests.Fixture;
using WhatSnap.Local.Demo;

namespace WhatSnap.Dashboard.Tests;

/// <summary>What people changed.</summary>
[Collection(OtherProductCollection.Name)]
public sealed class ActivityTests(RunningProduct product)
{
    private const int PageSize = 50;

    [Fact]
    public async Task What_a_person_changes_is_listed_with_who_and_what_and_older_changes_come_by_pages()
    {
        await ChangeAsync("LongAgoUser000000001", ActivityKinds.DataExported);
        for (var count = 0; count < PageSize; count++) await ChangeAsync("DemoUser000000000001", ActivityKinds.MessagesReplayed);
        await using var visit = await Visit.EnterAsync(product);
        await visit.Link("Sales").ClickAsync();
        await visit.Page.GetByLabel("Replace other accounts’ tags").CheckAsync();
        await Assertions.Expect(visit.Text("Saved.").First).ToBeVisibleAsync();

        await visit.Link("Activity").ClickAsync();
        var newest = visit.Page.Locator(".message").First;
        await Assertions.Expect(newest).ToContainTextAsync("Changed an account.");
        await Assertions.Expect(newest.GetByRole(AriaRole.Link, new() { Name = "Sales" })).ToBeVisibleAsync();
        await Assertions.Expect(newest.GetByText("what happens to tags")).ToBeVisibleAsync();
        await Assertions.Expect(visit.Text("Ann Agent").First).ToBeVisibleAsync();
        await Assertions.Expect(visit.Page.Locator(".message")).ToHaveCountAsync(PageSize);
        await Assertions.Expect(visit.Text("User LongAgoUser000000001")).ToHaveCountAsync(0);
        await visit.Button("Show older changes").ClickAsync();
        await Assertions.Expect(visit.Text("User LongAgoUser000000001")).ToBeVisibleAsync();
        Assert.True(await visit.Page.Locator(".message").CountAsync() > PageSize);
        await visit.AssertLooksAsync();
    }

    [Fact]
    public async Task While_the_host_is_away_that_is_said_and_the_list_comes_back()
    {
        await ChangeAsync("AwayUser000000000001", ActivityKinds.DataErased);
        await using var visit = await Visit.EnterAsync(product);
        visit.Expected.Add("ERR_FAILED");
        await visit.Page.RouteAsync("**/api/activity", route => route.AbortAsync());
        await visit.GoAsync("/activity");
        await Assertions.Expect(visit.Text("WhatSnap can’t be reached just now.")).ToBeVisibleAsync();
        await visit.Page.UnrouteAllAsync();

        await visit.Button("Try again").ClickAsync();

        await Assertions.Expect(visit.Text("User AwayUser000000000001")).ToBeVisibleAsync();
    }

    private async Task ChangeAsync(string userId, ActivityKind kind)
    {
        var activity = product.Get<ActivityTable>();
        await activity.EndAsync(
            await activity.BeginAsync(new LocationSession(DemoAccount.LocationId, userId, Rights.All), kind, null, CancellationToken.None), CancellationToken.None);
    }
}
