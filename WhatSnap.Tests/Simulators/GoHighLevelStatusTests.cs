using System.Net;
using Microsoft.Extensions.Time.Testing;
using WhatSnap.Local.Simulators.GoHighLevel;

namespace WhatSnap.Tests.Simulators;

public sealed class GoHighLevelStatusTests
{
    private const string Location = GoHighLevelStage.LocationId;

    private static readonly object Trouble = new { code = "30003", type = "provider", message = "The phone is off." };

    [Fact]
    public async Task The_provider_sets_statuses_and_each_is_kept()
    {
        var time = new FakeTimeProvider();
        await using var receiver = await WebhookReceiver.StartAsync(_ => 200);
        await using var stage = await GoHighLevelStage.StartAsync(time: time);
        var message = await HandedOverAsync(stage, receiver, time, TimeSpan.FromSeconds(5));

        var answers = new List<Exchange>
        {
            await PutAsync(stage, message.Id, new { status = "pending" }),
            await PutAsync(stage, message.Id, new { status = "delivered" }),
            await PutAsync(stage, message.Id, new { status = "read" }),
            await PutAsync(stage, message.Id, new { status = "failed", error = Trouble }),
        };

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Equal((message.Id, message.ConversationId), (answers[1].Body.Text("messageId"), answers[1].Body.Text("conversationId")));
        Assert.Equal("delivered", answers[1].Body.Text("status"));
        var stored = stage.World.Message(message.Id)!;
        Assert.Equal(["pending", "pending", "delivered", "read", "failed"], stored.Statuses.Select(status => status.Status));
        Assert.Equal(("failed", "30003"), (stored.Status, stored.Statuses[^1].Error!.Code));
        Assert.Equal("failed", (await stage.GetAsync($"/conversations/messages/{message.Id}")).Body.Text("status"));
    }

    [Theory]
    [InlineData("""{"status":"sent"}""", "status must be one of the following values: delivered, failed, pending, read")]
    [InlineData("""{"status":"undelivered"}""", "status must be one of the following values: delivered, failed, pending, read")]
    [InlineData("""{}""", "status should not be empty")]
    [InlineData("""{"status":"failed"}""", "error must be an object")]
    [InlineData("""{"status":"failed","error":"off"}""", "error must be an object")]
    [InlineData("""{"status":"failed","error":{"code":"1","type":"a"}}""", "error.message should not be empty")]
    [InlineData("""{"status":"failed","error":{"code":1,"type":"a","message":"b"}}""", "error.code must be a string")]
    [InlineData("""{"status":"read","more":1}""", "property more should not exist")]
    public async Task A_wrong_body_is_422_and_changes_nothing(string body, string problem)
    {
        var time = new FakeTimeProvider();
        await using var receiver = await WebhookReceiver.StartAsync(_ => 200);
        await using var stage = await GoHighLevelStage.StartAsync(time: time);
        var message = await HandedOverAsync(stage, receiver, time, TimeSpan.FromSeconds(5));

        var answer = await PutAsync(stage, message.Id, body);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains(problem, answer.Body.GetProperty("message").EnumerateArray().Select(one => one.GetString()));
        Assert.Equal("pending", stage.World.Message(message.Id)!.Status);
    }

    [Theory]
    [InlineData(0, 4999, HttpStatusCode.Forbidden)]
    [InlineData(0, 5000, HttpStatusCode.OK)]
    [InlineData(20_000, 19_999, HttpStatusCode.Forbidden)]
    [InlineData(20_000, 20_000, HttpStatusCode.OK)]
    public async Task The_first_seconds_after_the_hand_over_are_403(int setting, int after, HttpStatusCode status)
    {
        var time = new FakeTimeProvider();
        await using var receiver = await WebhookReceiver.StartAsync(_ => 200);
        var faults = new GoHighLevelFaults { RateLimit = null };
        await using var stage = await GoHighLevelStage.StartAsync(setting == 0 ? faults : faults with { StatusRaceMs = setting }, time);
        var message = await HandedOverAsync(stage, receiver, time, TimeSpan.FromMilliseconds(after));

        var answer = await PutAsync(stage, message.Id, new { status = "delivered" });

        Assert.Equal(status, answer.Status);
        if (status == HttpStatusCode.OK) return;
        Assert.Equal("CONVERSATIONS_MSG_PROVIDER_NOT_FOUND", answer.Body.Text("canonicalCode"));
        Assert.Equal("No conversation provider found for this message", answer.Message);
    }

