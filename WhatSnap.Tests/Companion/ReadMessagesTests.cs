using WhatSnap.Companion.Messages;

namespace WhatSnap.Tests.Companion;

public sealed class ReadMessagesTests
{
    public static TheoryData<bool> BothSchemas => [false, true];

    [Theory]
    [MemberData(nameof(BothSchemas))]
    public void What_comes_and_goes_is_given_in_order_on_an_old_system_and_on_the_newest(bool isOld)
    {
        using var mac = new MacStage(isOld ? MacSchemas.Old : MacSchemas.Tahoe);
        mac.Add("Hello", new MacRow { Guid = "A" });
        mac.Add(null, new MacRow { Guid = "B", IsFromMe = true, Body = TypedStream.Of("Good morning 👋") });
        mac.Add("An e-mail address", new MacRow { Guid = "C", Peer = "customer@example.com" });

        var came = mac.Take();

        Assert.Equal(
            [
                new MacMessage("A", false, "+15005550101", "any;-;+15005550101", "iMessage", "Hello", mac.Now, []),
                new MacMessage("B", true, "+15005550101", "any;-;+15005550101", "iMessage", "Good morning 👋", mac.Now, []),
                new MacMessage("C", false, "customer@example.com", "any;-;customer@example.com", "iMessage", "An e-mail address", mac.Now, []),
            ],
            came.Select(message => message with { Attachments = [] }));
        Assert.Empty(mac.Take());
    }

    [Fact]
    public void What_was_there_before_the_first_start_is_not_given()
    {
        using var mac = new MacStage(before: mac => mac.Add("of before"));

        mac.Add("new");

        Assert.Equal(["new"], mac.TakeTexts());
    }

    [Fact]
    public void A_batch_that_was_not_taken_comes_again()
    {
        using var mac = new MacStage();
        mac.Add("Hello");

        Assert.Single(mac.Poll()!.Messages);
        Assert.Single(mac.Poll()!.Messages);
        var before = mac.Cursor;
        Assert.Equal(["Hello"], mac.TakeTexts());
        Assert.True(mac.Cursor.RowId > before.RowId);
        Assert.Null(mac.Poll());
    }

    [Fact]
    public void A_restart_goes_on_where_it_was()
    {
        using var mac = new MacStage();
        mac.Add("one");
        mac.Take();
        mac.Add("two");

        mac.Restart();

        Assert.Equal(["two"], mac.TakeTexts());
    }

    [Fact]
    public void More_than_a_batch_comes_in_several()
    {
        using var mac = new MacStage();
        var texts = Enumerable.Range(0, ReadMessages.BatchSize * 2 + 1).Select(number => $"no. {number}").ToArray();
        foreach (var text in texts) mac.Add(text);

        Assert.Equal(texts, mac.TakeTexts().Concat(mac.TakeTexts()).Concat(mac.TakeTexts()));
    }

    [Fact]
    public void A_row_without_its_chat_is_given_once_it_has_one_and_before_what_came_after_it()
    {
        using var mac = new MacStage();
        var row = mac.Add("first", new MacRow { IsJoined = false });
        mac.Add("second");
        Assert.Empty(mac.Take());

        mac.Chats.Join(row);

        Assert.Equal(["first", "second"], mac.TakeTexts());
    }

    [Fact]
    public void A_row_that_never_gets_a_chat_is_given_as_it_is_after_some_polls()
    {
        using var mac = new MacStage();
        mac.Add("alone", new MacRow { IsJoined = false });
        for (var poll = 1; poll < ReadMessages.Patience; poll++) Assert.Empty(mac.Take());

        var message = Assert.Single(mac.Take());

        Assert.Equal(("alone", "+15005550101", null), (message.Text, message.Peer, message.ChatGuid));
    }

    [Fact]
    public void A_row_without_the_other_side_is_given_once_it_has_one()
    {
        using var mac = new MacStage();
        mac.Add("Hello");
        mac.Chats.Run("UPDATE chat SET chat_identifier = NULL");
        mac.Chats.Run("UPDATE message SET handle_id = 0");
        Assert.Empty(mac.Take());

        mac.Chats.Run("UPDATE message SET handle_id = (SELECT MIN(ROWID) FROM handle)");

        Assert.Equal("+15005550101", Assert.Single(mac.Take()).Peer);
    }

