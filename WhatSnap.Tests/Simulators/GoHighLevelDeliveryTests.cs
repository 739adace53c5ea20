using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using WhatSnap.Local.Simulators.GoHighLevel;

namespace WhatSnap.Tests.Simulators;

public sealed class GoHighLevelDeliveryTests
{
    private const string Location = GoHighLevelStage.LocationId;
    private const string Phone = "+14155550100";

    [Fact]
    public async Task What_a_person_writes_is_stored_as_pending_and_handed_over_signed()
    {
        await using var receiver = await WebhookReceiver.StartAsync(_ => 200);
        await using var stage = await GoHighLevelStage.StartAsync(users: ["user1"]);
        stage.Connect(receiver);
        var contact = stage.World.SeedContact(Location, Phone, "Demo");
        var file = stage.World.Shelve("a picture.png", "image/png", [1, 2, 3]);

        var message = stage.World.WriteAsPerson(contact.Id, "héllo 👍", [file]);
        await stage.World.WhenPostsAreDoneAsync();

        var webhook = Assert.Single(receiver.Received);
        Assert.Equal(("POST", "/delivery"), (webhook.Method, webhook.Path));
        Assert.True(Ed25519Check.Verify(stage.World.Webhooks.PublicKey, webhook.Body, webhook.Headers["X-GHL-Signature"].ToString()));
        var body = webhook.Json;
        Assert.Equal(
            [
                "attachments", "contactId", "conversationId", "conversationProviderId", "locationId", "message", "messageId",
                "phone", "timestamp", "type", "userId", "webhookId",
            ],
            body.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
        Assert.Equal((contact.Id, Location, message.Id), (body.Text("contactId"), body.Text("locationId"), body.Text("messageId")));
        Assert.Equal(("SMS", Phone, "héllo 👍"), (body.Text("type"), body.Text("phone"), body.Text("message")));
        Assert.Equal((GoHighLevelStage.ProviderId, "user1"), (body.Text("conversationProviderId"), body.Text("userId")));
        Assert.Equal([1, 2, 3], await stage.DownloadAsync(body.GetProperty("attachments")[0].GetString()!));
        Assert.Equal(("pending", "outbound", "app"), (message.Status, message.Direction, message.Source));
        var read = (await stage.GetAsync($"/conversations/messages/{message.Id}")).Body;
        Assert.Equal(("pending", "user1"), (read.Text("status"), read.Text("userId")));
    }

    [Fact]
    public async Task A_changed_byte_or_another_key_spoils_the_signature()
    {
        await using var receiver = await WebhookReceiver.StartAsync(_ => 200);
        await using var stage = await GoHighLevelStage.StartAsync();
        await using var other = await GoHighLevelStage.StartAsync();
        stage.Connect(receiver);
        stage.World.WriteAsPerson(stage.World.SeedContact(Location, Phone).Id, "hello");
        await stage.World.WhenPostsAreDoneAsync();
        var webhook = receiver.Received.Single();
        var signature = webhook.Headers["X-GHL-Signature"].ToString();
        var changed = webhook.Body.ToArray();
        changed[^2] ^= 1;

        Assert.True(Ed25519Check.Verify(stage.World.Webhooks.PublicKey, webhook.Body, signature));
        Assert.False(Ed25519Check.Verify(stage.World.Webhooks.PublicKey, changed, signature));
        Assert.False(Ed25519Check.Verify(other.World.Webhooks.PublicKey, webhook.Body, signature));
    }

    [Fact]
    public async Task Workflows_and_programs_name_no_user()
    {
        await using var receiver = await WebhookReceiver.StartAsync(_ => 200);
        await using var stage = await GoHighLevelStage.StartAsync();
        stage.Connect(receiver);
        var contact = stage.World.SeedContact(Location, Phone);

        stage.World.WriteAsWorkflow(contact.Id, "from a workflow");
        var sent = await stage.PostAsync(
            "/conversations/messages", new { type = "SMS", contactId = contact.Id, message = "from a program" });
        await stage.World.WhenPostsAreDoneAsync();

        Assert.Equal(["from a workflow", "from a program"], receiver.Received.Select(webhook => webhook.Json.Text("message")));
        Assert.All(receiver.Received, webhook => Assert.False(webhook.Json.TryGetProperty("userId", out _)));
        Assert.Equal(["workflow", "api"], stage.World.Messages.Select(message => message.Source));
        Assert.Equal((201, "pending"), ((int)sent.Status, sent.Body.Text("status")));
        Assert.Equal(stage.World.Messages[1].Id, sent.Body.Text("messageId"));
    }

    [Theory]
    [InlineData("""{"type":"SMS","message":"no contact"}""", 422)]
    [InlineData("""{"type":"SMS","contactId":"CONTACT"}""", 422)]
    [InlineData("""{"type":"Pigeon","contactId":"CONTACT","message":"a"}""", 422)]
    [InlineData("""{"type":"SMS","contactId":"CONTACT","message":"a","conversationProviderId":"nobody"}""", 400)]
    [InlineData("""{"type":"SMS","contactId":"nobody","message":"a"}""", 400)]
    public async Task A_call_that_sends_nothing_sensible_is_refused(string body, int status)
    {
        await using var stage = await GoHighLevelStage.StartAsync();
        var contact = stage.World.SeedContact(Location, Phone);

        var answer = await stage.PostAsync("/conversations/messages", body.Replace("CONTACT", contact.Id, StringComparison.Ordinal));

        Assert.Equal(status, (int)answer.Status);
        Assert.Empty(stage.World.Messages);
    }

    [Fact]
    public async Task What_is_not_accepted_is_posted_again_with_the_same_ids_after_longer_and_longer_waits()
    {
        var time = new FakeTimeProvider();
        var answers = new ConcurrentQueue<int?>([500, null, 404, 204]);
        await using var receiver = await WebhookReceiver.StartAsync(_ => answers.TryDequeue(out var answer) ? answer : 200);
        await using var stage = await GoHighLevelStage.StartAsync(time: time);
        stage.Connect(receiver);
        var message = stage.World.WriteAsPerson(stage.World.SeedContact(Location, Phone).Id, "hello");

        await time.RunAsync(stage.World.WhenPostsAreDoneAsync());

        var delivery = stage.World.Deliveries.Single();
        Assert.Equal([500, null, 404, 204], delivery.Attempts.Select(attempt => attempt.Status));
        Assert.True(delivery.IsAccepted);
        Assert.All(receiver.Received, webhook => Assert.Equal(receiver.Received[0].Body, webhook.Body));
        Assert.All(
            delivery.Attempts.Zip(delivery.Attempts.Skip(1)).Index(),
            pair => Assert.True(pair.Item.Second.At - pair.Item.First.At >= TimeSpan.FromSeconds(10 << pair.Index)));
        Assert.Equal("pending", stage.World.Message(message.Id)!.Status);
    }

    [Fact]
    public async Task After_twelve_repeats_a_delivery_is_given_up_and_its_message_has_failed()
    {
        var time = new FakeTimeProvider();
        await using var receiver = await WebhookReceiver.StartAsync(_ => 503);
        await using var stage = await GoHighLevelStage.StartAsync(
            new GoHighLevelFaults { RateLimit = null, PostBackoffMs = 1 }, time);
        stage.Connect(receiver);
        var message = stage.World.WriteAsPerson(stage.World.SeedContact(Location, Phone).Id, "hello");

        await time.RunAsync(stage.World.WhenPostsAreDoneAsync());

        Assert.Equal(13, receiver.Received.Count);
        Assert.Equal(["pending", "failed"], stage.World.Message(message.Id)!.Statuses.Select(status => status.Status));
    }

    [Fact]
    public async Task A_422_fails_the_message_at_once_and_is_repeated_all_the_same()
    {
        var time = new FakeTimeProvider();
        var answers = new ConcurrentQueue<int?>([422, 200]);
        await using var receiver = await WebhookReceiver.StartAsync(_ => answers.TryDequeue(out var answer) ? answer : 200);
        await using var stage = await GoHighLevelStage.StartAsync(time: time);
        stage.Connect(receiver);
        var message = stage.World.WriteAsPerson(stage.World.SeedContact(Location, Phone).Id, "hello");

        await Wait.UntilAsync(() => stage.World.Message(message.Id)!.Status == "failed");
        Assert.Single(receiver.Received);
        await time.RunAsync(stage.World.WhenPostsAreDoneAsync());

        Assert.Equal(2, receiver.Received.Count);
        Assert.Equal("422", stage.World.Message(message.Id)!.Statuses[^1].Error!.Code);
    }

    [Fact]
    public async Task An_accepted_delivery_can_come_again()
    {
        var time = new FakeTimeProvider();
        await using var receiver = await WebhookReceiver.StartAsync(_ => 200);
        await using var stage = await GoHighLevelStage.StartAsync(
            new GoHighLevelFaults { RateLimit = null, PostRepeatRate = 1 }, time);
        stage.Connect(receiver);
        stage.World.WriteAsPerson(stage.World.SeedContact(Location, Phone).Id, "hello");

        await time.RunAsync(stage.World.WhenPostsAreDoneAsync());

        Assert.Equal(2, receiver.Received.Count);
        Assert.Equal(receiver.Received[0].Body, receiver.Received[1].Body);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(0.5, false)]
    public async Task Deliveries_of_a_contact_come_in_order_unless_they_are_mixed(double reorder, bool inOrder)
    {
        var time = new FakeTimeProvider();
        await using var receiver = await WebhookReceiver.StartAsync(_ => 200);
        await using var stage = await GoHighLevelStage.StartAsync(
            new GoHighLevelFaults { RateLimit = null, PostReorderRate = reorder }, time);
        stage.Connect(receiver);
        var contact = stage.World.SeedContact(Location, Phone);

        for (var number = 0; number < 20; number++)
            stage.World.WriteAsPerson(contact.Id, number.ToString("D2", CultureInfo.InvariantCulture));
        await time.RunAsync(stage.World.WhenPostsAreDoneAsync());

        var texts = receiver.Received.Select(webhook => webhook.Json.Text("message")).ToList();
        Assert.Equal(20, texts.Count);
        Assert.Equal(inOrder, texts.SequenceEqual(texts.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Without_the_SMS_slot_the_provider_gets_nothing()
    {
        await using var receiver = await WebhookReceiver.StartAsync(_ => 200);
        await using var stage = await GoHighLevelStage.StartAsync();
        stage.Connect(receiver);
        stage.World.SetSmsProvider(Location, "LC Phone");

        var message = stage.World.WriteAsWorkflow(stage.World.SeedContact(Location, Phone).Id, "hello");
        await stage.World.WhenPostsAreDoneAsync();

        Assert.Empty(receiver.Received);
        Assert.Equal(("delivered", "LC Phone"), (message.Status, message.ConversationProviderId));
    }

    [Fact]
    public async Task A_contact_without_a_phone_is_not_handed_over()
    {
        await using var receiver = await WebhookReceiver.StartAsync(_ => 200);
        await using var stage = await GoHighLevelStage.StartAsync();
        stage.Connect(receiver);
        var created = await stage.PostAsync("/contacts/", new { locationId = Location, email = "a@b.example" });

        var message = stage.World.WriteAsPerson(created.Body.GetProperty("contact").Text("id")!, "hello");
        await stage.World.WhenPostsAreDoneAsync();

        Assert.Empty(receiver.Received);
        Assert.Equal(("failed", "no_phone"), (message.Status, message.Statuses[^1].Error!.Code));
    }

    [Fact]
    public async Task A_reset_ends_all_repeats()
    {
        var time = new FakeTimeProvider();
        await using var receiver = await WebhookReceiver.StartAsync(_ => 500);
        await using var stage = await GoHighLevelStage.StartAsync(time: time);
        stage.Connect(receiver);
        stage.World.WriteAsPerson(stage.World.SeedContact(Location, Phone).Id, "hello");
        await Wait.UntilAsync(() => stage.World.Deliveries.Single().Attempts.Count == 1);

        stage.World.Reset();
        await time.RunAsync(stage.World.WhenPostsAreDoneAsync());

        Assert.Single(receiver.Received);
        Assert.Empty(stage.World.Posted);
    }
}
