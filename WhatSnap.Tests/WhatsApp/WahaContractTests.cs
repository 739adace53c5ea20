using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.WhatsApp;

namespace WhatSnap.Tests.WhatsApp;

public sealed class WahaContractTests
{
    [Fact]
    public async Task Every_call_that_is_made_is_one_that_the_gateway_offers_with_the_right_key()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        await CallEverythingAsync(stage);

        var calls = stage.Waha.Calls.Select(call => (Name: WahaContract.Find(call.Method, call.Path), call.Key, call.Body)).ToList();

        Assert.All(calls, call => Assert.NotNull(call.Name));
        Assert.Equal(20, calls.Select(call => call.Name).Distinct().Count());
        Assert.All(calls, call => Assert.Equal(IsOfOneSession(call.Name!), call.Key != FakeWaha.OperatorKey));
        var made = JsonNode.Parse(calls.Single(call => call.Name == "POST /api/sessions").Body)!;
        Assert.False(made["start"]!.GetValue<bool>());
        var webhook = made["config"]!["webhooks"]![0]!;
        Assert.Equal(FakeWaha.WebhookKey, webhook["hmac"]!["key"]!.GetValue<string>());
        Assert.Equal("""{"policy":"exponential","delaySeconds":1,"attempts":15}""", webhook["retries"]!.ToJsonString());
    }

    [Fact]
    public async Task What_the_simulated_gateway_answers_and_tells_is_as_the_contract_says()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        await CallEverythingAsync(stage);

        Assert.All(stage.Waha.Answers, answer => Assert.Empty(WahaContract.Problems(answer.Call, answer.Body)));
        Assert.Contains(stage.Waha.Answers, answer => answer.Call == "GET /api/sessions/{session}");
        Assert.Contains(stage.Waha.Answers, answer => answer.Call == "POST /api/sendImage");
        stage.Waha.Sessions["wa-1"] = new WahaSessionState();
        var told = JsonElement.Parse(stage.Waha.EventOf("WORKING").ToJsonString());
        Assert.Empty(WahaContract.EventProblems("session.status", told.GetProperty("payload")));
        var acked = JsonElement.Parse(FakeWahaChats.AckOf("15005550101@c.us", "3EB0", -1, "463").ToJsonString());
        Assert.Empty(WahaContract.EventProblems("message.ack", acked));
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, false)]
    [InlineData(HttpStatusCode.Forbidden, false)]
    [InlineData(HttpStatusCode.UnprocessableEntity, false)]
    [InlineData(HttpStatusCode.NotFound, false)]
    [InlineData(HttpStatusCode.TooManyRequests, true)]
    [InlineData(HttpStatusCode.ServiceUnavailable, true)]
    [InlineData(HttpStatusCode.InternalServerError, true)]
    [InlineData(HttpStatusCode.OK, true)]
    [InlineData(null, true)]
    public void A_failure_says_whether_it_may_pass(HttpStatusCode? status, bool isTransient) =>
        Assert.Equal(isTransient, new WahaException("GET a session", status).IsTransient);

    [Theory]
    [InlineData("15005550100@c.us", "+15005550100")]
    [InlineData("15005550100:7@s.whatsapp.net", "+15005550100")]
    [InlineData("5511912345678@c.us", "+5511912345678")]
    [InlineData("123456789012345@lid", null)]
    [InlineData("@c.us", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void The_number_of_an_account_is_read_as_WAHA_writes_it(string? id, string? number) =>
        Assert.Equal(number, WahaSession.Of(new WireSession("WORKING", null, new WireMe(id))).Number?.ToString());

    /// <summary>What belongs to one session is called with that session's key.</summary>
    private static bool IsOfOneSession(string call) =>
        call.Contains("/auth/", StringComparison.Ordinal) || call.Contains("/lids/", StringComparison.Ordinal) || call.Contains("/contacts/", StringComparison.Ordinal)
        || call.Contains("/send", StringComparison.Ordinal) || call.EndsWith("Typing", StringComparison.Ordinal);

    private static async Task CallEverythingAsync(WhatsAppStage stage)
    {
        var waha = stage.Product.Get<WahaClient>();
        await waha.CreateSessionAsync("wa-1", new SessionSetup("https://hooks.example.com/hooks/whatsapp/1"), CancellationToken.None);
        await waha.ConfigureSessionAsync("wa-1", new SessionSetup("https://hooks.example.com/hooks/whatsapp/1"), CancellationToken.None);
        var link = new WhatsAppLink("wa-1", "1", await waha.NewKeyAsync("wa-1", CancellationToken.None));
        await waha.StartSessionAsync("wa-1", CancellationToken.None);
        var state = stage.Waha.Only;
        (state.Me, state.Qr) = ("15005550100@c.us", "qr-1");
        state.Challenge = JsonNode.Parse("""{"challenge":"AAEC","timeout":60000,"rpId":"whatsapp.com","allowCredentials":[],"userVerification":"required"}""");
        Assert.NotNull(await waha.FindSessionAsync("wa-1", CancellationToken.None));
        _ = PhoneNumber.TryParse("+15005550100", out var number);
        Assert.NotNull(await waha.ReadQrAsync(link, CancellationToken.None));
        Assert.NotNull(await waha.RequestCodeAsync(link, number, CancellationToken.None));
        Assert.NotNull(await waha.ReadChallengeAsync(link, CancellationToken.None));
        await waha.AnswerChallengeAsync(link, JsonElement.Parse("{}"), CancellationToken.None);
        Assert.NotNull(await waha.ReadConfirmationAsync(link, CancellationToken.None));
        await waha.ConfirmAsync(link, CancellationToken.None);
        stage.Waha.Numbers["123456789012345"] = "+15005550101";
        Assert.Equal("+15005550101", (await waha.FindNumberAsync(link, "123456789012345", CancellationToken.None))?.ToString());
        Assert.Null(await waha.FindNumberAsync(link, "999999999999999", CancellationToken.None));
        await WriteAsync(stage.Product.Get<WahaMessages>(), link, state, number);
        await waha.DeleteSessionAsync("wa-1", CancellationToken.None);
        Assert.Null(await waha.FindSessionAsync("wa-1", CancellationToken.None));
    }

    private static async Task WriteAsync(WahaMessages waha, WhatsAppLink link, WahaSessionState state, PhoneNumber number)
    {
        state.Status = "WORKING";
        var chat = new WahaChat(link, (await waha.FindChatAsync(link, number, CancellationToken.None))!);
        await waha.StartTypingAsync(chat, CancellationToken.None);
        await waha.SendTextAsync(chat, "3EB000000001", "Hello", CancellationToken.None);
        await waha.StopTypingAsync(chat, CancellationToken.None);
        foreach (var (id, type) in new[] { ("3EB000000002", "image/png"), ("3EB000000003", "audio/ogg; codecs=opus"), ("3EB000000004", "application/pdf") })
        {
            await waha.SendFileAsync(chat, id, new Attachment("https://example.com/file", type, "file"), null, CancellationToken.None);
        }
    }
}
