using Microsoft.Extensions.DependencyInjection;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Messages;
using WhatSnap.Core.WhatsApp;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.WhatsApp;

/// <summary>Whatever fails on the way: each message reaches WhatsApp once, or a person is told why it did not.</summary>
public sealed class SendWhatsAppTroubleTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_call_whose_answer_is_lost_is_made_again_under_its_id_and_sends_one_message()
    {
        await using var stage = await SendStage.StartAsync();
        var lost = 0;
        stage.WhatsApp.OnWaha.OnCall = request => IsSend(request) && ++lost <= 2 ? HttpFault.LostAfter : HttpFault.None;

        var id = await stage.SendAsync("Hello");

        var ids = stage.WhatsApp.Waha.Calls.Where(call => call.Path == "/api/sendText").Select(call => call.Body).ToList();
        Assert.Equal((3, 1), (ids.Count, ids.Distinct().Count()));
        Assert.Equal(["Hello"], stage.Texts);
        Assert.Equal(SendStates.Queued, (await stage.LinkAsync(id)).State);
    }

    [Theory]
    [InlineData("/api/sendText")]
    [InlineData("/api/contacts/check-exists")]
    public async Task A_success_that_says_nothing_is_none_and_the_message_goes_out_later(string path)
    {
        await using var stage = await SendStage.StartAsync();
        var lies = 0;
        stage.WhatsApp.OnWaha.OnCall = request => request.RequestUri!.AbsolutePath == path && ++lies <= 2 ? HttpFault.Nonsense : HttpFault.None;

        var id = await stage.SendAsync("Hello");

        Assert.True(lies > 2, $"asked {lies} times");
        Assert.Equal(["Hello"], stage.Texts);
        Assert.Equal(SendStates.Queued, (await stage.LinkAsync(id)).State);
    }

    [Fact]
    public async Task A_host_killed_at_any_step_neither_loses_nor_doubles_a_message()
    {
        var killer = new StorageKiller();
        await using var stage = await SendStage.StartAsync(services =>
        {
            killer.Install(services);
            services.AddHttpClient<WahaClient>().AddHttpMessageHandler(() => new KillingHandler(killer));
        });
        var contact = stage.Contact();
        await stage.WriteAsync(contact, "first");
        await stage.RunAsync(Minute);
        var last = 0;
        for (var (step, hasDied) = (1, true); hasDied; step++)
        {
            await stage.WriteAsync(contact, $"text {step}", "https://example.com/1.png", "https://example.com/2.png");
            var before = killer.Kills;
            killer.DieAt(step);
            await stage.Product.Queue.RunDueAsync();
            hasDied = killer.Kills > before;
            killer.Spare();
            await stage.Product.Queue.RunAllAsync(Minute);
            last = step;
        }

        await stage.Product.Queue.RunAllAsync(Minute * 30);

        Assert.True(last > 15, $"only {last} steps");
        Assert.Equal(
            Enumerable.Range(1, last).SelectMany(step => new[] { $"text {step}", null }).Prepend("first"), stage.Texts);
    }

    [Fact]
    public async Task A_message_waits_while_the_phone_is_unlinked_and_goes_out_when_it_is_linked_again()
    {
        await using var stage = await SendStage.StartAsync();
        await stage.WhatsApp.Waha.AnnounceAsync("FAILED", "logged_out");

        var id = await stage.WriteAsync(stage.Contact(), "Hello");
        await stage.RunAsync(Minute * 30);
        var waiting = (await stage.LinkAsync(id)).State;
        await RelinkAsync(stage);
        await stage.RunAsync(Minute * 5);

        Assert.Equal(SendStates.Accepted, waiting);
        Assert.Equal(["Hello"], stage.Texts);
    }

    [Fact]
    public async Task A_message_fails_when_the_phone_stays_unlinked_for_longer_than_it_would_be_of_use()
    {
        await using var stage = await SendStage.StartAsync();
        await stage.WhatsApp.Waha.AnnounceAsync("FAILED", "logged_out");

        var id = await stage.WriteAsync(stage.Contact(), "Hello");
        await stage.RunAsync(LaneTiming.GiveUpSendingAfter + (Minute * 5));
        await RelinkAsync(stage);
        await stage.RunAsync(Minute * 5);

        Assert.Equal((SendStates.Failed, Failures.SenderNotActive.Code), await EndAsync(stage, id));
        Assert.Empty(stage.Chats.Sent);
    }

    [Fact]
    public async Task A_disconnected_account_fails_its_messages_at_once()
    {
        await using var stage = await SendStage.StartAsync();
        await stage.WhatsApp.PostAsync($"api/accounts/{stage.Key.AccountId}/disconnect");
        await stage.WhatsApp.Flows.RunAllAsync();

        var id = await stage.SendAsync("Hello");

        Assert.Equal((SendStates.Failed, Failures.SenderNotActive.Code), await EndAsync(stage, id));
    }

    [Fact]
    public async Task While_the_session_does_not_work_a_message_is_tried_again_and_goes_out_once()
    {
        await using var stage = await SendStage.StartAsync();
        stage.WhatsApp.Waha.Only.Status = "STARTING";
        var id = await stage.WriteAsync(stage.Contact(), "Hello");
        await stage.RunAsync(Minute * 20);
        Assert.Empty(stage.Chats.Sent);

        stage.WhatsApp.Waha.Only.Status = "WORKING";
        await stage.RunAsync(Minute * 5);

        Assert.Equal(["Hello"], stage.Texts);
        Assert.Equal(SendStates.Queued, (await stage.LinkAsync(id)).State);
    }

    [Theory]
    [InlineData(HttpFault.LostBefore, "provider_unreachable", "failed")]
    [InlineData(HttpFault.LostAfter, "outcome_unknown", "unknown")]
    public async Task After_four_hours_a_message_fails_or_is_unknown_where_it_may_have_been_sent(object fault, string failure, string state)
    {
        await using var stage = await SendStage.StartAsync();
        stage.WhatsApp.OnWaha.OnCall = request => IsSend(request) ? (HttpFault)fault : HttpFault.None;

        var id = await stage.WriteAsync(stage.Contact(), "Hello");
        await stage.RunAsync(LaneTiming.GiveUpSendingAfter + (Minute * 5));

        Assert.Equal((SendStates.Of(state), failure), await EndAsync(stage, id));
    }

    [Fact]
    public async Task A_number_that_is_not_on_WhatsApp_fails_with_a_clear_reason()
    {
        await using var stage = await SendStage.StartAsync();
        stage.Chats.Numbers[TestProduct.Customer(1)[1..]] = null;

        var id = await stage.SendAsync("Hello");

        Assert.Equal((SendStates.Failed, Failures.NotOnWhatsApp.Code), await EndAsync(stage, id));
        Assert.Contains("on WhatsApp", stage.Crm.Message(id)!.Statuses[^1].Error!.Message, StringComparison.Ordinal);
        Assert.Empty(stage.Chats.Sent);
    }

    [Theory]
    [InlineData("reachout_timelock", "may_not_write_first", "may_not_write_first")]
    [InlineData("file_unusable", "attachment_unusable", "attachment_unusable")]
    [InlineData("id_used", "provider_refused", "id_used")]
    public async Task A_refusal_of_the_gateway_fails_the_message_at_once_and_the_next_goes_out(string refusal, string failure, string told)
    {
        await using var stage = await SendStage.StartAsync();
        stage.Chats.Refuse = sent => sent.Text == "Refused" ? FakeWahaChats.Refusal(refusal) : null;
        var contact = stage.Contact();

        var id = await stage.WriteAsync(contact, "Refused");
        await stage.WriteAsync(contact, "next");
        await stage.RunAsync(Minute);

        Assert.Equal((SendStates.Failed, failure), await EndAsync(stage, id));
        Assert.Equal(told, stage.Crm.Message(id)!.Statuses[^1].Error!.Code);
        Assert.Equal(["next"], stage.Texts);
    }

    [Fact]
    public async Task A_file_whose_server_is_away_for_a_minute_goes_out_after_that()
    {
        await using var stage = await SendStage.StartAsync();
        var away = true;
        stage.Chats.Refuse = _ => away ? FakeWahaChats.Refusal("file_away", 503) : null;

        var id = await stage.WriteAsync(stage.Contact(), "Look", "https://files.example.com/a.png");
        await stage.RunAsync(Minute);
        away = false;
        await stage.RunAsync(TimeSpan.FromMinutes(5));

        Assert.Single(stage.Chats.Sent);
        Assert.Null((await stage.LinkAsync(id)).FailureCode);
    }

    [Fact]
    public async Task A_file_whose_server_stays_away_fails_the_message_within_minutes_not_hours()
    {
        await using var stage = await SendStage.StartAsync();
        stage.Chats.Refuse = _ => FakeWahaChats.Refusal("file_away", 503);

        var id = await stage.WriteAsync(stage.Contact(), "Look", "https://files.example.com/a.png");
        await stage.RunAsync(TimeSpan.FromMinutes(20));

        Assert.Equal((SendStates.Failed, Failures.AttachmentUnusable.Code), await EndAsync(stage, id));
    }

    [Fact]
    public async Task A_connection_that_broke_under_a_message_repeats_it_under_its_id()
    {
        await using var stage = await SendStage.StartAsync();
        var broken = 0;
        stage.Chats.Refuse = _ => ++broken <= 2 ? FakeWahaChats.Refusal("connection_428", 503) : null;

        await stage.SendAsync("Hello");

        Assert.Equal(["Hello"], stage.Texts);
        Assert.Equal(3, broken);
    }

    [Theory]
    [InlineData("463", "may_not_write_first", null)]
    [InlineData("479", "provider_refused", "whatsapp_479")]
    [InlineData(null, "provider_refused", null)]
    public async Task What_WhatsApp_itself_refuses_fails_with_its_code(string? error, string failure, string? code)
    {
        await using var stage = await SendStage.StartAsync();
        var id = await stage.SendAsync("Hello");

        await stage.AckAsync(stage.Chats.Sent.Single(), -1, error);
        await stage.RunAsync(Minute);

        Assert.Equal((SendStates.Failed, failure), await EndAsync(stage, id));
        var told = stage.Crm.Message(id)!.Statuses[^1].Error!;
        Assert.Equal(code ?? failure, told.Code);
        Assert.DoesNotContain("Twilio", told.Message, StringComparison.Ordinal);
    }

    private static bool IsSend(HttpRequestMessage request) => request.RequestUri!.AbsolutePath.StartsWith("/api/send", StringComparison.Ordinal);

    private static async Task<(SendState, string?)> EndAsync(SendStage stage, string id)
    {
        var link = await stage.LinkAsync(id);
        return (link.State, link.FailureCode);
    }

    private static async Task RelinkAsync(SendStage stage)
    {
        await stage.WhatsApp.PostAsync($"api/accounts/{stage.Key.AccountId}/reconnect");
        stage.WhatsApp.OnWaits(() => stage.WhatsApp.Waha.LinkAsync(stage.WhatsApp.Number));
        await stage.WhatsApp.Flows.RunAllAsync();
        Assert.Equal(AccountStates.Active.Code, (await stage.WhatsApp.AccountAsync(stage.Key))!.StateCode);
    }

    /// <summary>Kills the calling host before a call to the gateway leaves, or when its answer is there.</summary>
    private sealed class KillingHandler(StorageKiller killer) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            killer.Step();
            var answer = await base.SendAsync(request, cancellationToken);
            killer.Step();
            return answer;
        }
    }
}
