using Microsoft.Playwright;
using WhatSnap.Dashboard.Tests.Fixture;

namespace WhatSnap.Dashboard.Tests;

/// <summary>What came and went, and what did not.</summary>
[Collection(ProductCollection.Name)]
public sealed class MessagesTests(RunningProduct product) : IAsyncLifetime
{
    private const int PageSize = 50;
    private static readonly string[] Refused = ["+15005550132"];
    private static readonly string[] Many = [.. Enumerable.Range(0, PageSize + 2).Select(number => $"+4477009002{number:D2}")];
    private static readonly string[] Unlisted = ["+15005550135"];

    /// <summary>What a test switched on is off for the next one, also when the test failed.</summary>
    public async Task DisposeAsync() => await product.SetFaultsAsync(new { });

    public Task InitializeAsync() => Task.CompletedTask;

    [Fact]
    public async Task What_comes_and_goes_appears_by_itself_and_can_be_filtered()
    {
        await using var visit = await Visit.EnterAsync(product);
        await visit.Link("Messages").ClickAsync();
        await visit.Heading("Messages").WaitForAsync();

        await product.TextAsync("+15005550131", "Hello");
        var contact = await product.ContactAsync("+15005550131");
        await product.WriteAsync(contact, "How can we help?");
        var row = visit.Page.Locator(".message", new() { HasText = "+15***31" });
        await Assertions.Expect(row.GetByText("In GoHighLevel", new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Assertions.Expect(row.GetByText("Delivered", new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = 30_000 });

        await visit.Page.GetByLabel("Contact").FillAsync("0131");
        await visit.Button("Find").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "+15***31" }).ClickAsync();
        await Assertions.Expect(visit.Page.Locator(".message")).ToHaveCountAsync(2);
        await visit.Page.GetByLabel("Direction").SelectOptionAsync("out");
        await Assertions.Expect(visit.Page.Locator(".message")).ToHaveCountAsync(1);
        await visit.Text("Details").ClickAsync();
        await Assertions.Expect(visit.Text("tag whatsnap-account-sales")).ToBeVisibleAsync();
        Assert.Empty(await visit.ViolationsAsync());
        await visit.Page.GetByLabel("State").SelectOptionAsync("failed");
        await Assertions.Expect(visit.Text("No message fits this filter")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_GoHighLevel_refused_says_why_and_is_tried_again()
    {
        await using var visit = await Visit.EnterAsync(product);
        await product.SetFaultsAsync(new { refusePhones = Refused });
        await product.TextAsync("+15005550132", "<script>alert(1)</script>");
        await visit.GoAsync("/messages");
        await Assertions.Expect(visit.Heading("Did not reach GoHighLevel")).ToBeVisibleAsync(new() { Timeout = 40_000 });
        await visit.Button("Show them").ClickAsync();
        await Assertions.Expect(visit.Text("From +15***32")).ToBeVisibleAsync();
        Assert.Empty(await visit.ViolationsAsync());

        await product.SetFaultsAsync(new { });
        await visit.Button("Try all again").ClickAsync();

        await Assertions.Expect(visit.Text("1 message is tried again.")).ToBeVisibleAsync();
        await Assertions.Expect(visit.Heading("Did not reach GoHighLevel")).ToHaveCountAsync(0, new() { Timeout = 30_000 });
        await product.ContactAsync("+15005550132");
    }

    [Fact]
    public async Task Older_messages_and_letters_come_by_pages_and_one_letter_is_tried_again_alone()
    {
        await using var visit = await Visit.EnterAsync(product);
        await product.SetFaultsAsync(new { refusePhones = Many });
        foreach (var number in Many) await product.TextAsync(number, "Hello");
        await visit.GoAsync("/messages");
        var (letters, messages) = (visit.Page.Locator(".letters .message"), visit.Page.Locator(".card.list > .message"));
        await Assertions.Expect(visit.Text("52 messages")).ToBeVisibleAsync(new() { Timeout = 90_000 });
        await Assertions.Expect(messages).ToHaveCountAsync(PageSize);
        await visit.Button("Show older messages").ClickAsync();
        await Assertions.Expect(messages.Nth(PageSize)).ToBeVisibleAsync();

        await visit.Button("Show them").ClickAsync();
        await Assertions.Expect(letters).ToHaveCountAsync(PageSize);
        await visit.Page.Locator(".letters").GetByRole(AriaRole.Button, new() { Name = "Show older messages" }).ClickAsync();
        await Assertions.Expect(letters).ToHaveCountAsync(PageSize + 2);
        await visit.AssertLooksAsync();
        await product.SetFaultsAsync(new { });
        await letters.Last.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Assertions.Expect(visit.Text("1 message is tried again.")).ToBeVisibleAsync();
        await Assertions.Expect(letters).ToHaveCountAsync(PageSize + 1);

        await visit.Button("Try all again").ClickAsync();
        await Assertions.Expect(visit.Heading("Did not reach GoHighLevel")).ToHaveCountAsync(0, new() { Timeout = 60_000 });
    }

    [Fact]
    public async Task Letters_that_can_not_be_listed_say_so_and_are_asked_for_again()
    {
        await using var visit = await Visit.EnterAsync(product);
        visit.Expected.Add("ERR_FAILED");
        await product.SetFaultsAsync(new { refusePhones = Unlisted });
        await product.TextAsync(Unlisted[0], "Hello");
        await visit.Page.RouteAsync("**/api/dead-letters?code=*", route => route.AbortAsync());
        await visit.GoAsync("/messages");
        await visit.Button("Show them").ClickAsync(new() { Timeout = 40_000 });
        await Assertions.Expect(visit.Text("WhatSnap can’t be reached just now.")).ToBeVisibleAsync();
        await visit.Page.UnrouteAllAsync();

        await visit.Page.GetByRole(AriaRole.Alert).GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();

        await Assertions.Expect(visit.Text("From +15***35")).ToBeVisibleAsync();
        await product.SetFaultsAsync(new { });
        await visit.Button("Try all again").ClickAsync();
        await Assertions.Expect(visit.Heading("Did not reach GoHighLevel")).ToHaveCountAsync(0, new() { Timeout = 30_000 });
    }

    [Fact]
    public async Task No_message_is_said_to_have_no_account_while_the_accounts_are_being_loaded()
    {
        await using var visit = await Visit.EnterAsync(product);
        await product.TextAsync("+15005550135", "Hello");
        await product.ContactAsync("+15005550135");
        var isHeld = new TaskCompletionSource();
        await visit.Page.RouteAsync("**/api/accounts", async route =>
        {
            await isHeld.Task;
            await route.ContinueAsync();
        });
        await visit.GoAsync("/messages");
        await visit.ReloadAsync();
        var row = visit.Page.Locator(".message", new() { HasText = "+15***35" });
        await Assertions.Expect(row).ToContainTextAsync("…");
        await Assertions.Expect(row).Not.ToContainTextAsync("No account");

        isHeld.SetResult();

        await Assertions.Expect(row).ToContainTextAsync("Sales");
    }
}