    [Fact]
    public void A_message_waits_for_its_file()
    {
        using var mac = new MacStage();
        var row = mac.Add("\uFFFCLook", new MacRow { HasAttachments = true });
        Assert.Empty(mac.Take());
        var path = mac.Chats.Attach(row, isHere: false);
        Assert.Empty(mac.Take());

        mac.Chats.Arrive(path);

        var message = Assert.Single(mac.Take());
        Assert.Equal("Look", message.Text);
        Assert.Equal(
            new MacAttachment($"at_{row}_photo.jpeg", Path.Combine(mac.Chats.Home, path), "image/jpeg", "photo.jpeg", 3, false, false),
            Assert.Single(message.Attachments));
        Assert.True(message.Attachments[0].IsHere);
    }

    [Fact]
    public void A_message_whose_file_never_comes_is_given_without_it_and_those_behind_it_waited_at_the_same_time()
    {
        using var mac = new MacStage();
        for (var number = 0; number < 3; number++)
        {
            mac.Chats.Attach(mac.Add("\uFFFC", new MacRow { HasAttachments = true, Date = mac.Now.AddSeconds(number) }), isHere: false);
        }

        for (var poll = 1; poll < ReadMessages.Patience; poll++) Assert.Empty(mac.Take());

        var came = mac.Take();

        Assert.Equal(3, came.Count);
        Assert.All(came, message => Assert.Equal(("", false), (message.Text, message.Attachments[0].IsHere)));
    }

    [Fact]
    public void Stickers_and_what_Messages_hides_are_told_apart_and_hidden_files_are_not_waited_for()
    {
        using var mac = new MacStage();
        var row = mac.Add("https://example.com", new MacRow { HasAttachments = true });
        mac.Chats.Attach(row, "preview.pluginPayloadAttachment", isHere: false);
        mac.Chats.Attach(row, "hidden.png", isHere: false, ("hide_attachment", 1));
        mac.Chats.Attach(row, "sticker.heic", isHere: true, ("is_sticker", 1));

        var message = Assert.Single(mac.Take());

        Assert.Equal(
            [(true, false), (true, false), (false, true)], message.Attachments.Select(one => (one.IsHidden, one.IsSticker)));
    }

    [Fact]
    public void A_row_that_can_not_be_decoded_is_given_all_the_same()
    {
        using var mac = new MacStage();
        mac.Add(null, new MacRow { Body = [1, 2, 3] });
        mac.Add(null, new MacRow { Body = TypedStream.Of("Hi")[..60] });
        mac.Add(null);
        mac.Add(null);
        mac.Add("readable");

        Assert.Equal([.. Enumerable.Repeat(MacMessage.Unsupported, 4), "readable"], mac.TakeTexts());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(999_999_999_999)]
    public void A_row_without_a_date_that_exists_is_given_without_one(long stored)
    {
        using var mac = new MacStage();
        mac.Add("Hello", new MacRow { RawDate = stored });

        Assert.Null(Assert.Single(mac.Take()).SentAt);
    }

    [Fact]
    public void Dates_of_very_old_systems_are_in_seconds()
    {
        using var mac = new MacStage(MacSchemas.Old);
        mac.Add("Hello", new MacRow { RawDate = AppleDate.Seconds(mac.Now) });

        Assert.Equal(mac.Now, Assert.Single(mac.Take()).SentAt);
    }

    [Fact]
    public void A_database_that_was_put_in_the_place_of_the_old_one_is_seen()
    {
        using var mac = new MacStage(before: mac => mac.Add("of before"));
        using var other = new MacChats(MacSchemas.Tahoe);
        other.Add(new MacRow { Text = "in the new one", Date = mac.Now.AddMinutes(1) });
        mac.Time.Advance(TimeSpan.FromMinutes(2));
        other.Run("PRAGMA wal_checkpoint(TRUNCATE)");
        File.Delete(mac.Chats.Path + "-wal");
        File.Move(other.Path, mac.Chats.Path, overwrite: true);

        var texts = Enumerable.Range(0, ReadMessages.PollsPerOpening + 1).SelectMany(_ => mac.TakeTexts());

        Assert.Equal(["in the new one"], texts);
    }
}
