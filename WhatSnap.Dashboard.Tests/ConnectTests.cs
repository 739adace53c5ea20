using System.Buffers.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using WhatSnap.Dashboard.Tests.Fixture;

namespace WhatSnap.Dashboard.Tests;

/// <summary>Adding accounts, in the steps that people see.</summary>
[Collection(OtherProductCollection.Name)]
public sealed partial class ConnectTests(RunningProduct product)
{
    [Fact]
    public async Task A_phone_is_linked_by_a_code_that_renews_itself_and_names_are_shown_as_text()
    {
        const string name = "<img src=x onerror=alert(1)>";
        await using var visit = await Visit.EnterAsync(product);
        await visit.Link("Add account").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Connect WhatsApp" }).ClickAsync();
        await visit.Page.GetByLabel("Name of the account").FillAsync(name);
        await visit.Button("Show the QR code").ClickAsync();

        var code = visit.Page.GetByAltText("QR code to link WhatsApp");
        await code.WaitForAsync();
        var first = await code.GetAttributeAsync("src");
        await Assertions.Expect(visit.Text("New code in")).ToBeVisibleAsync();
        await Assertions.Expect(visit.Text("Settings → Linked Devices.").First).ToBeVisibleAsync();
        Assert.Empty(await visit.ViolationsAsync());
        await Assertions.Expect(code).Not.ToHaveAttributeAsync("src", first!, new() { Timeout = 20_000 });

        await product.ScanAsync("15005550177");

        await Assertions.Expect(visit.Heading($"{name} is connected")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Assertions.Expect(visit.Text("ready to send and receive")).ToBeVisibleAsync();
        await visit.Link("See all accounts").ClickAsync();
        await Assertions.Expect(visit.Card(name).GetByText("Active")).ToBeVisibleAsync();
        Assert.Equal(0, await visit.Page.Locator("main img[src=x]").CountAsync());
        Assert.Empty(await visit.ViolationsAsync());
    }

    [Fact]
    public async Task An_account_with_a_passkey_is_linked_in_a_browser_that_lets_no_script_copy()
    {
        await using var visit = await Visit.BeginAsync(product);

        // Between the assertion and the code to compare, WhatsApp asks for nothing.
        visit.Expected.Add("409");
        await visit.Page.AddInitScriptAsync("Object.defineProperty(navigator, 'clipboard', { value: undefined }); document.execCommand = () => false;");
        await visit.GoAsync("");
        await visit.Button("Open the demo location").ClickAsync();
        await visit.GoAsync("/accounts/new/whatsapp");
        await visit.Page.GetByLabel("Name of the account").FillAsync("Passkey");
        await visit.Button("Show the QR code").ClickAsync();
        await visit.Page.GetByAltText("QR code to link WhatsApp").WaitForAsync();
        await product.ScanAsync("15005550190", asksPasskey: true);
        var (command, printed) = (visit.Field("The command"), visit.Field("What the console printed"));
        await Assertions.Expect(command).ToHaveValueAsync(Challenge(), new() { Timeout = 30_000 });

        await visit.Button("Copy").ClickAsync();
        await Assertions.Expect(visit.Text("It is selected now: press Ctrl+C")).ToBeVisibleAsync();
        await visit.AssertLooksAsync();
        await visit.Page.Keyboard.PressAsync("Control+C");
        await printed.PressAsync("Control+V");
        await Assertions.Expect(printed).ToHaveValueAsync(await command.InputValueAsync());
        await visit.Button("Continue").ClickAsync();
        await Assertions.Expect(visit.Text("This is not what the console prints.")).ToBeVisibleAsync();

        await printed.FillAsync(AssertionFor(Challenge().Match(await command.InputValueAsync()).Groups[1].Value));
        await visit.Button("Continue").ClickAsync();
        await Assertions.Expect(visit.Page.Locator(".typed-code")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        Assert.Empty(await visit.ViolationsAsync());
        await visit.Button("The codes are the same").ClickAsync();
        await Assertions.Expect(visit.Heading("Passkey is connected")).ToBeVisibleAsync(new() { Timeout = 30_000 });
    }

    [Fact]
    public async Task A_Twilio_number_is_checked_asked_about_and_connected()
    {
        await using var visit = await Visit.EnterAsync(product);
        visit.Expected.Add("422");
        await visit.GoAsync("/accounts/new/twilio");
        await visit.Page.GetByLabel("Account SID").FillAsync("AC00000000000000000000000000000001");
        await visit.Page.GetByLabel("Auth Token", new() { Exact = true }).FillAsync("ffffffffffffffffffffffffffffffff");
        await visit.Button("Show my numbers").ClickAsync();
        await Assertions.Expect(visit.Text("Twilio refused this Account SID and Auth Token.")).ToBeVisibleAsync();

        await visit.Page.GetByLabel("Auth Token", new() { Exact = true }).FillAsync("0123456789abcdef0123456789abcdef");
        await visit.Button("Show my numbers").ClickAsync();
        await Assertions.Expect(visit.Text("This number can't receive or send texts.")).ToBeVisibleAsync();
        Assert.True(await visit.Page.GetByLabel("+15005550102").IsDisabledAsync());
        await visit.Page.GetByLabel("+15005550103").CheckAsync();
        await visit.Page.GetByLabel("Name of the account").FillAsync("Support");
        Assert.Empty(await visit.ViolationsAsync());
        await visit.Button("Connect this number").ClickAsync();

        await Assertions.Expect(visit.Heading("One question before it goes on")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        Assert.Empty(await visit.ViolationsAsync());
        await visit.Button("Continue").ClickAsync();
        await Assertions.Expect(visit.Heading("Support is connected")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        Assert.Empty(await visit.ViolationsAsync());
    }

    [Fact]
    public async Task What_could_not_be_connected_says_why_and_how_to_go_on()
    {
        await using var visit = await Visit.EnterAsync(product);
        await visit.GoAsync("/accounts/new/whatsapp");
        await visit.Page.GetByLabel("Name of the account").FillAsync("Cancelled");
        await visit.Button("Show the QR code").ClickAsync();
        await visit.Page.GetByAltText("QR code to link WhatsApp").WaitForAsync();

        await visit.Button("Cancel connecting").ClickAsync();

        await Assertions.Expect(visit.Heading("Accounts")).ToBeVisibleAsync();
        await Assertions.Expect(visit.Card("Cancelled")).ToHaveCountAsync(0, new() { Timeout = 30_000 });
    }

    /// <summary>What a browser with the passkey prints for a challenge.</summary>
    private static string AssertionFor(string challenge)
    {
        var asked = JsonElement.Parse(challenge);
        var id = asked.GetProperty("allowCredentials")[0].GetProperty("id").GetString();
        var said = JsonSerializer.SerializeToUtf8Bytes(new { type = "webauthn.get", challenge = asked.GetProperty("challenge").GetString(), origin = "https://web.whatsapp.com" });
        return JsonSerializer.Serialize(new
        {
            id,
            rawId = id,
            type = "public-key",
            response = new { clientDataJSON = Base64Url.EncodeToString(said), authenticatorData = "AAAA", signature = "BBBB" },
        });
    }

    [GeneratedRegex(@"parseRequestOptionsFromJSON\((\{.+\})\) \}\)\)$")]
    private static partial Regex Challenge();
}
