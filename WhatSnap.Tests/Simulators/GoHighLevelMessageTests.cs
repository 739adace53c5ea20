using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using WhatSnap.Local.Simulators.GoHighLevel;

namespace WhatSnap.Tests.Simulators;

public sealed class GoHighLevelMessageTests
{
    private const string Location = GoHighLevelStage.LocationId;
    private const string Inbound = "/conversations/messages/inbound";
    private const string Export = "/conversations/messages/export?locationId=" + Location;

    [Fact]
    public async Task An_inbound_message_is_stored_and_answered_with_its_ids()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 10, 0, 0, 123, TimeSpan.Zero));
        await using var stage = await GoHighLevelStage.StartAsync(time: time);
        var contact = stage.World.SeedContact(Location, "+14155550100");

        var answer = await stage.SayAsync(contact.Id, "Hello 👋");

        Assert.Equal(HttpStatusCode.Created, answer.Status);
        var stored = Assert.Single(stage.World.Messages);
        Assert.Equal(
            (1L, "Hello 👋", "inbound", "SMS", contact.Id),
            (stored.Sequence, stored.Body, stored.Direction, stored.Type, stored.ContactId));
        Assert.Equal(stored.Id, answer.Body.GetProperty("messageId").GetString());
        Assert.Equal(stored.ConversationId, answer.Body.GetProperty("conversationId").GetString());
        Assert.Equal("2026-11-23T10:00:00.123Z", answer.Body.GetProperty("dateAdded").GetString());
        Assert.True(answer.Body.GetProperty("success").GetBoolean());
    }

    [Fact]
    public async Task A_contact_has_one_conversation_which_can_be_used_instead_of_it()
    {
        await using var stage = await GoHighLevelStage.StartAsync();
        var contact = stage.World.SeedContact(Location, "+14155550100");
        await stage.SayAsync(contact.Id, "one");
        var conversationId = stage.World.Messages[0].ConversationId;

        await stage.PostAsync(Inbound, new { type = "SMS", conversationId, message = "two" });

        Assert.All(stage.World.Messages, message => Assert.Equal(conversationId, message.ConversationId));
        Assert.Equal(2, stage.World.Messages.Count);
    }

    [Fact]
    public async Task Without_a_direction_the_message_is_outbound()
    {
        await using var stage = await GoHighLevelStage.StartAsync();
        var contact = stage.World.SeedContact(Location, "+14155550100");

        await stage.PostAsync(Inbound, new { type = "SMS", contactId = contact.Id, message = "hello" });

        Assert.Equal("outbound", stage.World.Messages.Single().Direction);
    }

    [Fact]
    public async Task The_date_that_is_sent_becomes_the_date_added()
    {
        await using var stage = await GoHighLevelStage.StartAsync();
        var contact = stage.World.SeedContact(Location, "+14155550100");

        await stage.PostAsync(
            Inbound, new { type = "SMS", contactId = contact.Id, message = "a", date = "2026-01-02T03:04:05.678Z" });

        var expected = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);
        Assert.Equal(expected, stage.World.Messages.Single().DateAdded);
    }

    [Fact]
    public async Task Rounding_drops_the_milliseconds_of_the_date()
    {
        await using var stage = await GoHighLevelStage.StartAsync(new GoHighLevelFaults { RoundDatesToSeconds = true });
        var contact = stage.World.SeedContact(Location, "+14155550100");

        await stage.PostAsync(
            Inbound, new { type = "SMS", contactId = contact.Id, message = "a", date = "2026-01-02T03:04:05.678Z" });

        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), stage.World.Messages.Single().DateAdded);
    }

    [Theory]
    [InlineData("""{"type":"SMS","contactId":"nobody","message":"a"}""", 400, "Contact not found")]
    [InlineData("""{"type":"SMS","contactId":"$","message":""}""", 422, "no message")]
    [InlineData("""{"type":"SMS","message":"a"}""", 422, "contactId or conversationId")]
    [InlineData("""{"type":"Fax","contactId":"$","message":"a"}""", 422, "type must be one of")]
    [InlineData("""{"type":"SMS","contactId":"$","message":"a","key":"k"}""", 422, "property key should not exist")]
    [InlineData("""{"type":"SMS","contactId":"$","message":"a","direction":"in"}""", 422, "direction must be one of")]
    [InlineData("""{"type":"SMS","contactId":"$","message":"a","date":"soon"}""", 422, "ISO 8601")]
    [InlineData("""{"type":"SMS","contactId":"$","message":"a","conversationProviderId":"x"}""", 400, "Provider")]
    [InlineData("""{"type":"SMS","contactId":"$","mess""", 400, "Unexpected token")]
    public async Task A_wrong_message_is_refused_and_not_stored(string body, int status, string words)
    {
        await using var stage = await GoHighLevelStage.StartAsync();
        var contact = stage.World.SeedContact(Location, "+14155550100");

        var answer = await stage.PostAsync(Inbound, body.Replace("$", contact.Id));

        Assert.Equal((HttpStatusCode)status, answer.Status);
        Assert.Contains(words, answer.Message, StringComparison.Ordinal);
        Assert.Equal(
            status == 422 ? JsonValueKind.Array : JsonValueKind.String, answer.Body.GetProperty("message").ValueKind);
        Assert.Empty(stage.World.Messages);
    }

    [Fact]
    public async Task Type_Custom_without_a_provider_is_answered_201_with_nothing()
    {
        await using var stage = await GoHighLevelStage.StartAsync();
        var contact = stage.World.SeedContact(Location, "+14155550100");

        var without = await stage.PostAsync(Inbound, new { type = "Custom", contactId = contact.Id, message = "a" });
        const string conversationProviderId = GoHighLevelStage.ProviderId;
        var with = await stage.PostAsync(
            Inbound, new { type = "Custom", contactId = contact.Id, message = "b", conversationProviderId });

        Assert.Equal((HttpStatusCode.Created, ""), (without.Status, without.Text));
        Assert.NotEqual("", with.Text);
        Assert.Equal("b", stage.World.Messages.Single().Body);
    }

    [Fact]
    public async Task A_text_on_the_refusal_list_is_refused()
    {
        await using var stage = await GoHighLevelStage.StartAsync(
            new GoHighLevelFaults { RefuseMessageTexts = ["bad"] });
        var contact = stage.World.SeedContact(Location, "+14155550100");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await stage.SayAsync(contact.Id, "bad")).Status);
        Assert.Equal(HttpStatusCode.Created, (await stage.SayAsync(contact.Id, "good")).Status);
    }

    [Theory]
    [InlineData("asc")]
    [InlineData("desc")]
    public async Task Export_pages_by_cursor_without_losing_or_repeating(string order)
    {
        var time = new FakeTimeProvider();
        await using var stage = await GoHighLevelStage.StartAsync(time: time);
        var contact = stage.World.SeedContact(Location, "+14155550100");
        for (var number = 0; number < 25; number++)
        {
            await stage.SayAsync(contact.Id, $"{number}");
            if (number % 2 == 0) time.Advance(TimeSpan.FromSeconds(1));
        }

        var bodies = new List<string?>();
        string? cursor = "";
        do
        {
            var path = $"{Export}&limit=10&sortOrder={order}&contactId={contact.Id}";
            var answer = await stage.GetAsync($"{path}&cursor={Uri.EscapeDataString(cursor)}");
            Assert.Equal(25, answer.Body.GetProperty("total").GetInt32());
            bodies.AddRange(answer.Body.GetProperty("messages").Texts("body"));
            cursor = answer.Body.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);

        if (order == "desc") bodies.Reverse();
        Assert.Equal(Enumerable.Range(0, 25).Select(number => $"{number}"), bodies);
    }

    [Fact]
    public async Task Export_filters_by_contact_and_by_date_added()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var stage = await GoHighLevelStage.StartAsync(time: time);
        var contact = stage.World.SeedContact(Location, "+14155550100");
        var other = stage.World.SeedContact(Location, "+14155550101");
        foreach (var text in new[] { "a", "b", "c" })
        {
            await stage.SayAsync(contact.Id, text);
            await stage.SayAsync(other.Id, "other");
            time.Advance(TimeSpan.FromMinutes(1));
        }

        var answer = await stage.GetAsync(
            $"{Export}&contactId={contact.Id}&startDate=2026-01-01T00:01:00.000Z&endDate=2026-01-01T00:02:00.000Z");

        Assert.Equal(["c", "b"], answer.Body.GetProperty("messages").Texts("body"));
    }

    [Theory]
    [InlineData("&limit=9")]
    [InlineData("&limit=501")]
    [InlineData("&sortOrder=up")]
    [InlineData("&channel=Fax")]
    [InlineData("&startDate=yesterday")]
    public async Task Export_refuses_parameters_that_are_not_documented(string query)
    {
        await using var stage = await GoHighLevelStage.StartAsync();

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await stage.GetAsync(Export + query)).Status);
    }

    [Fact]
    public async Task Export_lags_as_long_as_it_is_told_to()
    {
        var time = new FakeTimeProvider();
        await using var stage = await GoHighLevelStage.StartAsync(new GoHighLevelFaults { ExportLagMs = 500 }, time);
        await stage.SayAsync(stage.World.SeedContact(Location, "+14155550100").Id, "hello");

        Assert.Equal(0, (await stage.GetAsync(Export)).Body.GetProperty("total").GetInt32());
        time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Equal(1, (await stage.GetAsync(Export)).Body.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task A_conversation_lists_its_messages_nested_and_newest_first()
    {
        var time = new FakeTimeProvider();
        await using var stage = await GoHighLevelStage.StartAsync(time: time);
        var contact = stage.World.SeedContact(Location, "+14155550100");
        foreach (var text in new[] { "a", "b", "c" })
        {
            await stage.SayAsync(contact.Id, text);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        var path = $"/conversations/{stage.World.Messages[0].ConversationId}/messages?limit=2";
        var first = (await stage.GetAsync(path)).Body.GetProperty("messages");
        Assert.True(first.GetProperty("nextPage").GetBoolean());
        Assert.Equal(["c", "b"], first.GetProperty("messages").Texts("body"));

        path += "&lastMessageId=" + first.Text("lastMessageId");
        var rest = (await stage.GetAsync(path)).Body.GetProperty("messages");
        Assert.False(rest.GetProperty("nextPage").GetBoolean());
        Assert.Equal(["a"], rest.GetProperty("messages").Texts("body"));
    }

    [Fact]
    public async Task Conversations_and_single_messages_can_be_read_back()
    {
        await using var stage = await GoHighLevelStage.StartAsync();
        var contact = stage.World.SeedContact(Location, "+14155550100", "Demo");
        await stage.SayAsync(contact.Id, "hello");
        var stored = stage.World.Messages.Single();

        var search = await stage.GetAsync($"/conversations/search?locationId={Location}&contactId={contact.Id}");
        var message = await stage.GetAsync($"/conversations/messages/{stored.Id}");

        Assert.Equal(stored.ConversationId, search.Body.GetProperty("conversations")[0].GetProperty("id").GetString());
        Assert.Equal("hello", message.Body.GetProperty("body").GetString());
        Assert.Equal("TYPE_SMS", message.Body.GetProperty("messageType").GetString());
        Assert.False(message.Body.TryGetProperty("altId", out _));
    }
}
