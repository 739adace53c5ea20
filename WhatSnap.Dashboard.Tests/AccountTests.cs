using Microsoft.Playwright;
using WhatSnap.Core.Accounts;
using WhatSnap.Dashboard.Tests.Fixture;

namespace WhatSnap.Dashboard.Tests;

/// <summary>One account: its settings, its checks, its end and its return.</summary>
[Collection(ProductCollection.Name)]
public sealed class AccountTests(RunningProduct product)
{
    [Fact]
    public async Task Settings_are_changed_and_stay()
    {
        await using var visit = await Visit.EnterAsync(product);
        await visit.Link("Sales").ClickAsync();

        await visit.Page.GetByLabel("Replace other accounts’ tags").CheckAsync();
        await Assertions.Expect(visit.Text("Saved.").First).ToBeVisibleAsync();
        await visit.Page.GetByLabel("Ann Agent").CheckAsync();
        await visit.Button("Save who gets contacts").ClickAsync();
        await Assertions.Expect(visit.Text("This user becomes the owner.")).ToBeVisibleAsync();
        await Assertions.Expect(visit.Button("Save who gets contacts")).ToBeDisabledAsync();
        await visit.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Sales team");
        await visit.Page.Locator("form", new() { Has = visit.Page.GetByLabel("Name", new() { Exact = true }) }).GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(visit.Heading("Sales team")).ToBeVisibleAsync();
        Assert.Empty(await visit.ViolationsAsync());

        await visit.Page.ReloadAsync();
        await visit.Button("Open the demo location").ClickAsync();

        await Assertions.Expect(visit.Page.GetByLabel("Replace other accounts’ tags")).ToBeCheckedAsync();
        await Assertions.Expect(visit.Page.GetByLabel("Ann Agent")).ToBeCheckedAsync();
    }

    [Fact]
    public async Task A_question_stands_before_an_end_and_an_account_comes_back_with_its_tag()
    {
        await using var visit = await Visit.EnterAsync(product);
        await visit.Link("Sales").ClickAsync();
        await visit.Button("Disconnect").ClickAsync();
        var question = visit.Page.GetByRole(AriaRole.Alertdialog);
        await Assertions.Expect(question).ToContainTextAsync("Disconnect Sales?");
        Assert.Empty(await visit.ViolationsAsync());
        Assert.True(await visit.Page.EvaluateAsync<bool>("document.querySelector('[role=alertdialog]').contains(document.activeElement)"));
        await visit.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(question).ToHaveCountAsync(0);
        await Assertions.Expect(visit.Button("Disconnect")).ToBeFocusedAsync();

        await visit.Button("Disconnect").ClickAsync();
        await question.GetByRole(AriaRole.Button, new() { Name = "Disconnect" }).ClickAsync();
        await Assertions.Expect(visit.Text("Disconnected").First).ToBeVisibleAsync(new() { Timeout = 30_000 });
        Assert.Empty(await visit.ViolationsAsync());

        // What is not connected has no score: its state stands there instead.
        await Assertions.Expect(visit.Text("of 100")).ToHaveCountAsync(0);
        await visit.GoAsync("/accounts");
        await Assertions.Expect(visit.Card("Sales").Locator("dd", new() { HasText = "Disconnected" })).ToBeVisibleAsync();
        await Assertions.Expect(visit.Card("Sales").GetByText("of 100")).ToHaveCountAsync(0);
        await visit.Link("Sales").ClickAsync();

        await visit.Link("Reconnect").ClickAsync();
        await visit.Button("Reconnect").ClickAsync();
        await Assertions.Expect(visit.Heading("Sales is connected")).ToBeVisibleAsync(new() { Timeout = 40_000 });
        await Assertions.Expect(visit.Text("whatsnap-account-sales")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Checks_run_when_asked_for_and_name_what_to_do()
    {
        await using var visit = await Visit.EnterAsync(product);
        await visit.Link("Sales").ClickAsync();

        await visit.Button("Run the checks").ClickAsync();

        await Assertions.Expect(visit.Text("Our address answers as Twilio will call it.")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Assertions.Expect(visit.Text("Add credit to the Twilio account.")).ToBeVisibleAsync();
        await Assertions.Expect(visit.Link("Ask somebody who helps")).ToHaveAttributeAsync("href", "https://help.example.com/whatsnap");
        Assert.Empty(await visit.ViolationsAsync());
    }

    [Fact]
    public async Task A_location_with_ten_accounts_says_so_and_offers_no_more()
    {
        const string location = "DemoLocation00000002";
        await product.InstallAsync(location, "Second demo location");
        for (var number = 1; number <= AccountTable.MostPerLocation; number++)
        {
            var key = AccountKey.New(location);
            await product.Get<AccountTable>().TryAddAsync(new Account(location, key.AccountId, $"Team {number}", AccountTag.FromName($"Team {number}"), Platform.Twilio, null, null), CancellationToken.None);
        }

        await using var visit = await Visit.BeginAsync(product);
        await visit.Page.GotoAsync($"{product.Crm}/custom-page?location={location}");
        var frame = visit.Page.FrameLocator("iframe");

        await Assertions.Expect(frame.GetByText("This location has its 10 accounts.")).ToBeVisibleAsync();
        await Assertions.Expect(frame.GetByRole(AriaRole.Link, new() { Name = "Add account" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task While_the_host_is_away_that_is_said_and_the_page_comes_back_by_itself()
    {
        await using var visit = await Visit.BeginAsync(product);
        visit.Expected.Add("ERR_FAILED");
        await visit.Page.RouteAsync("**/api/accounts", route => route.AbortAsync());
        await visit.GoAsync("");
        await visit.Button("Open the demo location").ClickAsync();
        await Assertions.Expect(visit.Text("WhatSnap can’t be reached just now.")).ToBeVisibleAsync();
        Assert.Empty(await visit.ViolationsAsync());

        await visit.Page.UnrouteAllAsync();

        await Assertions.Expect(visit.Card("Sales")).ToBeVisibleAsync(new() { Timeout = 15_000 });
        await Assertions.Expect(visit.Text("WhatSnap can’t be reached just now.")).ToHaveCountAsync(0);
    }
}
