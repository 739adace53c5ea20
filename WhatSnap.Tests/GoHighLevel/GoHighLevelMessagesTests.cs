using System.Net;
using System.Text.Json;
using WhatSnap.Core.GoHighLevel;

namespace WhatSnap.Tests.GoHighLevel;

public sealed class GoHighLevelMessagesTests
{
    private const string InboundUrl = CrmStage.Api + "/conversations/messages/inbound";
    private const string UploadUrl = CrmStage.Api + "/conversations/messages/upload";
    private static readonly DateTimeOffset Since = new(2026, 11, 23, 11, 59, 59, 250, TimeSpan.Zero);

    [Fact]
    public async Task A_received_message_is_sent_as_inbound_with_its_date_and_the_providers_id()
    {
        // As default SMS provider it is known by its id, and not named.
        using var stage = await CrmStage.StartAsync(new GoHighLevelOptions { ConversationProviderId = "provider1" });
        stage.Script.Answers(HttpMethod.Post, InboundUrl, HttpStatusCode.Created, """{"messageId":"m1"}""");

        var id = await stage.AddInboundAsync();

        Assert.Equal("m1", id);
        AssertSent(stage, """
            {
              "type": "SMS", "contactId": "contact1", "message": "Hello", "altId": "SM1", "direction": "inbound",
              "date": "2026-11-23T12:00:00+00:00"
            }
            """);
    }

    [Fact]
    public async Task As_the_default_provider_no_provider_is_named_although_it_is_known()
    {
        using var stage = await CrmStage.StartAsync(new GoHighLevelOptions { ConversationProviderId = "provider1" });
        stage.Script.Answers(HttpMethod.Post, InboundUrl, HttpStatusCode.Created, """{"messageId":"m1"}""");

        await stage.AddInboundAsync();

        Assert.DoesNotContain("provider1", Assert.Single(stage.Script.Requests).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_an_additional_channel_the_provider_is_named_and_attachments_are_sent()
    {
        using var stage = await CrmStage.StartAsync(
            new GoHighLevelOptions { MessageType = "Custom", ConversationProviderId = "provider1" });
        stage.Script.Answers(HttpMethod.Post, InboundUrl, HttpStatusCode.Created, """{"messageId":"m1"}""");

        await stage.AddInboundAsync("https://files.example.com/1");

        AssertSent(stage, """
            {
              "type": "Custom", "contactId": "contact1", "conversationProviderId": "provider1", "message": "Hello",
              "attachments": ["https://files.example.com/1"], "altId": "SM1", "direction": "inbound",
              "date": "2026-11-23T12:00:00+00:00"
            }
            """);
    }

    [Fact]
    public async Task Message_calls_carry_the_conversations_version()
    {
        using var stage = await CrmStage.StartAsync();
        stage.Script.Answers(HttpMethod.Post, InboundUrl, HttpStatusCode.Created, """{"messageId":"m1"}""");

        await stage.AddInboundAsync();

        var headers = Assert.Single(stage.Script.Requests).Headers;
        Assert.Equal(("Bearer token-one", "2021-04-15"), (headers["Authorization"], headers["Version"]));
    }

    [Fact]
    public async Task The_list_follows_its_cursors_to_the_end()
    {
        using var stage = await CrmStage.StartAsync();
        var url = ListUrl(stage);
        stage.Script
            .Answers(HttpMethod.Get, url, HttpStatusCode.OK, Page("m1", "next/1"))
            .Answers(HttpMethod.Get, $"{url}&cursor=next%2F1", HttpStatusCode.OK, Page("m2", "next/2"))
            .Answers(HttpMethod.Get, $"{url}&cursor=next%2F2", HttpStatusCode.OK, Page("m3", null));

        var listed = await ListAsync(stage);

        Assert.Equal(["m1", "m2", "m3"], listed.Select(message => message.MessageId));
        Assert.Equal(new CrmMessage("m1", "inbound", "Hi", Since, 2), listed[0]);
    }

    [Fact]
    public async Task An_empty_page_ends_the_list_whatever_cursor_it_names()
    {
        using var stage = await CrmStage.StartAsync();
        stage.Script.Answers(HttpMethod.Get, ListUrl(stage), HttpStatusCode.OK, """{"messages":[],"nextCursor":"for-ever"}""");

        Assert.Empty(await ListAsync(stage));
    }

    [Theory]
    [InlineData("""{"nextCursor":"for-ever"}""")]
    [InlineData("""{"messages":null}""")]
    [InlineData("{}")]
    [InlineData("<html></html>")]
    [InlineData(null)]
    public async Task An_answer_without_a_list_does_not_say_that_there_is_nothing(string? body)
    {
        using var stage = await CrmStage.StartAsync();
        stage.Script.Answers(HttpMethod.Get, ListUrl(stage), HttpStatusCode.OK, body);

        Assert.True((await Assert.ThrowsAsync<GoHighLevelException>(() => ListAsync(stage))).IsTransient);
    }

    [Fact]
    public async Task Listed_messages_without_id_or_date_are_left_out_and_missing_fields_are_empty()
    {
        using var stage = await CrmStage.StartAsync();
        stage.Script.Answers(HttpMethod.Get, ListUrl(stage), HttpStatusCode.OK, """
            {"messages":[{"id":"m1"},{"dateAdded":"2026-11-23T12:00:00.000Z"},{"id":"m2","dateAdded":"2026-11-23T11:59:59.250Z"}]}
            """);

        var listed = await ListAsync(stage);

        Assert.Equal([new CrmMessage("m2", "", "", Since, 0)], listed);
    }

    [Fact]
    public async Task A_file_is_uploaded_for_its_contact_and_gives_its_address()
    {
        using var stage = await CrmStage.StartAsync();
        stage.Script.Answers(
            HttpMethod.Post, UploadUrl, HttpStatusCode.OK, """{"uploadedFiles":{"a.jpg":"https://files.example.com/a.jpg"}}""");

        var address = await stage.Messages.UploadAsync(
            stage.LocationId, "contact1", new MediaFile("a.jpg", "image/jpeg", [1, 2, 3]), CancellationToken.None);

        Assert.Equal("https://files.example.com/a.jpg", address);
        var body = Assert.Single(stage.Script.Requests).Body;
        Assert.Contains("name=fileAttachment; filename=a.jpg", body, StringComparison.Ordinal);
        Assert.Contains("Content-Type: image/jpeg", body, StringComparison.Ordinal);
        Assert.Contains("name=contactId\r\n\r\ncontact1\r\n", body, StringComparison.Ordinal);
        Assert.Contains($"name=locationId\r\n\r\n{stage.LocationId}\r\n", body, StringComparison.Ordinal);
    }

    private static Task<IReadOnlyList<CrmMessage>> ListAsync(CrmStage stage) =>
        stage.Messages.ListAsync(stage.LocationId, "contact1", Since, CancellationToken.None);

    private static string ListUrl(CrmStage stage) =>
        $"{CrmStage.Api}/conversations/messages/export?locationId={stage.LocationId}&contactId=contact1"
        + "&startDate=2026-11-23T11%3A59%3A59.250Z&limit=100";

    private static string Page(string id, string? cursor) => $$"""
        {"messages":[{"id":"{{id}}","direction":"inbound","body":"Hi","dateAdded":"2026-11-23T11:59:59.250Z",
          "attachments":["a","b"]}],"nextCursor":{{(cursor is null ? "null" : $"\"{cursor}\"")}}}
        """;

    private static void AssertSent(CrmStage stage, string json)
    {
        var sent = JsonElement.Parse(Assert.Single(stage.Script.Requests).Body);
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(json), sent), sent.ToString());
    }
}
