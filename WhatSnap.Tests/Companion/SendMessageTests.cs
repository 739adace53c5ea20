using System.Security.Cryptography;
using System.Text;
using WhatSnap.Companion.Health;
using WhatSnap.Companion.Messages;

namespace WhatSnap.Tests.Companion;

public sealed class SendMessageTests
{
    [Fact]
    public async Task A_text_goes_as_an_argument_is_seen_in_the_database_and_told()
    {
        await using var stage = await CompanionStage.OpenAsync();
        const string text = "\"It's\" $(rm -rf ~) \\ \nend tell 👋";
        stage.Server.Give("m1", text, "+15005550199");

        await stage.SendAsync();

        Assert.Equal(["text", "+15005550199", "", "iMessage", text], Assert.Single(stage.Messages.Handed));
        Assert.DoesNotContain("rm -rf", await File.ReadAllTextAsync(stage.Messages.Program + ".script"), StringComparison.Ordinal);
        Assert.Equal(["sent"], stage.Server.StatesOf("m1"));
        Assert.NotNull((string?)stage.Server.Receipts[0]["providerGuid"]);
        Assert.True(stage.Server.Claimed.ContainsKey("m1"));
        Assert.DoesNotContain(stage.Said, line => line.Contains("end tell", StringComparison.Ordinal) || line.Contains("5550199", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_message_goes_into_the_chat_that_there_is()
    {
        await using var stage = await CompanionStage.OpenAsync();
        stage.Server.Give("m1", "Hello");

        await stage.SendAsync();

        Assert.Equal(["text", "+15005550101", "any;-;+15005550101", "iMessage", "Hello"], Assert.Single(stage.Messages.Handed));
    }

    [Fact]
    public async Task A_delivery_is_told_after_it_was_sent()
    {
        await using var stage = await CompanionStage.OpenAsync();
        stage.Server.Give("m1", "Hello");
        await stage.SendAsync();

        stage.Chats.Run("UPDATE message SET is_delivered = 1 WHERE is_from_me = 1");
        await stage.TellAsync();
        await stage.TellAsync();

        Assert.Equal(["sent", "delivered"], stage.Server.StatesOf("m1"));
    }

    [Fact]
    public async Task A_message_that_may_have_gone_is_never_handed_over_again()
    {
        await using var stage = await CompanionStage.OpenAsync();
        stage.Messages.Does = _ => 0;
        stage.Server.Give("m1", "Hello");
        await stage.SendAsync();
        Assert.Empty(stage.Server.StatesOf("m1"));

        stage.Start();
        stage.Server.Claimed.Clear();
        await stage.SendAsync();
        stage.Wait(SentMessage.TextLimit);
        await stage.TellAsync();

        Assert.Single(stage.Messages.Handed);
        Assert.Equal(["unknown"], stage.Server.StatesOf("m1"));
    }

    [Fact]
    public async Task A_row_that_comes_late_still_tells_that_the_message_went()
    {
        await using var stage = await CompanionStage.OpenAsync();
        stage.Messages.Does = _ => 0;
        stage.Server.Give("m1", "Hello");
        await stage.SendAsync();
        stage.Wait(SentMessage.TextLimit);
        await stage.TellAsync();

        stage.Start();
        stage.Row(stage.Messages.Handed[0], ("is_sent", 1));
        await stage.TellAsync();

        Assert.Equal(["unknown", "sent"], stage.Server.StatesOf("m1"));
    }

    [Theory]
    [InlineData(-101743, "automation_denied")]
    [InlineData(-101719, "imessage_missing")]
    [InlineData(-100600, "messages_silent")]
    public async Task What_fails_before_it_was_handed_over_surely_did_not_go(int number, string error)
    {
        await using var stage = await CompanionStage.OpenAsync();
        stage.Messages.Does = _ => number;
        stage.Server.Give("m1", "Hello");

        await stage.SendAsync();

        Assert.Equal(["failed"], stage.Server.StatesOf("m1"));
        Assert.Equal(error, (string?)stage.Server.Receipts[0]["error"]);
    }

    [Fact]
    public async Task An_error_after_it_was_handed_over_leaves_it_to_the_database()
    {
        await using var stage = await CompanionStage.OpenAsync();
        stage.Messages.Does = handed =>
        {
            stage.Row(handed, ("is_sent", 1));
            return -1708;
        };
        stage.Server.Give("m1", "Hello");

        await stage.SendAsync();

        Assert.Equal(["sent"], stage.Server.StatesOf("m1"));
    }

    [Fact]
    public async Task Who_is_not_on_iMessage_gets_an_SMS_once()
    {
        await using var stage = await CompanionStage.OpenAsync();
        stage.Messages.Does = handed =>
        {
            stage.Row(handed, handed[3] == "SMS" ? ("is_sent", 1) : ("error", 22));
            return 0;
        };
        stage.Server.Give("m1", "Hello", "+15005550199");

        await stage.SendAsync();
        await stage.ForwardAsync();

        Assert.Equal(["iMessage", "SMS"], stage.Messages.Handed.Select(handed => handed[3]));
        Assert.Equal(["sent"], stage.Server.StatesOf("m1"));
    }

    [Fact]
    public async Task Who_wants_iMessage_alone_is_told_that_it_failed()
    {
        await using var stage = await CompanionStage.OpenAsync();
        stage.Messages.Does = handed =>
        {
            stage.Row(handed, ("error", 22));
            return 0;
        };
        stage.Server.Give("m1", "Hello", "+15005550199", ("service", "imessage"));

        await stage.SendAsync();

        Assert.Single(stage.Messages.Handed);
        Assert.Equal("not_on_imessage", (string?)Assert.Single(stage.Server.Receipts)["error"]);
    }

    [Fact]
    public async Task A_message_whose_claim_is_refused_is_left_alone()
    {
        await using var stage = await CompanionStage.OpenAsync();
        stage.Server.Give("m1", "Hello");
        stage.Server.Lost.Add("/outbox");
        await Assert.ThrowsAnyAsync<Exception>(stage.SendAsync);
        stage.Server.Claimed["m1"] = "another lease";

        await stage.SendAsync();

        Assert.Empty(stage.Messages.Handed);
        Assert.Empty(stage.Server.Receipts);
    }

    [Fact]
    public async Task A_claim_whose_answer_is_lost_is_asked_again_and_the_message_goes_once()
    {
        await using var stage = await CompanionStage.OpenAsync();
        stage.Server.Give("m1", "Hello");
        stage.Server.Lost.Add("/claim");

        await stage.SendAsync();

        Assert.Single(stage.Messages.Handed);
        Assert.Equal(["sent"], stage.Server.StatesOf("m1"));
    }

    [Fact]
    public async Task What_was_claimed_when_the_program_ended_is_told_as_not_sent()
    {
        await using var stage = await CompanionStage.OpenAsync();
        stage.Server.Give("m1", "Hello");
        stage.Server.Claimed["m1"] = "lease-m1";
        stage.Journal.Put(new SentMessage(
            "m1", "lease-m1", "+15005550101", SendState.NotStarted, stage.Now, 1, [SentPart.OfText("Hello")], MayFallBack: false));

        stage.Start();
        await stage.TellAsync();

        Assert.Equal("not_started", (string?)Assert.Single(stage.Server.Receipts)["error"]);
    }

    [Fact]
    public async Task A_receipt_whose_answer_is_lost_is_told_again()
    {
        await using var stage = await CompanionStage.OpenAsync();
        stage.Server.Give("m1", "Hello");
        stage.Server.Lost.Add("/receipts");
        await Assert.ThrowsAnyAsync<Exception>(stage.SendAsync);

        stage.Start();
        await stage.TellAsync();
        await stage.TellAsync();

        Assert.Equal(["sent", "sent"], stage.Server.StatesOf("m1"));
    }

    [Fact]
    public async Task What_is_too_old_by_WhatSnaps_clock_is_not_sent_though_the_Mac_s_clock_is_behind()
    {
        await using var stage = await CompanionStage.OpenAsync();
        stage.Server.Time = stage.Now.AddDays(3);
        stage.Server.Give("m1", "Hello", more: ("expiresAt", stage.Now.AddDays(1)));

        await stage.SendAsync();

        Assert.Empty(stage.Messages.Handed);
        Assert.Equal("expired", (string?)Assert.Single(stage.Server.Receipts)["error"]);
    }

    [Fact]
    public async Task Files_go_before_the_text_each_as_Messages_may_read_it()
    {
        await using var stage = await CompanionStage.OpenAsync();
        var bytes = Encoding.UTF8.GetBytes("a picture");
        stage.Server.Outgoing["photo"] = bytes;
        stage.Server.Give("m1", "Look", more: ("attachments", new[] { Offered("../photo.jpeg", Convert.ToHexStringLower(SHA256.HashData(bytes))) }));

        await stage.SendAsync();

        Assert.Equal(["file", "text"], stage.Messages.Handed.Select(handed => handed[0]));
        Assert.StartsWith(stage.Places.Staged, stage.Messages.Handed[0][4], StringComparison.Ordinal);
        Assert.EndsWith("/photo.jpeg", stage.Messages.Handed[0][4], StringComparison.Ordinal);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(stage.Messages.Handed[0][4]));
        Assert.Equal(["sent"], stage.Server.StatesOf("m1"));
    }

    [Fact]
    public async Task A_file_that_is_not_what_was_announced_is_not_sent()
    {
        await using var stage = await CompanionStage.OpenAsync();
        stage.Server.Outgoing["photo"] = Encoding.UTF8.GetBytes("something else");
        stage.Server.Give("m1", "Look", more: ("attachments", new[] { Offered("photo.jpeg", new string('0', 64)) }));

        await stage.SendAsync();

        Assert.Empty(stage.Messages.Handed);
        Assert.Equal("file_unavailable", (string?)Assert.Single(stage.Server.Receipts)["error"]);
    }

    [Fact]
    public async Task Without_permission_to_send_nothing_is_taken_on()
    {
        await using var stage = await CompanionStage.OpenAsync();
        stage.Server.Give("m1", "Hello");
        await File.WriteAllTextAsync(stage.Messages.Program, "#!/bin/sh\ncat > /dev/null; echo 'execution error: no (-1743)' >&2; exit 1\n");

        var trouble = await Assert.ThrowsAsync<TroubleException>(stage.SendAsync);

        Assert.Equal(Findings.AutomationDenied, trouble.Finding);
        Assert.Empty(stage.Server.Claimed);
    }

    private static object Offered(string name, string sha256) => new { id = "f1", url = "/files/photo", name, type = "image/jpeg", size = 9, sha256 };
}
