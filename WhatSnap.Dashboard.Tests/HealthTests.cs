using Microsoft.Playwright;
using WhatSnap.Core.Accounts;
using WhatSnap.Dashboard.Tests.Fixture;
using WhatSnap.Local.Demo;

namespace WhatSnap.Dashboard.Tests;

/// <summary>How the location fares: figures, charts and its setup.</summary>
[Collection(OtherProductCollection.Name)]
public sealed class HealthTests(RunningProduct product)
{
    [Fact]
    public async Task The_setup_of_the_location_is_checked_when_somebody_wants_it()
    {
        await using var visit = await Visit.EnterAsync(product);
        await visit.Link("Health").ClickAsync();
        var setup = visit.Page.GetByRole(AriaRole.Region, new() { Name = "Setup of the location" });

        await setup.GetByRole(AriaRole.Button, new() { Name = "Run the checks" }).ClickAsync();

        await Assertions.Expect(setup.Locator(".steps li").First).ToBeVisibleAsync();
        await Assertions.Expect(setup.GetByRole(AriaRole.Button, new() { Name = "Run them again" })).ToBeEnabledAsync();
        await visit.AssertLooksAsync();
    }

    [Fact]
    public async Task Charts_show_what_came_and_went_of_all_accounts_or_one_with_the_same_figures_as_a_table()
    {
        await using var visit = await Visit.EnterAsync(product);
        await product.TextAsync("+15005550136", "Hello");
        await product.WriteAsync(await product.ContactAsync("+15005550136"), "How can we help?");
        await visit.Link("Messages").ClickAsync();
        await Assertions.Expect(visit.Page.Locator(".message", new() { HasText = "+15***36" }).GetByText("Delivered", new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await visit.Link("Health").ClickAsync();
        var chart = Chart("Traffic");
        await Assertions.Expect(chart.Locator("rect").First).ToBeVisibleAsync();
        await Assertions.Expect(Chart("Delivered").Locator("rect").First).ToBeVisibleAsync();
        await chart.GetByText("Show as a table").ClickAsync();
        await Assertions.Expect(chart.GetByRole(AriaRole.Cell).First).Not.ToHaveTextAsync("0");
        await visit.AssertLooksAsync();

        await Choice("Time").SelectOptionAsync("7");
        await Choice("Account").SelectOptionAsync(new SelectOptionValue { Label = "Sales" });
        await Assertions.Expect(chart.Locator("rect").First).ToBeVisibleAsync();

        ILocator Choice(string name) => visit.Page.GetByRole(AriaRole.Combobox, new() { Name = name, Exact = true });
        ILocator Chart(string title) => visit.Page.Locator("figure", new() { Has = visit.Heading(title) });
    }

    [Fact]
    public async Task An_account_shows_when_its_phone_was_seen_and_how_often_it_was_started_again()
    {
        var key = await AddWhatsAppAsync("Far phone", new LinkHealth { Restarts = 2, PhoneSeenAt = TimeProvider.System.GetUtcNow().AddDays(-3) });
        await using var visit = await Visit.EnterAsync(product);
        foreach (var place in (string[])["/health", $"/accounts/{key.AccountId}"])
        {
            await visit.GoAsync(place);
            await Assertions.Expect(visit.Page.Locator("div", new() { HasText = "Phone last seen" }).Last).ToContainTextAsync("3 days ago");
            await Assertions.Expect(visit.Page.Locator("div", new() { HasText = "Started again" }).Last).ToContainTextAsync("2");
        }

        await product.Get<AccountTable>().RemoveAsync(key, _ => true, CancellationToken.None);
    }

    [Fact]
    public async Task What_was_looked_for_is_said_in_the_language_of_the_page()
    {
        var key = await AddWhatsAppAsync("Compared", new LinkHealth { Compared = new Comparison(TimeProvider.System.GetUtcNow(), true, 2, 1) });
        await using var visit = await Visit.EnterInGermanAsync(product);

        await visit.GoAsync("/health");

        var card = visit.Card("Compared");
        await Assertions.Expect(card).ToContainTextAsync("seitdem wurde nicht nachgesehen.");
        await Assertions.Expect(card).ToContainTextAsync("ist hier; 2 davon waren nicht angekommen und kamen aus der Liste, 1 nur mit dem Anfang.");
        await Assertions.Expect(card).Not.ToContainTextAsync("UTC");
        await product.Get<AccountTable>().RemoveAsync(key, _ => true, CancellationToken.None);
    }

    private async Task<AccountKey> AddWhatsAppAsync(string name, LinkHealth health)
    {
        var key = AccountKey.New(DemoAccount.LocationId);
        await product.Get<AccountTable>().TryAddAsync(
            new Account(DemoAccount.LocationId, key.AccountId, name, AccountTag.FromName(name), Platform.WhatsApp, null, null)
            {
                StateCode = AccountStates.Active.Code,
                WhatsApp = WhatsAppLink.New(key),
                Health = health,
            },
            CancellationToken.None);
        return key;
    }
}
