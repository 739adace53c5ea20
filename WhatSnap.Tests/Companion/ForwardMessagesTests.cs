using WhatSnap.Companion.Devices;
using WhatSnap.Companion.Messages;

namespace WhatSnap.Tests.Companion;

public sealed class ForwardMessagesTests
{
    [Fact]
    public async Task What_comes_and_what_the_owner_writes_is_forwarded_and_the_cursor_is_kept()
    {
        await using var stage = await CompanionStage.OpenAsync();
        await stage.ForwardAsync();
        stage.Chats.Add(new MacRow { Text = "Hello", Guid = "A", Date = stage.Now });
        stage.Chats.Add(new MacRow { Text = "Good morning", Guid = "B", Date = stage.Now, IsFromMe = true });

        Assert.Equal(2, await stage.ForwardAsync());
        stage.Start();
        Assert.Equal(0, await stage.ForwardAsync());

        Assert.Equal(["A", "B"], stage.Server.Inbox.Select(one => (string)one["key"]!));
        Assert.Equal(["in", "out"], stage.Server.Inbox.Select(one => (string)one["direction"]!));
        Assert.Equal("+15005550101", (string?)stage.Server.Inbox[0]["from"]);
        Assert.Equal("+15005550101", (string?)stage.Server.Inbox[1]["to"]);
        Assert.Equal(stage.Now, (DateTimeOffset)stage.Server.Inbox[0]["sentAt"]!);
    }

    [Fact]
    public async Task The_cursor_moves_on_stored_known_and_rejected_ones()
    {
        await using var stage = await CompanionStage.OpenAsync();
        await stage.ForwardAsync();
        foreach (var key in new[] { "A", "B", "C" }) stage.Chats.Add(new MacRow { Text = key, Guid = key, Date = stage.Now });
        stage.Server.Judge = item => (string?)item["key"] switch { "A" => ("duplicate", null), "B" => ("rejected", "short code"), _ => ("stored", null) };

        Assert.Equal(3, await stage.ForwardAsync());
        Assert.Equal(0, await stage.ForwardAsync());

        Assert.Contains(stage.Said, line => line.Contains("short code", StringComparison.Ordinal));
        Assert.Equal("C", (string?)Assert.Single(stage.Server.Inbox)["key"]);
    }

    [Fact]
    public async Task What_got_no_result_comes_again_until_it_has_one()
    {
        await using var stage = await CompanionStage.OpenAsync();
        await stage.ForwardAsync();
        foreach (var key in new[] { "A", "B" }) stage.Chats.Add(new MacRow { Text = key, Guid = key, Date = stage.Now });
        stage.Server.Judge = item => (string?)item["key"] == "B" ? null : ("stored", null);

        await Assert.ThrowsAnyAsync<Exception>(stage.ForwardAsync);
        stage.Start();
        stage.Server.Judge = _ => ("stored", null);
        await stage.ForwardAsync();

        Assert.Equal(["A", "B"], stage.Server.Inbox.Select(one => (string)one["key"]!));
    }

    [Fact]
    public async Task What_WhatSnap_does_not_take_yet_stays_before_the_cursor_and_hides_no_test_text_behind_it()
    {
        await using var stage = await CompanionStage.OpenAsync();
        await stage.ForwardAsync();
        stage.Chats.Attach(stage.Chats.Add(new MacRow { Text = "Look", Guid = "FILE", Date = stage.Now, HasAttachments = true }));
        for (var number = 0; number < ForwardMessages.AtOnce; number++) stage.Chats.Add(new MacRow { Text = $"{number}", Date = stage.Now });
        stage.Chats.Add(new MacRow { Text = "WhatSnap CODE", Guid = "TEST", Date = stage.Now });
        var (cursor, seen) = (stage.Kept.Cursor(), new List<string>());
        stage.Server.IsTriedOut = true;
        stage.Server.Judge = item =>
        {
            seen.Add((string)item["key"]!);
            return seen[^1] == "TEST" ? ("rejected", "test_text") : (stage.Server.IsTriedOut ? "not_yet" : "stored", null);
        };
        var forwarding = stage.Forwarding();

        var first = await Assert.ThrowsAsync<DeviceApiException>(() => forwarding.RunAsync(CancellationToken.None));
        Assert.Equal((TimeSpan.FromSeconds(5), true), (first.RetryAfter, first.IsTransient));
        Assert.Equal((ForwardMessages.AtOnce + 2, "FILE", "TEST"), (seen.Count, seen[0], seen[^1]));
        Assert.Equal(cursor, stage.Kept.Cursor());
        Assert.Empty(stage.Said);
        Assert.Empty(stage.Server.Inbox);

        // From now on this Mac serves its account, which asks for the file that it was only told of.
        stage.Server.IsTriedOut = false;
        var second = await Assert.ThrowsAsync<DeviceApiException>(() => forwarding.RunAsync(CancellationToken.None));
        Assert.Equal(TimeSpan.FromSeconds(5), second.RetryAfter);
        Assert.Equal(cursor, stage.Kept.Cursor());
        await forwarding.RunAsync(CancellationToken.None);

        Assert.Equal(ForwardMessages.AtOnce + 1, stage.Server.Inbox.Select(one => (string)one["key"]!).Distinct().Count());
        Assert.Equal(ForwardMessages.AtOnce + 1, stage.Server.Inbox.Count);
        Assert.Equal([1, 2, 3], Assert.Single(stage.Server.Files.Values));
        Assert.Equal(0, await forwarding.RunAsync(CancellationToken.None));
    }

