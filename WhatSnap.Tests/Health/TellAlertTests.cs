using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SmtpServer.Protocol;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Health;
using WhatSnap.Core.Storage;

namespace WhatSnap.Tests.Health;

/// <summary>E-mails and webhooks of alerts.</summary>
public sealed class TellAlertTests
{
    [Fact]
    public async Task The_mail_says_what_is_wrong_since_when_and_what_to_do()
    {
        await using var stage = await RaisedAsync();

        var mail = Assert.Single(stage.Receivers.Mails);
        Assert.Equal("WhatSnap: Sales needs attention", mail.Subject);
        Assert.Equal(AlertStage.Address, Assert.Single(mail.To.Mailboxes).Address);
        Assert.Contains(AccountStates.NeedsNewToken.Sentence, mail.TextBody, StringComparison.Ordinal);
        Assert.Contains(AccountStates.NeedsNewToken.NextAction, mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("Since 23 November 2026 12:05 UTC", mail.TextBody, StringComparison.Ordinal);
        Assert.Equal("auto-generated", mail.Headers["Auto-Submitted"]);
    }

    [Fact]
    public async Task The_webhook_is_signed_as_Standard_Webhooks_says()
    {
        await using var stage = await RaisedAsync();

        var call = Assert.Single(stage.Receivers.Calls);
        var settings = await stage.Product.Get<AlertSettingsTable>().ReadAsync(stage.Product.LocationId, CancellationToken.None);
        var key = Convert.FromBase64String(settings.WebhookSecret!.Reveal()["whsec_".Length..]);
        var head = $"{call.Headers["webhook-id"]}.{call.Headers["webhook-timestamp"]}.";
        var expected = HMACSHA256.HashData(key, (byte[])[.. Encoding.UTF8.GetBytes(head), .. call.Body]);
        Assert.Equal("v1," + Convert.ToBase64String(expected), call.Headers["webhook-signature"]);
        Assert.Equal(
            stage.Product.Time.GetUtcNow().ToUnixTimeSeconds(), long.Parse(call.Headers["webhook-timestamp"], CultureInfo.InvariantCulture));
        Assert.Equal("needs_new_token", call.Json.GetProperty("data").GetProperty("code").GetString());
    }

    /// <summary>The example of Standard Webhooks' own documents.</summary>
    [Fact]
    public void The_signature_is_that_of_the_standards_example() => Assert.Equal(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        AlertSignature.Sign(
            new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
            "{\"test\": 2432232314}"u8));

    [Fact]
    public async Task Who_could_not_be_told_is_tried_again_and_the_others_are_not_told_twice()
    {
        await using var stage = await AlertStage.StartAsync();
        stage.Receivers.HookStatus = 500;
        stage.Receivers.MailAnswer = SmtpResponse.MailboxUnavailable;
        await stage.BeAsync(AccountStates.NeedsNewToken);
        await stage.LookAsync(2);
        Assert.Empty(stage.Receivers.Mails);
        Assert.Equal(2, (await TroublesAsync(stage)).Count);

        stage.Receivers.MailAnswer = SmtpResponse.Ok;
        await stage.Product.Queue.RunAllAsync(TimeSpan.FromMinutes(10));
        Assert.Single(stage.Receivers.Mails);
        Assert.Equal("The webhook answered 500.", Assert.Single(await TroublesAsync(stage)));
        stage.Receivers.HookStatus = 204;
        await stage.Product.Queue.RunAllAsync(TimeSpan.FromDays(2));

        Assert.Single(stage.Receivers.Mails);
        Assert.Equal(4, stage.Receivers.Calls.Count);
        Assert.Single(stage.Receivers.Calls.Select(call => call.Headers["webhook-id"]).Distinct());
        Assert.Empty(await TroublesAsync(stage));
    }

    /// <summary>Two hosts whose clocks strike at once look at a location at one moment, and tell the same.</summary>
    [Fact]
    public async Task Two_hosts_that_tell_one_thing_at_once_tell_it_once()
    {
        await using var stage = await AlertStage.StartAsync();
        var notice = await NoticeAsync(stage);
        stage.Receivers.Meanwhile = () => stage.Product.Get<TellAlert>().RunAsync(notice, CancellationToken.None);

        await stage.Product.Get<TellAlert>().RunAsync(notice, CancellationToken.None);
        await stage.Product.Queue.RunAllAsync(TimeSpan.FromDays(2));

        Assert.Single(stage.Receivers.Calls);
        Assert.Single(stage.Receivers.Mails);
        Assert.Equal(0, stage.Product.Queue.Count);
    }

    [Fact]
    public async Task A_mail_server_that_takes_too_long_does_not_keep_the_address_for_longer_than_it_is_claimed()
    {
        await using var stage = await AlertStage.StartAsync();
        var notice = await NoticeAsync(stage);
        var (hasBegun, goesOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        stage.Receivers.Meanwhile = () =>
        {
            stage.Receivers.Meanwhile = () => Task.CompletedTask;
            hasBegun.SetResult();
            return goesOn.Task;
        };

        var telling = stage.Product.Get<TellAlert>().RunAsync(notice, CancellationToken.None);
        await hasBegun.Task;
        stage.Product.Time.Advance(AlertTable.TellWithin * 4 / 5);
        await telling;
        var troubles = await TroublesAsync(stage);
        goesOn.SetResult();

        Assert.Equal("The mail server took too long.", Assert.Single(troubles));
        Assert.Single(stage.Receivers.Calls);
    }

    [Fact]
    public async Task What_a_host_was_about_to_tell_when_it_died_is_told_by_the_next()
    {
        await using var stage = await AlertStage.StartAsync();
        var notice = await NoticeAsync(stage);
        await stage.Product.Get<AlertTable>().ClaimAsync(
            stage.Product.LocationId, AlertNotice.FromJson(notice)!.Id, TellAlert.Webhook, CancellationToken.None);

        await stage.Product.Get<TellAlert>().RunAsync(notice, CancellationToken.None);
        Assert.Empty(stage.Receivers.Calls);
        await stage.Product.Queue.RunAllAsync(TimeSpan.FromMinutes(3));

        Assert.Single(stage.Receivers.Calls);
        Assert.Single(stage.Receivers.Mails);
    }

    [Fact]
    public async Task It_is_given_up_after_a_day()
    {
        await using var stage = await AlertStage.StartAsync();
        stage.Receivers.HookStatus = 500;
        await stage.BeAsync(AccountStates.NeedsNewToken);
        await stage.LookAsync(2);

        var took = await stage.Product.Queue.RunAllAsync(TimeSpan.FromDays(30));

        Assert.InRange(took, TimeSpan.FromHours(23), TimeSpan.FromHours(25));
        Assert.Equal(7, stage.Receivers.Calls.Count);
        Assert.Equal(0, stage.Product.Queue.Count);
        Assert.Single(await TroublesAsync(stage));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_has_not_been_told_of_an_incident_when_it_is_over_is_only_told_that(bool hasWorsened)
    {
        await using var stage = await AlertStage.StartAsync();
        stage.Receivers.HookStatus = 500;
        await stage.BeAsync(AccountStates.ConnectionLost);
        await stage.LookAsync(2);
        if (hasWorsened) await stage.BeAsync(AccountStates.Unlinked);
        await stage.LookAsync(1);
        await stage.BeAsync(AccountStates.Active);
        await stage.LookAsync(3);
        var before = stage.Receivers.Calls.Count;

        stage.Receivers.HookStatus = 204;
        await stage.Product.Queue.RunAllAsync(TimeSpan.FromDays(2));

        Assert.Equal(["alert.cleared"], stage.Receivers.Kinds.Skip(before));
        Assert.Equal(0, stage.Product.Queue.Count);
    }

    [Fact]
    public async Task A_product_on_the_internet_calls_no_address_of_its_own_network()
    {
        await using var stage = await RaisedAsync("https://hooks.example.com");

        Assert.Empty(stage.Receivers.Calls);
        Assert.Equal("The webhook could not be reached (ConnectionError).", Assert.Single(await TroublesAsync(stage)));
    }

    private static async Task<AlertStage> RaisedAsync(string address = "http://127.0.0.1:1")
    {
        var stage = await AlertStage.StartAsync(address: address);
        await stage.BeAsync(AccountStates.NeedsNewToken);
        await stage.LookAsync(2);
        return stage;
    }

    private static async Task<IReadOnlyList<string>> TroublesAsync(AlertStage stage) =>
        [.. (await stage.Product.Get<AlertSettingsTable>().ReadAsync(stage.Product.LocationId, CancellationToken.None)).Troubles.Values.Where(one => one.Length > 0)];

    /// <summary>A notice that is to be told, and that nobody works on.</summary>
    private static async Task<string> NoticeAsync(AlertStage stage)
    {
        var (consumers, found) = (stage.Product.Queue.Consumers, "");
        var tell = consumers[QueueNames.TellAlerts];
        consumers[QueueNames.TellAlerts] = (body, _) =>
        {
            found = body;
            return Task.CompletedTask;
        };
        await stage.BeAsync(AccountStates.NeedsNewToken);
        await stage.LookAsync(2);
        consumers[QueueNames.TellAlerts] = tell;
        return found;
    }
}
