using System.Text.RegularExpressions;
using Microsoft.Playwright;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Health;
using WhatSnap.Dashboard.Tests.Fixture;
using WhatSnap.Local.Demo;

namespace WhatSnap.Dashboard.Tests;

/// <summary>Alerts, and who is told of them.</summary>
[Collection(OtherProductCollection.Name)]
public sealed partial class AlertTests(RunningProduct product) : IAsyncLifetime
{
    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => product.Get<AlertSettingsTable>().SaveAsync(DemoAccount.LocationId, AlertSettings.None, CancellationToken.None);

    [Fact]
    public async Task Who_is_told_is_kept_and_an_address_that_is_none_is_refused_at_its_field()
    {
        await using var visit = await Visit.EnterAsync(product);
        visit.Expected.Add("400");
        await visit.Link("Health").ClickAsync();
        var (emails, webhook, save) = (visit.Field("E-mail addresses"), visit.Field("Webhook"), visit.Button("Save who is told"));
        await Assertions.Expect(visit.Button("Send a test")).ToBeDisabledAsync();
        await emails.FillAsync("ann@example.com\nnobody");
        await save.ClickAsync();
        await Assertions.Expect(emails).ToHaveAccessibleDescriptionAsync(NoEmail());
        await emails.FillAsync("ann@example.com\nteam@example.com");
        await webhook.FillAsync("http://hooks.example.com/alerts");
        await save.ClickAsync();
        await Assertions.Expect(webhook).ToHaveAccessibleDescriptionAsync(NoWebhook());
        await Assertions.Expect(emails).Not.ToHaveAttributeAsync("aria-invalid", "true");
        await visit.AssertLooksAsync();

        await webhook.FillAsync("https://hooks.example.com/alerts");
        await save.ClickAsync();
        await Assertions.Expect(save).ToBeDisabledAsync();
        await visit.ReloadAsync();

        await Assertions.Expect(emails).ToHaveValueAsync("ann@example.com\nteam@example.com");
        await Assertions.Expect(webhook).ToHaveValueAsync("https://hooks.example.com/alerts");
        await visit.Button("Send a test").ClickAsync();
        await Assertions.Expect(visit.Text("A test is on its way.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_webhook_s_secret_is_shown_once_and_again_only_as_a_new_one_after_a_question()
    {
        await using var visit = await Visit.EnterAsync(product);
        await visit.Link("Health").ClickAsync();
        var secret = visit.Field("The webhook’s secret");
        await visit.Field("Webhook").FillAsync("https://hooks.example.com/alerts");
        await visit.Button("Save who is told").ClickAsync();
        await Assertions.Expect(secret).ToHaveValueAsync(SecretForm());
        var first = await secret.InputValueAsync();
        await visit.AssertLooksAsync();
        await visit.ReloadAsync();
        await Assertions.Expect(visit.Field("Webhook")).ToHaveValueAsync("https://hooks.example.com/alerts");
        await Assertions.Expect(secret).ToHaveCountAsync(0);

        await visit.Button("Make a new secret").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Alertdialog).GetByRole(AriaRole.Button, new() { Name = "Make a new secret" }).ClickAsync();

        await Assertions.Expect(secret).ToHaveValueAsync(SecretForm());
        var second = await secret.InputValueAsync();
        Assert.NotEqual(first, second);
        Assert.Equal(second, (await product.Get<AlertSettingsTable>().ReadAsync(DemoAccount.LocationId, CancellationToken.None)).WebhookSecret!.Reveal());
    }

    [Fact]
    public async Task The_secret_can_be_copied_in_a_frame_that_may_not_use_the_clipboard()
    {
        await using var visit = await Visit.BeginAsync(product);
        visit.Expected.Add("Clipboard API");
        await visit.Page.GotoAsync($"{product.Crm}/custom-page?location={DemoAccount.LocationId}");
        var frame = visit.Page.FrameLocator("iframe");
        await frame.GetByRole(AriaRole.Link, new() { Name = "Health", Exact = true }).ClickAsync();
        await frame.GetByLabel("Webhook", new() { Exact = true }).FillAsync("https://hooks.example.com/alerts");
        await frame.GetByRole(AriaRole.Button, new() { Name = "Save who is told" }).ClickAsync();
        var secret = frame.GetByLabel("The webhook’s secret");
        await Assertions.Expect(secret).ToHaveValueAsync(SecretForm());
        Assert.Equal("refused", await visit.Inside.EvaluateAsync<string>("navigator.clipboard.writeText('').then(() => 'let', () => 'refused')"));

        await frame.GetByRole(AriaRole.Button, new() { Name = "Copy" }).ClickAsync();

        await Assertions.Expect(frame.GetByText("Copied.").First).ToBeVisibleAsync();
        var field = frame.GetByLabel("E-mail addresses");
        await field.FillAsync("");
        await field.PressAsync("Control+V");
        await Assertions.Expect(field).ToHaveValueAsync(await secret.InputValueAsync());
    }

    [Fact]
    public async Task What_goes_on_and_what_is_over_are_shown_apart()
    {
        var (alerts, now, key) = (product.Get<AlertTable>(), TimeProvider.System.GetUtcNow(), AccountKey.New(DemoAccount.LocationId));
        await product.Get<AccountTable>().TryAddAsync(
            new Account(DemoAccount.LocationId, key.AccountId, "Troubled", AccountTag.FromName("Troubled"), Platform.Twilio, null, null), CancellationToken.None);
        Alert Seen(string incident, string code) => new(DemoAccount.LocationId, key.AccountId, incident, code, now.AddHours(-2)) { RaisedAt = now.AddHours(-1) };
        var (open, over) = (Seen(Incidents.Account, AccountStates.NeedsNewToken.Code), Seen(Incidents.Messages, HealthSigns.MessagesWaiting.Code));
        foreach (var alert in new[] { open, over }) Assert.True(await alerts.TryPutAsync(alert, CancellationToken.None));
        await CloseAsync(over);
        await using var visit = await Visit.EnterAsync(product);
        await visit.Link("Health").ClickAsync();

        await Assertions.Expect(visit.Text($"Troubled: {AccountStates.NeedsNewToken.Sentence}")).ToBeVisibleAsync();
        await Assertions.Expect(visit.Text($"Troubled: {HealthSigns.MessagesWaiting.Sentence}").First).ToBeHiddenAsync();
        await visit.Page.GetByText(OverTitle()).ClickAsync();
        await Assertions.Expect(visit.Text($"Troubled: {HealthSigns.MessagesWaiting.Sentence}").First).ToBeVisibleAsync();
        await visit.AssertLooksAsync();
        await CloseAsync(open);
        await product.Get<AccountTable>().RemoveAsync(key, _ => true, CancellationToken.None);

        async Task CloseAsync(Alert alert)
        {
            var known = (await alerts.ListOpenAsync(DemoAccount.LocationId, CancellationToken.None)).Single(one => one.AccountId == alert.AccountId && one.Incident == alert.Incident);
            Assert.True(await alerts.TryCloseAsync(known with { ClearedAt = now }, CancellationToken.None));
        }
    }

    [GeneratedRegex("One of these is not an e-mail address\\.")]
    private static partial Regex NoEmail();

    [GeneratedRegex("This is not an address that alerts can be sent to\\.")]
    private static partial Regex NoWebhook();

    [GeneratedRegex("^whsec_.{40,}$")]
    private static partial Regex SecretForm();

    [GeneratedRegex("^Over \\(\\d+\\)$")]
    private static partial Regex OverTitle();
}