    [Fact]
    public async Task An_upload_whose_answer_is_lost_is_repeated_and_stored_once()
    {
        await using var stage = await CompanionStage.OpenAsync();
        await stage.ForwardAsync();
        stage.Chats.Add(new MacRow { Text = "Hello", Date = stage.Now });
        stage.Server.Lost.Add("/inbox");

        await Assert.ThrowsAnyAsync<Exception>(stage.ForwardAsync);
        await stage.ForwardAsync();

        Assert.Single(stage.Server.Inbox);
    }

    [Fact]
    public async Task After_days_offline_all_comes_in_order()
    {
        await using var stage = await CompanionStage.OpenAsync();
        await stage.ForwardAsync();
        var keys = Enumerable.Range(0, 230).Select(number => $"K{number:000}").ToList();
        foreach (var key in keys)
        {
            stage.Wait(TimeSpan.FromMinutes(30));
            stage.Chats.Add(new MacRow { Text = key, Guid = key, Date = stage.Now });
        }

        stage.Start();
        while (await stage.ForwardAsync() > 0)
        {
        }

        Assert.Equal(keys, stage.Server.Inbox.Select(one => (string)one["key"]!));
    }

    [Fact]
    public async Task What_WhatSnap_gave_to_send_is_not_forwarded_but_the_same_words_by_hand_are()
    {
        await using var stage = await CompanionStage.OpenAsync();
        await stage.ForwardAsync();
        stage.Server.Give("m1", "OK");
        await stage.SendAsync();
        stage.Chats.Add(new MacRow { Text = "OK", Guid = "BY HAND", Date = stage.Now.AddHours(1), IsFromMe = true });

        await stage.ForwardAsync();

        Assert.Equal("BY HAND", (string?)Assert.Single(stage.Server.Inbox)["key"]);
    }

    [Fact]
    public async Task Nothing_is_of_later_than_WhatSnaps_time_though_the_Mac_s_clock_is_ahead()
    {
        await using var stage = await CompanionStage.OpenAsync();
        await stage.ForwardAsync();
        stage.Server.Time = stage.Now.AddHours(-2);
        stage.Chats.Add(new MacRow { Text = "Hello", Date = stage.Now, IsFromMe = true });

        await stage.ForwardAsync();

        Assert.Equal(stage.Server.Time, (DateTimeOffset)Assert.Single(stage.Server.Inbox)["sentAt"]!);
    }

    [Fact]
    public async Task More_than_fits_into_one_call_comes_in_several_and_a_text_without_end_is_cut()
    {
        await using var stage = await CompanionStage.OpenAsync();
        await stage.ForwardAsync();
        for (var number = 0; number < 30; number++) stage.Chats.Add(new MacRow { Text = $"{number} {new string('ж', 20_000)}", Date = stage.Now });

        Assert.Equal(30, await stage.ForwardAsync());

        Assert.Equal(30, stage.Server.Inbox.Count);
        Assert.All(stage.Server.Inbox, one => Assert.Equal(16_000, ((string)one["text"]!).Length));
    }

    [Fact]
    public async Task While_the_account_is_not_connected_nothing_is_lost_neither_files_nor_receipts()
    {
        await using var stage = await CompanionStage.OpenAsync();
        await stage.ForwardAsync();
        stage.Messages.Does = _ => 0;
        stage.Server.Give("m1", "Hello");
        await stage.SendAsync();
        stage.Row(stage.Messages.Handed[0], ("is_sent", 1));
        var row = stage.Chats.Add(new MacRow { Text = "Look", Date = stage.Now, HasAttachments = true });
        stage.Chats.Attach(row);
        stage.Server.IsInactive = true;

        await Assert.ThrowsAnyAsync<Exception>(stage.ForwardAsync);
        await Assert.ThrowsAnyAsync<Exception>(stage.TellAsync);
        stage.Server.IsInactive = false;
        await stage.ForwardAsync();
        await stage.TellAsync();

        Assert.Single(Assert.Single(stage.Server.Inbox)["attachments"]!.AsArray());
        Assert.Equal(["sent"], stage.Server.StatesOf("m1"));
    }

    [Fact]
    public async Task Files_are_uploaded_by_their_hash_before_the_message_that_names_them()
    {
        await using var stage = await CompanionStage.OpenAsync();
        await stage.ForwardAsync();
        var row = stage.Chats.Add(new MacRow { Text = "\uFFFCLook", Date = stage.Now, HasAttachments = true });
        stage.Chats.Attach(row);

        await stage.ForwardAsync();

        var item = Assert.Single(stage.Server.Inbox);
        var file = Assert.Single(item["attachments"]!.AsArray());
        Assert.Equal([1, 2, 3], stage.Server.Files[(string)file!["sha256"]!]);
        Assert.Equal("photo.jpeg", (string?)file["name"]);
        Assert.Equal("Look", (string?)item["text"]);
    }

    [Fact]
    public async Task A_file_that_is_too_large_stays_and_the_message_says_so()
    {
        await using var stage = await CompanionStage.OpenAsync();
        await stage.ForwardAsync();
        var row = stage.Chats.Add(new MacRow { Text = "\uFFFC", Date = stage.Now, HasAttachments = true });
        var path = Path.Combine(stage.Chats.Home, stage.Chats.Attach(row, "film.mov"));
        await using (var film = File.OpenWrite(path)) film.SetLength(DeviceApi.LargestFile + 1);

        await stage.ForwardAsync();

        Assert.Equal("[film.mov is larger than 25 MB]", (string?)Assert.Single(stage.Server.Inbox)["text"]);
        Assert.Empty(stage.Server.Files);
    }
}
