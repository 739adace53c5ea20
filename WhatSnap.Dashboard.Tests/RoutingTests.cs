using Microsoft.Playwright;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Dashboard.Tests.Fixture;
using WhatSnap.Local.Demo;

namespace WhatSnap.Dashboard.Tests;

/// <summary>Account tags that decide nothing, and who answers a contact.</summary>
[Collection(OtherProductCollection.Name)]
public sealed class RoutingTests(RunningProduct product) : IAsyncLifetime
{
    private const string SalesTag = "whatsnap-account-sales";
    private const string DeskTag = "whatsnap-account-second-desk";
    private const string Orphan = "whatsnap-account-old-desk";
    private readonly AccountKey _desk = AccountKey.New(DemoAccount.LocationId);

    public Task InitializeAsync() => product.Get<AccountTable>().TryAddAsync(
        new Account(DemoAccount.LocationId, _desk.AccountId, "Second desk", AccountTag.FromName("Second desk"), Platform.Twilio, null, null), CancellationToken.None);

    /// <summary>What a test switched off is on again for the next one, also when the test failed.</summary>
    public async Task DisposeAsync()
    {
        await product.SetFaultsAsync(new { });
        await product.Get<AccountTable>().RemoveAsync(_desk, _ => true, CancellationToken.None);
    }

    [Fact]
    public async Task Tags_that_decide_nothing_are_listed_and_repaired_with_one_click()
    {
        var contact = product.SeedContact("+15005550171", SalesTag, DeskTag, "vip");
        product.SeedContact("+15005550172", Orphan);
        await product.Get<GoHighLevelLocations>().EnsureTagAsync(DemoAccount.LocationId, Orphan, CancellationToken.None);
        await using var visit = await Visit.EnterAsync(product);
        await visit.Link("Health").ClickAsync();
        await visit.Link("Look for account tags that decide nothing").ClickAsync();
        var (several, orphan) = (visit.Card("+15***71"), visit.Card(Orphan));
        await Assertions.Expect(several.GetByText(DeskTag, new() { Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(orphan.GetByText("1 contact", new() { Exact = true })).ToBeVisibleAsync();
        await visit.AssertLooksAsync();

        await several.GetByRole(AriaRole.Button, new() { Name = "Keep the tag of Second desk" }).ClickAsync();
        await Assertions.Expect(several.GetByText("Done: Second desk answers this contact.")).ToBeVisibleAsync();
        await orphan.GetByRole(AriaRole.Button, new() { Name = "Take the tag away" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Alertdialog).GetByRole(AriaRole.Button, new() { Name = "Take the tag away" }).ClickAsync();
        await Assertions.Expect(orphan.GetByText("Done: taken from 1 contact.")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await visit.AssertLooksAsync();

        Assert.Equal(["vip", DeskTag], (await product.TagsAsync(contact)).Order());
        await visit.Button("Look again").ClickAsync();
        await Assertions.Expect(visit.Text("Every account tag is as it should be.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_another_tag_would_change_is_shown_before_it_is_changed()
    {
        var contact = product.SeedContact("+15005550173", SalesTag);
        await using var visit = await Visit.EnterAsync(product);
        await visit.Link("Account tags").ClickAsync();
        await visit.Field("Contact").FillAsync("0173");
        await visit.Button("Find").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "+15***73" }).ClickAsync();
        await Assertions.Expect(visit.Text($"Sent from Sales: tag {SalesTag}.")).ToBeVisibleAsync();

        await visit.Page.GetByLabel("If it had the tag").SelectOptionAsync(DeskTag);
        await visit.Page.GetByLabel("If it lost the tag").SelectOptionAsync(SalesTag);

        await Assertions.Expect(visit.Text("Second desk would answer instead of Sales.")).ToBeVisibleAsync();
        await visit.AssertLooksAsync();
        Assert.Equal([SalesTag], await product.TagsAsync(contact));
    }

    [Fact]
    public async Task While_GoHighLevel_does_not_answer_that_is_said_and_it_can_be_tried_again()
    {
        await using var visit = await Visit.EnterAsync(product);
        visit.Expected.Add("502");
        await product.SetFaultsAsync(new { unavailable = true });
        await visit.GoAsync("/routing");
        await Assertions.Expect(visit.Text("GoHighLevel did not take part.")).ToBeVisibleAsync();
        await visit.AssertLooksAsync();
        await product.SetFaultsAsync(new { });

        await visit.Button("Try again").ClickAsync();

        await Assertions.Expect(visit.Text("Every account tag is as it should be.")).ToBeVisibleAsync();
    }
}
