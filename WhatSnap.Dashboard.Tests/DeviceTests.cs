using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Devices;
using WhatSnap.Dashboard.Tests.Fixture;
using WhatSnap.Local.Demo;

namespace WhatSnap.Dashboard.Tests;

/// <summary>Phones and Macs: pairing one, another one in its place, and what comes from it.</summary>
[Collection(ProductCollection.Name)]
public sealed class DeviceTests(RunningProduct product) : IAsyncLifetime
{
    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>A location has ten seats, and other tests need some.</summary>
    public async Task DisposeAsync()
    {
        var (all, _) = await product.Get<AccountTable>().ListAsync(DemoAccount.LocationId, CancellationToken.None);
        foreach (var account in all.Where(one => one.Platform == Platform.Device))
        {
            await product.Get<DropDevices>().RunAsync(account, _ => true, CancellationToken.None);
            await product.Get<AccountTable>().RemoveAsync(account.Key, _ => true, CancellationToken.None);
            product.Get<AccountDirectory>().Forget(account);
        }
    }

    [Fact]
    public async Task A_Mac_is_paired_by_a_command_confirmed_made_ready_and_tested_both_ways()
    {
        const string customer = "+15005550431";
        await using var visit = await Visit.EnterAsync(product);
        await visit.GoAsync("/accounts/new");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Connect device" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^iPhone") }).ClickAsync();
        await Assertions.Expect(visit.Text("Apple lets no app on an iPhone read or send messages")).ToBeVisibleAsync();
        await visit.AssertLooksAsync();
        await visit.Link("Connect the Mac").ClickAsync();
        await FillAsync(visit, "Front desk");

        using var mac = await TestDevice.PairAsync(product, await CodeOfCommandAsync(visit), "Anna's Mac mini");
        await Assertions.Expect(visit.Heading("Is “Anna's Mac mini” your device?")).ToBeVisibleAsync();
        await mac.ReportAsync(new { fullDiskAccess = false, automation = true, messagesRunning = true, imessage = true });
        await Assertions.Expect(visit.Text("System Settings → Privacy & Security → Full Disk Access").First).ToBeVisibleAsync();
        await visit.AssertLooksAsync();
        await visit.Button("Yes, it is mine").ClickAsync();
        await Assertions.Expect(visit.Page.Locator(".steps", new() { HasText = "macOS does not let the companion read" })).ToBeVisibleAsync();
        await mac.ReportAsync();
        await Assertions.Expect(visit.Heading("Does a text arrive?")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Assertions.Expect(visit.Text("You can be reached for messages at").First).ToBeVisibleAsync();
        await visit.AssertLooksAsync();
        await TextAsync(visit, mac);

        await Assertions.Expect(visit.Heading("Front desk is connected")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await mac.BringAsync(customer, await visit.Field("Test text").InputValueAsync());
        await Assertions.Expect(visit.Text("It arrived, and stands in Conversations.")).ToBeVisibleAsync();
        await product.WriteAsync(await product.ContactAsync(customer), "Hello from the desk");
        Assert.Equal("Hello from the desk", await mac.SendNextAsync());
        await Assertions.Expect(visit.Text("The answer went out.")).ToBeVisibleAsync();
        await visit.AssertLooksAsync();
    }

    [Fact]
    public async Task A_phone_gets_address_and_code_to_copy_and_the_code_renews_itself()
    {
        await using var visit = await Visit.EnterAsync(product);
        await visit.Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        var codes = await HurryFirstCodeAsync(visit);
        await visit.GoAsync("/accounts/new/device/android");
        await FillAsync(visit, "Courier");

        await Assertions.Expect(visit.Field("API URL")).ToHaveValueAsync($"{product.Address}/sms");
        await visit.Button("Copy: API URL").ClickAsync();
        Assert.Equal($"{product.Address}/sms", await visit.Page.EvaluateAsync<string>("navigator.clipboard.readText()"));
        var code = visit.Field("Code");
        await Assertions.Expect(code).ToHaveValueAsync(new Regex("^[A-Z2-9]{4}-[A-Z2-9]{4}$"));
        await Assertions.Expect(code).Not.ToHaveValueAsync(codes[0]);
        Assert.Equal(codes, codes.Distinct());
        Assert.Equal(2, codes.Count);
        await visit.Button("Copy: Code").ClickAsync();
        Assert.Equal(codes[1], await visit.Page.EvaluateAsync<string>("navigator.clipboard.readText()"));
        await Assertions.Expect(visit.Text("Allow restricted settings")).ToBeVisibleAsync();
        await visit.AssertLooksAsync();

        using var phone = await TestDevice.PairAsync(product, codes[1], "samsung/a54", "android");
        await visit.Button("No, refuse it").ClickAsync();
        await Assertions.Expect(visit.Text("It was not connected. You said that the device that used the code is not yours.")).ToBeVisibleAsync();
        await phone.IsRefusedAsync();
        Assert.DoesNotContain((await product.Get<AccountTable>().ListAsync(DemoAccount.LocationId, CancellationToken.None)).Accounts, one => one.Name == "Courier");
    }

    [Fact]
    public async Task A_phone_with_SMSGate_is_paired_once_a_text_arrives_and_takes_the_key_of_its_app()
    {
        await using var visit = await Visit.EnterAsync(product);
        await visit.GoAsync("/accounts/new/device/android");
        await FillAsync(visit, "Van");
        await using var phone = new TestPhone();
        await Assertions.Expect(visit.Field("Code")).ToHaveValueAsync(new Regex("^.{9}$"));
        await phone.Phone.SignInAsync(await visit.Field("API URL").InputValueAsync(), await visit.Field("Code").InputValueAsync());
        await visit.Button("Yes, it is mine").ClickAsync();
        await Assertions.Expect(visit.Button("Yes, it is mine")).ToHaveCountAsync(0);
        phone.Phone.Restart();

        await Assertions.Expect(visit.Heading("Does a text arrive?")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Assertions.Expect(visit.Text("switch RCS chats off").First).ToBeVisibleAsync();
        await visit.AssertLooksAsync();
        phone.Phone.Receive("+15005550433", await visit.Field("Test text").InputValueAsync());
        await Assertions.Expect(visit.Heading("Van is connected")).ToBeVisibleAsync(new() { Timeout = 30_000 });

        await visit.Link("See the account").ClickAsync();
        await visit.Text("Signing key of the app").ClickAsync();
        await visit.Field("Signing key").FillAsync("aB3dE5fG");
        await visit.AssertLooksAsync();
        await visit.Button("Save the key").ClickAsync();
        await Assertions.Expect(visit.Text("The key is saved.")).ToBeVisibleAsync();
        await Assertions.Expect(visit.Field("Signing key")).ToHaveValueAsync("");
        var account = (await product.Get<AccountTable>().ListAsync(DemoAccount.LocationId, CancellationToken.None)).Accounts.Single(one => one.Name == "Van");
        var device = Assert.Single(await product.Get<DeviceTable>().ListAsync(account.Key, CancellationToken.None));
        Assert.Equal("aB3dE5fG", device.SmsGate?.OwnKey?.Reveal());
    }

    [Fact]
    public async Task An_iPhone_without_a_Mac_gets_a_key_for_its_Shortcut_and_brings_a_text()
    {
        await using var visit = await Visit.EnterAsync(product);
        await visit.GoAsync("/accounts/new/device/iphone");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Without a Mac: receive only" }).ClickAsync();
        await Assertions.Expect(visit.Text("It can’t send: answers have to go out by another account.")).ToBeVisibleAsync();
        await visit.AssertLooksAsync();
        await FillAsync(visit, "Pocket");
        await visit.Field("Name of the iPhone").FillAsync("Anna's iPhone");
        await visit.Button("Make the key").ClickAsync();

        await Assertions.Expect(visit.Heading("Does a text arrive?")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await visit.AssertLooksAsync();
        using var shortcut = TestDevice.WithKey(await visit.Field("Address").InputValueAsync(), await visit.Field("Value of Authorization").InputValueAsync());
        Assert.Equal("test_text", (await shortcut.BringSimplyAsync("+15005550432", await visit.Field("Test text").InputValueAsync())).GetProperty("reason").GetString());
        await Assertions.Expect(visit.Heading("Pocket is connected")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Assertions.Expect(visit.Text("It receives; it can’t send.")).ToBeVisibleAsync();
        await visit.AssertLooksAsync();
        Assert.Equal("stored", (await shortcut.BringSimplyAsync("+15005550432", "Are you open today?")).GetProperty("result").GetString());

        await Assertions.Expect(visit.Text("It arrived, and stands in Conversations.")).ToBeVisibleAsync();
        await product.ContactAsync("+15005550432");
    }

    [Fact]
    public async Task A_replacement_can_be_called_off_or_done_and_keeps_the_account()
    {
        await using var visit = await Visit.EnterAsync(product);
        using var old = await ConnectMacAsync(visit, "Lobby", "Old Mac");
        await visit.Link("See the account").ClickAsync();
        await visit.Button("Replace device").ClickAsync();
        await Assertions.Expect(visit.Text("The device before brings and sends messages until the new one is ready.")).ToBeVisibleAsync();
        await visit.AssertLooksAsync();
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Android phone" }).ClickAsync();
        await Assertions.Expect(visit.Field("Code")).ToBeVisibleAsync();

        await visit.Button("Cancel connecting").ClickAsync();
        await Assertions.Expect(visit.Button("Replace device")).ToBeVisibleAsync();
        Assert.Equal("active", (await old.ReportAsync()).GetProperty("state").GetString());

        await visit.Button("Replace device").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Mac iMessage" }).ClickAsync();
        using var mac = await TestDevice.PairAsync(product, await CodeOfCommandAsync(visit), "New Mac");
        await visit.Button("Yes, it is mine").ClickAsync();
        await mac.ReportAsync();
        await TextAsync(visit, mac);
        await Assertions.Expect(visit.Heading("Lobby is connected")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await visit.Link("See the account").ClickAsync();
        await Assertions.Expect(visit.Page.Locator("dd", new() { HasText = "New Mac" })).ToBeVisibleAsync();
        await Assertions.Expect(visit.Page.Locator("code", new() { HasText = "whatsnap-account-lobby" }).First).ToBeVisibleAsync();
        await old.IsRefusedAsync();
    }

    [Fact]
    public async Task The_account_shows_its_device_keeps_what_is_forwarded_and_takes_access_away_after_a_question()
    {
        await using var visit = await Visit.EnterAsync(product);
        using var mac = await ConnectMacAsync(visit, "Studio", "Studio Mac");
        await mac.ReportAsync(new { fullDiskAccess = true, automation = true, messagesRunning = true, imessage = true, smsForwarding = false });
        await visit.Link("See the account").ClickAsync();
        await Assertions.Expect(visit.Page.Locator("dd", new() { HasText = "Studio Mac" })).ToBeVisibleAsync();
        await Assertions.Expect(visit.Page.Locator("dd", new() { HasText = "1.2.3" })).ToBeVisibleAsync();
        await Assertions.Expect(visit.Text("Text Message Forwarding and switch on this Mac.")).ToBeVisibleAsync();
        await Assertions.Expect(visit.Link("Reconnect")).ToHaveCountAsync(0);
        await SavedAsync(visit, () => visit.Page.GetByLabel("Only those with contacts").CheckAsync());
        await SavedAsync(visit, () => visit.Page.GetByText("One-time codes", new() { Exact = true }).ClickAsync());
        await Assertions.Expect(visit.Page.GetByLabel("One-time codes")).ToBeCheckedAsync();
        await visit.AssertLooksAsync();

        await visit.ReloadAsync();
        await Assertions.Expect(visit.Page.GetByLabel("Only those with contacts")).ToBeCheckedAsync();
        await Assertions.Expect(visit.Page.GetByLabel("One-time codes")).ToBeCheckedAsync();
        await visit.Button("Revoke access").ClickAsync();
        var question = visit.Page.GetByRole(AriaRole.Alertdialog);
        await Assertions.Expect(question).ToContainTextAsync("Revoke the access of “Studio Mac”?");
        Assert.Empty(await visit.ViolationsAsync());
        await question.GetByRole(AriaRole.Button, new() { Name = "Revoke access" }).ClickAsync();

        await Assertions.Expect(visit.Text("No device is paired with this account.")).ToBeVisibleAsync();
        await Assertions.Expect(visit.Link("Reconnect")).ToBeVisibleAsync();
        await mac.IsRefusedAsync();
    }

    [Fact]
    public async Task A_German_page_pairs_in_German()
    {
        await using var visit = await Visit.BeginAsync(product, 360, locale: "de-DE");
        await visit.GoAsync("/accounts/new/device/mac");
        await visit.Button("Demo-Standort öffnen").ClickAsync();
        await visit.Field("Name des Kontos").FillAsync("Empfang");
        await visit.Page.GetByLabel("Wer dieses Gerät benutzt, weiß das").CheckAsync();
        await visit.Button("Weiter").ClickAsync();
        using var mac = await TestDevice.PairAsync(product, await CodeOfCommandAsync(visit, "Befehl zum Koppeln"), "Annas Mac");
        await mac.ReportAsync(new { fullDiskAccess = false });
        await Assertions.Expect(visit.Heading("Ist „Annas Mac“ Ihr Gerät?")).ToBeVisibleAsync();
        await Assertions.Expect(visit.Text("Systemeinstellungen → Datenschutz & Sicherheit → Festplattenvollzugriff")).ToBeVisibleAsync();
        await visit.AssertLooksAsync();
        await visit.Button("Verbinden abbrechen").ClickAsync();

        await Assertions.Expect(visit.Heading("Konten")).ToBeVisibleAsync();
        await Assertions.Expect(visit.Card("Empfang")).ToHaveCountAsync(0);
        await mac.IsRefusedAsync();
    }

    /// <summary>Names a new account; nobody goes on without the word of whoever uses the device.</summary>
    private static async Task FillAsync(Visit visit, string name)
    {
        await visit.Field("Name of the account").FillAsync(name);
        await visit.Button("Go on").ClickAsync();
        var agreed = visit.Page.GetByLabel("Whoever uses this device knows that and agrees.");
        await Assertions.Expect(agreed).ToBeFocusedAsync();
        await agreed.CheckAsync();
        await visit.Button("Go on").ClickAsync();
    }

    /// <summary>The first code runs out after a second, as far as the page knows.</summary>
    /// <returns>The codes that the page got.</returns>
    private static async Task<List<string>> HurryFirstCodeAsync(Visit visit)
    {
        var codes = new List<string>();
        await visit.Page.RouteAsync("**/device/code", async route =>
        {
            var answer = await route.FetchAsync();
            var given = JsonNode.Parse(await answer.TextAsync())!;
            codes.Add($"{given["code"]}");
            if (codes.Count == 1) given["secondsLeft"] = 1;
            await route.FulfillAsync(new() { Response = answer, Body = given.ToJsonString() });
        });
        return codes;
    }

    private static async Task<string> CodeOfCommandAsync(Visit visit, string label = "Command to pair")
    {
        var command = visit.Field(label);
        await Assertions.Expect(command).ToHaveValueAsync(new Regex("^\\./whatsnap-companion pair http://127\\.0\\.0\\.1:\\d+ .{9}$"));
        return (await command.InputValueAsync())[^9..];
    }

    /// <summary>Connects an account to a Mac that has all that it needs.</summary>
    private async Task<TestDevice> ConnectMacAsync(Visit visit, string name, string mac)
    {
        await visit.GoAsync("/accounts/new/device/mac");
        await FillAsync(visit, name);
        var device = await TestDevice.PairAsync(product, await CodeOfCommandAsync(visit), mac);
        await device.ReportAsync();
        await visit.Button("Yes, it is mine").ClickAsync();
        await TextAsync(visit, device);
        await Assertions.Expect(visit.Heading($"{name} is connected")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        return device;
    }

    /// <summary>Somebody texts the Mac what the page shows.</summary>
    private static async Task TextAsync(Visit visit, TestDevice mac)
    {
        await Assertions.Expect(visit.Heading("Does a text arrive?")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await mac.BringAsync("+15005550434", await visit.Field("Test text").InputValueAsync());
    }

    /// <summary>Changes a setting and waits for the answer to it.</summary>
    private static Task<IResponse> SavedAsync(Visit visit, Func<Task> change) =>
        visit.Page.RunAndWaitForResponseAsync(change, answer => answer.Request.Method == "PATCH" && answer.Ok);
}
