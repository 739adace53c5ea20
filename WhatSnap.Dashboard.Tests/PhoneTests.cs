using Microsoft.Playwright;
using WhatSnap.Dashboard.Tests.Fixture;

namespace WhatSnap.Dashboard.Tests;

/// <summary>An account on a phone, from its code to its removal.</summary>
[Collection(OtherProductCollection.Name)]
public sealed class PhoneTests(RunningProduct product)
{
    [Fact]
    public async Task A_phone_is_linked_by_a_code_that_is_typed_and_its_account_removed_after_a_question()
    {
        await using var visit = await BeginAsync("Typed");
        await visit.AssertLooksAsync();
        await visit.Text("If scanning does not work").ClickAsync();
        await Assertions.Expect(visit.Link("Ask somebody who helps")).ToHaveAttributeAsync("href", "https://help.example.com/whatsnap");
        await visit.Text("Link with the phone number instead").ClickAsync();
        await visit.Field("Number of the phone").FillAsync("+1 500 555 0191");
        await visit.Button("Get a code").ClickAsync();
        var code = visit.Page.Locator(".typed-code");
        await Assertions.Expect(visit.Text("Type this code on the phone")).ToBeVisibleAsync();

        await product.TypeCodeAsync("15005550191", await code.InnerTextAsync());
        await Assertions.Expect(visit.Heading("Typed is connected")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await visit.AssertLooksAsync();

        await visit.Link("See all accounts").ClickAsync();
        await visit.Link("Typed").ClickAsync();
        await RemoveAsync(visit, "Typed");
    }

    [Fact]
    public async Task A_number_that_is_connected_already_ends_the_attempt_with_its_reason_and_a_new_beginning()
    {
        await using var visit = await BeginAsync("First");
        await product.ScanAsync("15005550192");
        await Assertions.Expect(visit.Heading("First is connected")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await ShowCodeAsync(visit, "Second");

        await product.ScanAsync("15005550192");

        await Assertions.Expect(visit.Text("It was not connected.")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("already");
        await Assertions.Expect(visit.Link("Ask somebody who helps").First).ToBeVisibleAsync();
        await visit.AssertLooksAsync();
        await visit.Link("Start again").ClickAsync();
        await Assertions.Expect(visit.Button("Show the QR code")).ToBeVisibleAsync();
        await visit.GoAsync("/accounts");
        await Assertions.Expect(visit.Card("Second")).ToHaveCountAsync(0, new() { Timeout = 30_000 });
        await visit.Link("First").ClickAsync();
        await RemoveAsync(visit, "First");
    }

    [Fact]
    public async Task Tag_default_and_typing_are_changed_and_stay()
    {
        await using var visit = await BeginAsync("Desk");
        await product.ScanAsync("15005550193");
        await Assertions.Expect(visit.Heading("Desk is connected")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await visit.Link("See all accounts").ClickAsync();
        await visit.Link("Desk").ClickAsync();
        var (typing, isDefault, tag) = (visit.Page.GetByLabel("Show that somebody types"), visit.Page.GetByLabel("Default account"), visit.Field("Tag"));
        var typed = await typing.IsCheckedAsync();
        await visit.Text("Show that somebody types").ClickAsync();
        await Assertions.Expect(visit.Text("Saved.").First).ToBeVisibleAsync();
        await visit.Page.GetByText("Default account", new() { Exact = true }).ClickAsync();
        await Assertions.Expect(isDefault).ToBeCheckedAsync();
        await tag.FillAsync("front-desk");
        await visit.Page.Locator("form", new() { Has = tag }).GetByRole(AriaRole.Button).ClickAsync();
        var question = visit.Page.GetByRole(AriaRole.Alertdialog);
        await Assertions.Expect(question).ToContainTextAsync("whatsnap-account-front-desk");
        Assert.Empty(await visit.ViolationsAsync());
        await question.GetByRole(AriaRole.Button, new() { Name = "Change the tag" }).ClickAsync();
        await Assertions.Expect(visit.Page.Locator("dd code", new() { HasText = "whatsnap-account-front-desk" })).ToBeVisibleAsync();
        await visit.ReloadAsync();

        await Assertions.Expect(tag).ToHaveValueAsync("front-desk");
        await Assertions.Expect(isDefault).ToBeCheckedAsync();
        Assert.Equal(!typed, await typing.IsCheckedAsync());
        await visit.GoAsync("/accounts/acc-sales");
        await Assertions.Expect(isDefault).Not.ToBeCheckedAsync();
        await visit.Page.GetByText("Default account", new() { Exact = true }).ClickAsync();
        await Assertions.Expect(isDefault).ToBeCheckedAsync();
        await visit.GoAsync("/accounts");
        await visit.Link("Desk").ClickAsync();
        await RemoveAsync(visit, "Desk");
    }

    [Fact]
    public async Task Scripts_in_the_names_of_people_and_files_are_shown_as_text()
    {
        const string name = "<img src=x onerror=alert(2)>";
        const string file = "<img src=x onerror=alert(3)>.pdf";
        await using var visit = await BeginAsync("Files");
        await product.ScanAsync("15005550194");
        await Assertions.Expect(visit.Heading("Files is connected")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await product.SendFileAsync("15005550194", "15005550143", name, file);
        await product.ContactAsync("+15005550143");
        await visit.GoAsync("/messages");
        await Assertions.Expect(visit.Page.Locator(".message", new() { HasText = name }).First).ToBeVisibleAsync();
        Assert.Equal(0, await visit.Page.Locator("img[src=x]").CountAsync());

        await visit.GoAsync("/playground");
        await visit.Page.Locator(".phone select").First.SelectOptionAsync(new SelectOptionValue { Label = "Cleo Gray" });
        await visit.Page.GetByLabel("Writes to").SelectOptionAsync(new SelectOptionValue { Label = "Files (WhatsApp)" });

        await Assertions.Expect(visit.Page.Locator(".phone").GetByText(file)).ToBeVisibleAsync();
        await Assertions.Expect(visit.Page.Locator(".crm header")).ToContainTextAsync(name);
        Assert.Equal(0, await visit.Page.Locator("img[src=x]").CountAsync());
        await visit.GoAsync("/accounts");
        await visit.Link("Files").ClickAsync();
        await RemoveAsync(visit, "Files");
    }

    /// <summary>A visit in which the code for a new account is shown.</summary>
    private async Task<Visit> BeginAsync(string name)
    {
        var visit = await Visit.EnterAsync(product);
        await ShowCodeAsync(visit, name);
        return visit;
    }

    private static async Task ShowCodeAsync(Visit visit, string name)
    {
        await visit.GoAsync("/accounts/new/whatsapp");
        await visit.Page.GetByLabel("Name of the account").FillAsync(name);
        await visit.Button("Show the QR code").ClickAsync();
        await visit.Page.GetByAltText("QR code to link WhatsApp").WaitForAsync();
    }

    private static async Task RemoveAsync(Visit visit, string name)
    {
        await visit.Button("Remove").ClickAsync();
        var question = visit.Page.GetByRole(AriaRole.Alertdialog);
        await Assertions.Expect(question).ToContainTextAsync($"Remove {name}?");
        await question.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Assertions.Expect(question).ToHaveCountAsync(0);
        await visit.Button("Remove").ClickAsync();
        await question.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Assertions.Expect(visit.Heading("Accounts")).ToBeVisibleAsync();
        await Assertions.Expect(visit.Card(name)).ToHaveCountAsync(0, new() { Timeout = 30_000 });
    }
}
