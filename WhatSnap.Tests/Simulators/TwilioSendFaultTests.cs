using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using WhatSnap.Local.Simulators.Twilio;

namespace WhatSnap.Tests.Simulators;

public sealed class TwilioSendFaultTests
{
    [Fact]
    public async Task Half_of_the_500s_have_sent_the_message()
    {
        await using var receiver = await WebhookReceiver.StartAsync(_ => 200);
        await using var stage = await TwilioStage.StartAsync(faults: new TwilioFaults { Error500Rate = 1 });

        for (var number = 0; number < 40; number++)
        {
            var answer = await stage.SendTextAsync(("StatusCallback", receiver.Url("/status")));
            Assert.Equal((500, 20500), ((int)answer.Status, answer.Body.GetProperty("code").GetInt32()));
        }

        await stage.World.WhenSendsAreDoneAsync();
        Assert.InRange(stage.World.Sent.Count, 8, 32);
        Assert.Equal(stage.World.Sent.Count * 3, receiver.Received.Count);
    }

    [Fact]
    public async Task Half_of_the_cut_connections_have_sent_the_message()
    {
        await using var stage = await TwilioStage.StartAsync(faults: new TwilioFaults { ResetRate = 1 });

        for (var number = 0; number < 40; number++)
            await Assert.ThrowsAsync<HttpRequestException>(() => stage.SendTextAsync());

        await stage.World.WhenSendsAreDoneAsync();
        Assert.InRange(stage.World.Sent.Count, 8, 32);
        Assert.All(stage.World.Sent, sent => Assert.Equal("delivered", sent.Status));
    }

    [Fact]
    public async Task A_429_sends_nothing()
    {
        await using var stage = await TwilioStage.StartAsync(faults: new TwilioFaults { TooManyRequestsRate = 1 });

        var answer = await stage.SendTextAsync();

        Assert.Equal((429, 20429), ((int)answer.Status, answer.Body.GetProperty("code").GetInt32()));
        Assert.Empty(stage.World.Sent);
    }

    [Fact]
    public async Task A_late_commit_sends_after_the_caller_has_given_up()
    {
        var time = new FakeTimeProvider();
        await using var receiver = await WebhookReceiver.StartAsync(_ => 200);
        await using var stage = await TwilioStage.StartAsync(
            time: time, faults: new TwilioFaults { LateCommitRate = 1, LateCommitAfterMs = 5000 });
        using var patience = new CancellationTokenSource();

        var call = SendAsync(stage, receiver.Url("/status"), patience.Token);
        await Wait.UntilAsync(() => stage.World.CountOf(TwilioCallName.SendMessage) == 1);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Wait.UntilAsync(() => stage.World.PendingLateCommits == 1);
        Assert.Empty(stage.World.Sent);

        await time.RunAsync(stage.World.WhenLateCommitsAreDoneAsync());
        await stage.World.WhenSendsAreDoneAsync();
        Assert.Equal(("late", "delivered"), (stage.World.Sent.Single().Message.Body, stage.World.Sent.Single().Status));
        Assert.Equal(["sending", "sent", "delivered"], receiver.Told());
    }

    [Fact]
    public async Task A_caller_that_never_gives_up_is_cut_off_at_the_end_of_the_hold()
    {
        var time = new FakeTimeProvider();
        await using var stage = await TwilioStage.StartAsync(
            time: time, faults: new TwilioFaults { LateCommitRate = 1, LateCommitHoldMs = 2000 });
        var start = time.GetUtcNow();

        var call = stage.SendTextAsync();
        await time.RunAsync(call);

        await Assert.ThrowsAsync<HttpRequestException>(() => call);
        Assert.True(time.GetUtcNow() - start >= TimeSpan.FromSeconds(2));
        await Wait.UntilAsync(() => stage.World.Sent.Count == 1);
    }

    [Fact]
    public async Task Reading_is_never_committed_late_and_a_reset_drops_what_is()
    {
        var time = new FakeTimeProvider();
        await using var stage = await TwilioStage.StartAsync(
            time: time, faults: new TwilioFaults { LateCommitRate = 1, LateCommitHoldMs = 0, LateCommitAfterMs = 60_000 });
        Assert.Equal(HttpStatusCode.OK, (await stage.GetAsync(TwilioSendStage.Messages)).Status);
        await Assert.ThrowsAsync<HttpRequestException>(() => stage.SendTextAsync());
        await Wait.UntilAsync(() => stage.World.PendingLateCommits == 1);

        stage.World.Reset();
        await time.RunAsync(stage.World.WhenLateCommitsAreDoneAsync());

        Assert.Empty(stage.World.Sent);
    }

    [Fact]
    public async Task The_same_seed_and_order_give_the_same_faults_and_ends()
    {
        var faults = new TwilioFaults { Seed = 9, Error500Rate = 0.3, TooManyRequestsRate = 0.2, UndeliveredRate = 0.4 };
        await using var stage = await TwilioStage.StartAsync(faults: faults);

        async Task<List<string>> RunAsync()
        {
            stage.World.Reset();
            stage.World.Faults = faults with { };
            var seen = new List<string>();
            for (var number = 0; number < 30; number++) seen.Add($"{(await stage.SendTextAsync()).Status}");
            await stage.World.WhenSendsAreDoneAsync();
            return [.. seen, .. stage.World.Sent.Select(sent => $"{sent.Status} {sent.Message.ErrorCode}")];
        }

        var first = await RunAsync();

        Assert.Equal(first, await RunAsync());
        Assert.Contains(first, one => one.StartsWith("undelivered", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_control_endpoints_program_phones_and_list_what_was_sent()
    {
        await using var stage = await TwilioStage.StartAsync();
        var outcome = $"/_sim/outcomes/{Uri.EscapeDataString(TwilioStage.Customer)}";

        var set = await stage.SendAsync(HttpMethod.Put, outcome, Json("""{"end":"Failed","errorCode":30007}"""));
        await stage.SendAndWaitAsync();
        await stage.SendAsync(HttpMethod.Put, outcome, Json("null"));
        await stage.SendAndWaitAsync(("MediaUrl", "https://a.example/1.png"));
        var wrong = await stage.SendAsync(HttpMethod.Put, outcome, Json("""{"end":"Vanished"}"""));

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.BadRequest), (set.Status, wrong.Status));
        var sent = (await stage.GetAsync("/_sim/sent")).Body.GetProperty("sent");
        Assert.Equal(["failed", "delivered"], sent.Texts("status"));
        Assert.Equal("https://a.example/1.png", sent[1].GetProperty("mediaUrls")[0].GetString());
        Assert.Equal(1, (await stage.GetAsync("/_sim/sent?after=1")).Body.GetProperty("sent").GetArrayLength());
        Assert.Equal(2, (await stage.GetAsync("/_sim/state")).Body.GetProperty("sent").GetArrayLength());
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static async Task SendAsync(TwilioStage stage, string callback, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, TwilioSendStage.Messages);
        request.Headers.Authorization = new(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{TwilioStage.AccountSid}:{TwilioStage.AuthToken}")));
        request.Content = new FormUrlEncodedContent(
        [
            new("To", TwilioStage.Customer), new("From", TwilioStage.Business), new("Body", "late"), new("StatusCallback", callback),
        ]);
        using var _ = await stage.Client.SendAsync(request, cancellationToken);
    }
}
