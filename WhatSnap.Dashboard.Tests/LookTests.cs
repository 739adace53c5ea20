using Microsoft.Playwright;
using WhatSnap.Core.Accounts;
using WhatSnap.Dashboard.Tests.Fixture;
using WhatSnap.Local.Demo;
using Xunit.Abstractions;

namespace WhatSnap.Dashboard.Tests;

/// <summary>Every page at both sizes and themes, by keyboard, in another language, and how much is loaded.</summary>
[Collection(ProductCollection.Name)]
public sealed class LookTests(RunningProduct product, ITestOutputHelper output)
{
    private static readonly string[] Places =
    [
        "/accounts", "/accounts/new", "/accounts/new/whatsapp", "/accounts/new/twilio", "/accounts/new/device", "/accounts/new/device/iphone",
        "/accounts/new/device/android", "/accounts/new/device/shortcut", "/accounts/acc-sales", "/messages", "/health", "/routing", "/activity", "/privacy", "/playground",
    ];

    [Fact]
    public async Task Every_page_fits_and_axe_finds_nothing_at_both_sizes_in_both_themes()
    {
        await using var visit = await Visit.EnterAsync(product);
        foreach (var place in Places)
        {
            await visit.GoAsync(place);
            await visit.Page.Locator("h1").WaitForAsync();
            await Assertions.Expect(visit.Page.Locator(".skeleton")).ToHaveCountAsync(0);
            await visit.AssertLooksAsync();
        }
    }

    [Fact]
    public async Task Long_names_and_tags_fit_too()
    {
        const string name = "Customer services for longstanding Straightforwardness customers";
        var key = AccountKey.New(DemoAccount.LocationId);
        await product.Get<AccountTable>().TryAddAsync(
            new Account(DemoAccount.LocationId, key.AccountId, name, AccountTag.FromName(name), Platform.WhatsApp, null, null) { StateCode = AccountStates.Unlinked.Code },
            CancellationToken.None);
        await using var visit = await Visit.EnterAsync(product);
        foreach (var place in (string[])["/accounts", $"/accounts/{key.AccountId}", "/messages", "/health"])
        {
            await visit.GoAsync(place);
            await Assertions.Expect(visit.Text(name).First).ToBeAttachedAsync();
            await Assertions.Expect(visit.Page.Locator(".skeleton")).ToHaveCountAsync(0);
            await visit.AssertLooksAsync();
        }

        await product.Get<AccountTable>().RemoveAsync(key, _ => true, CancellationToken.None);
    }

    [Fact]
    public async Task The_page_can_be_used_by_keyboard_alone()
    {
        await using var visit = await Visit.EnterAsync(product);
        await Assertions.Expect(visit.Heading("Accounts")).ToBeFocusedAsync();
        await visit.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(visit.Link("Add account")).ToBeFocusedAsync();
        await visit.Link("Skip to the content").FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visit.Page.Locator("#content")).ToBeFocusedAsync();
        await visit.Link("Add account").FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(visit.Heading("Add an account")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_German_browser_gets_German_and_the_times_of_the_location()
    {
        await using var visit = await Visit.EnterInGermanAsync(product);

        await Assertions.Expect(visit.Text("Zeiten sind die von America/New York.")).ToBeVisibleAsync();
        Assert.Equal("de", await visit.Page.Locator("html").GetAttributeAsync("lang"));
        await visit.Page.SetViewportSizeAsync(360, 800);
        foreach (var (place, title) in new[] { ("/accounts/acc-sales", "Sicherheit der Nummer"), ("/health", "Wer von Alarmen erfährt"), ("/routing", "Wer einem Kontakt antwortet"), ("/activity", "Verlauf") })
        {
            await visit.GoAsync(place);
            await Assertions.Expect(visit.Heading(title)).ToBeVisibleAsync();
            await Assertions.Expect(visit.Page.Locator(".skeleton")).ToHaveCountAsync(0);
            Assert.True(await visit.FitsAsync(), $"{place} is wider than a phone.");
            Assert.DoesNotContain(" UTC", await visit.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        }

        await visit.GoAsync("/accounts/acc-sales");
        await visit.Button("Prüfungen starten").ClickAsync();
        await Assertions.Expect(visit.Text("Unsere Adresse antwortet so, wie Twilio sie aufrufen wird.")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Assertions.Expect(visit.Text("Eigene Adresse prüfen")).ToBeVisibleAsync();
        await Assertions.Expect(visit.Page.Locator(".steps")).Not.ToContainTextAsync("{0}");
    }

    [Fact]
    public async Task Script_and_style_of_the_first_load_are_below_150_kB_and_come_from_the_host_alone()
    {
        await using var visit = await Visit.BeginAsync(product);
        var elsewhere = new List<string>();
        visit.Page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(product.Address, StringComparison.Ordinal)) elsewhere.Add(request.Url);
        };
        await visit.GoAsync("");
        await visit.Button("Open the demo location").ClickAsync();
        await visit.Heading("Accounts").WaitForAsync();

        var bytes = await visit.Page.EvaluateAsync<int>(
            "performance.getEntriesByType('resource').filter(one => /\\.(js|css)$/.test(one.name)).reduce((sum, one) => sum + one.encodedBodySize, 0)");

        output.WriteLine($"{bytes / 1000.0:F1} kB of script and style until the accounts are shown.");
        Assert.InRange(bytes, 10_000, 150_000);
        Assert.Empty(elsewhere);
    }
}
