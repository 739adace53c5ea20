using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using WhatSnap.Local.Simulators.GoHighLevel;

namespace WhatSnap.Tests.Simulators;

public sealed class GoHighLevelEventTests
{
    private const string Location = GoHighLevelStage.LocationId;
    private const string Phone = "+14155550100";

    [Fact]
    public async Task Every_change_of_a_contact_is_told_in_order_with_its_full_tag_list()
    {
        await using var receiver = await WebhookReceiver.StartAsync(_ => 200);
        await using var stage = await GoHighLevelStage.StartAsync();
        stage.Connect(receiver, postsEvents: true);

        var created = await stage.PostAsync("/contacts/", $$"""{"locationId":"{{Location}}","phone":"{{Phone}}","name":"Demo One","tags":["a"]}""");
        var id = created.Body.GetProperty("contact").Text("id")!;
        await stage.PostAsync($"/contacts/{id}/tags", """{"tags":["b"]}""");
        await stage.PostAsync($"/contacts/{id}/tags", """{"tags":["b"]}""");
        await stage.PutAsync($"/contacts/{id}", new { firstName = "Other" });
        await stage.SendAsync(HttpMethod.Delete, $"/contacts/{id}/tags", """{"tags":["a"]}""");
        await stage.PostAsync(
            "/contacts/bulk/tags/update/add", $$"""{"locationId":"{{Location}}","contacts":["{{id}}"],"tags":["c"]}""");
        await stage.SendAsync(HttpMethod.Delete, $"/contacts/{id}", body: null);
        await stage.World.WhenPostsAreDoneAsync();

        var events = receiver.Received.Select(webhook => webhook.Json).ToList();
        Assert.Equal(
            [
                "ContactCreate", "ContactTagUpdate", "ContactUpdate", "ContactTagUpdate", "ContactTagUpdate", "ContactDelete",
            ],
            events.Select(one => one.Text("type")));
        Assert.Equal(["a", "a b", "a b", "b", "b c", "b c"], events.Select(Tags));
        Assert.All(events, one => Assert.Equal((id, Location, Phone), (one.Text("id"), one.Text("locationId"), one.Text("phone"))));
        Assert.Equal(6, events.Select(one => one.Text("webhookId")).Distinct().Count());
        Assert.All(receiver.Received, webhook => Assert.Equal("/events", webhook.Path));
        var first = receiver.Received[0];
        Assert.True(Ed25519Check.Verify(stage.World.Webhooks.PublicKey, first.Body, first.Headers["X-GHL-Signature"].ToString()));
    }

    [Fact]
    public async Task Tags_that_a_person_changes_are_told_too()
    {
        await using var receiver = await WebhookReceiver.StartAsync(_ => 200);
        await using var stage = await GoHighLevelStage.StartAsync();
        stage.Connect(receiver, postsEvents: true);
        var contact = stage.World.SeedContact(Location, Phone, "Demo", "old");

        stage.World.AddTag(contact.Id, "new");
        stage.World.RemoveTag(contact.Id, "OLD");
        await stage.World.WhenPostsAreDoneAsync();

        Assert.Equal(["old new", "new"], receiver.Received.Select(webhook => Tags(webhook.Json)));
        Assert.Equal(["new"], stage.World.Contacts.Single().Tags);
    }

    [Fact]
    public async Task Do_not_disturb_is_told_by_channel_in_its_own_event_alone()
    {
        await using var receiver = await WebhookReceiver.StartAsync(_ => 200);
        await using var stage = await GoHighLevelStage.StartAsync();
        stage.Connect(receiver, postsEvents: true);
        var contact = stage.World.SeedContact(Location, Phone, "Demo");

        stage.World.SetDoNotDisturb(contact.Id, true, "SMS");
        await stage.PutAsync($"/contacts/{contact.Id}", new { dndSettings = new { SMS = new { status = "inactive" } } });
        await stage.PutAsync($"/contacts/{contact.Id}", new { dnd = true });
        stage.World.AddTag(contact.Id, "new");
        await stage.World.WhenPostsAreDoneAsync();

        var events = receiver.Received.Select(webhook => webhook.Json).ToList();
        Assert.Equal(["ContactDndUpdate", "ContactDndUpdate", "ContactDndUpdate", "ContactTagUpdate"], events.Select(one => one.Text("type")));
        Assert.Equal(
            ["active", "inactive", "inactive"], events.Take(3).Select(one => one.GetProperty("dndSettings").GetProperty("SMS").Text("status")));
        Assert.True(events[3].GetProperty("dnd").GetBoolean());
        Assert.False(events[3].TryGetProperty("dndSettings", out _));
    }

    [Fact]
    public async Task Messages_of_both_directions_are_told()
    {
        await using var receiver = await WebhookReceiver.StartAsync(_ => 200);
        await using var stage = await GoHighLevelStage.StartAsync();
        stage.Connect(receiver, postsEvents: true);
        var contact = stage.World.SeedContact(Location, Phone);

        await stage.SayAsync(contact.Id, "in");
        stage.World.WriteAsPerson(contact.Id, "out");
        await stage.World.WhenPostsAreDoneAsync();

        var events = receiver.Received.Where(webhook => webhook.Path == "/events").Select(webhook => webhook.Json).ToList();
        Assert.Equal(
            ["InboundMessage inbound in delivered", "OutboundMessage outbound out pending"],
            events.Select(one => $"{one.Text("type")} {one.Text("direction")} {one.Text("body")} {one.Text("status")}"));
        Assert.Equal(stage.World.Messages.Select(message => message.Id), events.Select(one => one.Text("messageId")));
        Assert.Equal("app", events[1].Text("source"));
        Assert.Equal("/delivery", receiver.Received.Single(webhook => webhook.Path != "/events").Path);
    }

    [Fact]
    public async Task An_event_is_repeated_until_it_is_taken_and_once_more_when_the_faults_say_so()
    {
        var time = new FakeTimeProvider();
        var answers = new ConcurrentQueue<int?>([500, 200]);
        await using var receiver = await WebhookReceiver.StartAsync(_ => answers.TryDequeue(out var answer) ? answer : 200);
        await using var stage = await GoHighLevelStage.StartAsync(
            new GoHighLevelFaults { RateLimit = null, PostRepeatRate = 1 }, time);
        stage.Connect(receiver, postsEvents: true);
        stage.World.AddTag(stage.World.SeedContact(Location, Phone).Id, "new");

        await time.RunAsync(stage.World.WhenPostsAreDoneAsync());

        Assert.Equal([500, 200, 200], stage.World.Posted.Single().Attempts.Select(attempt => attempt.Status));
        Assert.All(receiver.Received, webhook => Assert.Equal(receiver.Received[0].Body, webhook.Body));
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task Nothing_is_told_while_events_are_off_or_the_app_is_not_installed(bool isOn, bool isInstalled)
    {
        await using var receiver = await WebhookReceiver.StartAsync(_ => 200);
        await using var stage = await GoHighLevelStage.StartAsync();
        stage.Connect(receiver, postsEvents: isOn);
        var contact = stage.World.SeedContact(Location, Phone);
        if (!isInstalled) stage.World.Installs.RemoveFrom(Location);

        stage.World.AddTag(contact.Id, "new");
        stage.World.DeleteContact(contact.Id);
        await stage.World.WhenPostsAreDoneAsync();

        Assert.Empty(stage.World.Posted);
    }

    private static string Tags(JsonElement body) =>
        string.Join(' ', body.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()));
}
