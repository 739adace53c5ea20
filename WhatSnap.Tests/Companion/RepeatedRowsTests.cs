namespace WhatSnap.Tests.Companion;

/// <summary>What is not a message, and what Messages stores more than once.</summary>
public sealed class RepeatedRowsTests
{
    private const string LinkBalloon = "com.apple.messages.URLBalloonProvider";

    [Theory]
    [InlineData("item_type", 1)]
    [InlineData("associated_message_type", 2000)]
    [InlineData("associated_message_type", 2006)]
    [InlineData("associated_message_type", 3001)]
    [InlineData("associated_message_type", 1000)]
    [InlineData("associated_message_type", 4000)]
    public void Changes_of_groups_and_reactions_are_no_messages(string column, int value)
    {
        using var mac = new MacStage();
        mac.Add("Loved “Hello”", new MacRow { More = { [column] = value } });
        mac.Add("Hello");

        Assert.Equal(["Hello"], mac.TakeTexts());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Messages_of_apps_are_messages(int type)
    {
        using var mac = new MacStage();
        mac.Add("Your move", new MacRow { More = { ["associated_message_type"] = type } });

        Assert.Equal(["Your move"], mac.TakeTexts());
    }

    [Fact]
    public void Groups_are_left_out_before_and_after_they_are_joined_to_their_chat()
    {
        using var mac = new MacStage();
        mac.Add("in a group", new MacRow { IsGroup = true });
        mac.Add("joined late", new MacRow { IsJoined = false, More = { ["cache_roomnames"] = "chat42" } });
        mac.Add("to me");

        Assert.Equal(["to me"], mac.TakeTexts());
    }

    [Fact]
    public void A_link_and_the_row_with_its_preview_are_one_message()
    {
        using var mac = new MacStage();
        var preview = new MacRow { More = { ["balloon_bundle_id"] = LinkBalloon } };
        mac.Add("https://example.com");
        mac.Add("https://example.com", preview with { Date = mac.Now.AddSeconds(90) });
        mac.Add("https://example.com", preview with { Date = mac.Now.AddSeconds(91) });
        mac.Add("https://example.org", preview);

        Assert.Equal(["https://example.com", "https://example.com", "https://example.org"], mac.TakeTexts());
    }

    [Fact]
    public void A_preview_that_comes_after_a_restart_is_recognised()
    {
        using var mac = new MacStage();
        mac.Add("https://example.com");
        mac.Take();
        mac.Restart();

        mac.Add("https://example.com", new MacRow { Date = mac.Now.AddSeconds(5), More = { ["balloon_bundle_id"] = LinkBalloon } });

        Assert.Empty(mac.Take());
    }

    [Fact]
    public void The_same_words_twice_are_two_messages()
    {
        using var mac = new MacStage();
        mac.Add("ok");
        mac.Add("ok", new MacRow { Date = mac.Now.AddSeconds(1) });
        mac.Add("ok", new MacRow { Date = mac.Now.AddSeconds(2), IsFromMe = true });
        mac.Add("ok", new MacRow { Date = mac.Now.AddSeconds(2), Peer = "+15005550102" });

        Assert.Equal(4, mac.Take().Count);
    }

    [Fact]
    public void Rows_that_can_not_be_read_are_never_taken_for_one_another_because_of_it()
    {
        using var mac = new MacStage();
        for (var number = 0; number < 3; number++)
        {
            mac.Add(null, new MacRow { Body = [1], Date = mac.Now.AddSeconds(number), More = { ["balloon_bundle_id"] = LinkBalloon } });
        }

        Assert.Equal(3, mac.Take().Count);
    }

    [Theory]
    [InlineData("destination_caller_id", "+15005550109")]
    [InlineData("account", "P:+15005550109")]
    public void A_message_to_oneself_comes_once(string column, string own)
    {
        using var mac = new MacStage();
        var row = new MacRow { Peer = "+15005550109", More = { [column] = own } };
        mac.Add("Buy milk", row with { IsFromMe = true });
        mac.Add("Buy milk", row with { Date = mac.Now.AddSeconds(1) });

        Assert.True(Assert.Single(mac.Take()).IsFromMe);
    }

    [Fact]
    public void Old_messages_that_iCloud_stores_again_are_not_new()
    {
        using var mac = new MacStage();
        mac.Add("of last week", new MacRow { Date = mac.Now.AddDays(-7) });
        mac.Add("of before the window", new MacRow { Date = mac.Now.AddHours(-48).AddSeconds(-1) });
        mac.Add("late, but new", new MacRow { Date = mac.Now.AddHours(-47) });

        Assert.Equal(["late, but new"], mac.TakeTexts());
    }

    [Fact]
    public void Old_messages_without_their_files_do_not_keep_new_ones_waiting()
    {
        using var mac = new MacStage();
        mac.Add("\uFFFC", new MacRow { HasAttachments = true, IsJoined = false, Date = mac.Now.AddDays(-7) });
        mac.Add("new");

        Assert.Equal(["new"], mac.TakeTexts());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_message_that_was_given_and_is_stored_again_under_a_new_id_does_not_come_again(bool restarts)
    {
        using var mac = new MacStage();
        var row = new MacRow { Date = mac.Now, Body = TypedStream.Of("Hello") };
        mac.Chats.Add(row);
        mac.Take();
        if (restarts) mac.Restart();

        mac.Chats.Add(row);
        mac.Add("new");

        Assert.Equal(["new"], mac.TakeTexts());
    }

    [Fact]
    public void What_was_there_before_the_first_start_and_is_stored_again_is_not_new()
    {
        using var mac = new MacStage(before: mac => mac.Add("of before"));
        mac.Add("of before");

        Assert.Empty(mac.Take());
    }

    [Fact]
    public void Pictures_without_words_of_one_moment_are_told_apart_by_their_names()
    {
        using var mac = new MacStage();
        mac.Chats.Attach(mac.Add("\uFFFC", new MacRow { HasAttachments = true }), "one.jpeg");
        mac.Chats.Attach(mac.Add("\uFFFC", new MacRow { HasAttachments = true }), "two.jpeg");

        Assert.Equal(2, mac.Take().Count);
    }

    [Fact]
    public void A_date_in_the_future_does_not_make_everything_after_it_old()
    {
        using var mac = new MacStage();
        mac.Add("from a wrong clock", new MacRow { Date = mac.Now.AddYears(4) });
        mac.Take();

        mac.Add("new");

        Assert.Equal(["new"], mac.TakeTexts());
    }

    [Fact]
    public void A_database_that_was_made_anew_goes_on_by_date()
    {
        using var mac = new MacStage();
        for (var number = 0; number < 5; number++) mac.Add($"no. {number}");
        mac.Take();
        var before = mac.Now;
        mac.Time.Advance(TimeSpan.FromHours(1));

        mac.Rebuild(mac =>
        {
            mac.Add("no. 3", new MacRow { Date = before });
            mac.Add("while it was made", new MacRow { Date = before.AddMinutes(30) });
            mac.Add("no. 4", new MacRow { Date = before });
        });

        Assert.Equal(["while it was made"], mac.TakeTexts());
        mac.Add("new");
        Assert.Equal(["new"], mac.TakeTexts());
    }

    [Fact]
    public void A_database_that_was_made_anew_and_has_more_rows_is_known_by_the_id_at_the_cursor()
    {
        using var mac = new MacStage();
        mac.Add("given");
        mac.Take();
        var before = mac.Now;
        mac.Time.Advance(TimeSpan.FromHours(1));

        mac.Rebuild(mac =>
        {
            mac.Add("while it was made", new MacRow { Date = before.AddMinutes(30) });
            for (var number = 0; number < 5; number++) mac.Add("of before", new MacRow { Date = before.AddMinutes(-number) });
        });

        Assert.Equal(["while it was made"], mac.TakeTexts());
    }

    [Fact]
    public void Deleted_messages_bring_nothing_back()
    {
        using var mac = new MacStage();
        mac.Add("one");
        mac.Add("two");
        mac.Take();

        mac.Chats.Run("DELETE FROM message WHERE text = 'two'");

        Assert.Empty(mac.Take());
        mac.Add("three", new MacRow { Date = mac.Now.AddSeconds(1) });
        Assert.Equal(["three"], mac.TakeTexts());
    }
}