    [Fact]
    public async Task A_message_that_was_never_handed_over_stays_403()
    {
        var time = new FakeTimeProvider();
        await using var stage = await GoHighLevelStage.StartAsync(time: time);
        var message = stage.World.WriteAsPerson(stage.World.SeedContact(Location, "+14155550100").Id, "hello");
        time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(HttpStatusCode.Forbidden, (await PutAsync(stage, message.Id, new { status = "read" })).Status);
    }

    [Fact]
    public async Task Another_apps_token_and_another_provider_have_no_access()
    {
        var time = new FakeTimeProvider();
        await using var receiver = await WebhookReceiver.StartAsync(_ => 200);
        await using var stage = await GoHighLevelStage.StartAsync(time: time);
        var message = await HandedOverAsync(stage, receiver, time, TimeSpan.FromMinutes(1));
        stage.World.AllowForeignToken(Location, "foreign");
        stage.World.SetSmsProvider(Location, "LC Phone");
        var native = stage.World.WriteAsPerson(message.ContactId, "by another way");

        var foreign = await stage.PutAsync(Path(message.Id), new { status = "read" }, "foreign");
        var elsewhere = await PutAsync(stage, native.Id, new { status = "read" });

        Assert.All([foreign, elsewhere], answer =>
        {
            Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
            Assert.Equal("CONVERSATIONS_MSG_PROVIDER_NO_ACCESS", answer.Body.Text("canonicalCode"));
        });
        Assert.Equal(HttpStatusCode.OK, (await stage.GetAsync($"/conversations/messages/{message.Id}", "foreign")).Status);
    }

    [Fact]
    public async Task An_unknown_message_is_404_and_one_of_another_location_403()
    {
        var time = new FakeTimeProvider();
        await using var receiver = await WebhookReceiver.StartAsync(_ => 200);
        await using var stage = await GoHighLevelStage.StartAsync(time: time);
        var message = await HandedOverAsync(stage, receiver, time, TimeSpan.FromMinutes(1));

        Assert.Equal(HttpStatusCode.NotFound, (await PutAsync(stage, "nobody", new { status = "read" })).Status);
        var other = await stage.PutAsync(Path(message.Id), new { status = "read" }, GoHighLevelStage.OtherToken);
        Assert.Equal(HttpStatusCode.Forbidden, other.Status);
        Assert.Equal("pending", stage.World.Message(message.Id)!.Status);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("LC Phone", false)]
    public async Task The_channels_say_who_sends_a_locations_texts(string? provider, bool isOurs)
    {
        await using var stage = await GoHighLevelStage.StartAsync();
        stage.World.SetSmsProvider(Location, provider);
        const string path = $"/locations/{Location}/conversationChannels/SMS";

        var answer = await stage.GetAsync(path, version: "v3");

        var providers = answer.Body.GetProperty("conversationChannel").GetProperty("SMS").EnumerateArray()
            .Select(entry => entry.GetProperty("conversationProvider")).ToList();
        var ours = Assert.Single(providers, one => one.Text("_id") == GoHighLevelStage.ProviderId);
        Assert.Equal(isOurs, ours.GetProperty("default").GetBoolean());
        Assert.Single(providers, one => one.GetProperty("default").GetBoolean());
        Assert.Equal(HttpStatusCode.BadRequest, (await stage.GetAsync(path)).Status);
        var wrong = await stage.GetAsync($"/locations/{Location}/conversationChannels/Fax", version: "v3");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
    }

    private static string Path(string messageId) => $"/conversations/messages/{messageId}/status";

    private static Task<Exchange> PutAsync(GoHighLevelStage stage, string messageId, object body) =>
        stage.PutAsync(Path(messageId), body);

    private static async Task<SimulatedMessage> HandedOverAsync(
        GoHighLevelStage stage, WebhookReceiver receiver, FakeTimeProvider time, TimeSpan ago)
    {
        stage.Connect(receiver);
        var message = stage.World.WriteAsPerson(stage.World.SeedContact(Location, "+14155550100").Id, "hello");
        await stage.World.WhenPostsAreDoneAsync();
        time.Advance(ago);
        return message;
    }
}
