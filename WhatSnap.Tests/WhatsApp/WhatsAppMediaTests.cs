using WhatSnap.Core.Messages;

namespace WhatSnap.Tests.WhatsApp;

public sealed class WhatsAppMediaTests
{
    private const string Ann = "+15005550141";
    private const string Upload = "POST /conversations/messages/upload";
    private static readonly byte[] Picture = [.. Enumerable.Range(0, 3000).Select(index => (byte)index)];

    [Fact]
    public async Task A_picture_comes_from_the_gateway_with_the_sessions_key_and_stands_in_GoHighLevel_byte_for_byte()
    {
        await using var stage = await WhatsAppStage.LinkedAsync();
        stage.Waha.Files["abc"] = (Picture, "image/jpeg");

        await stage.TellAndRunAsync(new WahaText("Look", Ann) { File = ("abc", "image/jpeg") });

        var message = Assert.Single(stage.Product.CrmMessages);
        Assert.Equal("Look", message.Body);
        Assert.Equal(Picture, await ReadAsync(stage, Assert.Single(message.Attachments)));
        Assert.Equal(stage.Waha.Only.Key, Assert.Single(stage.Waha.Calls, call => call.Path.StartsWith("/api/files/", StringComparison.Ordinal)).Key);
        Assert.Equal(1, stage.Product.Crm.World.Calls[Upload]);
    }

    [Fact]
    public async Task A_voice_note_that_GoHighLevel_does_not_take_is_served_from_here()
    {
        await using var stage = await WhatsAppStage.LinkedAsync();
        stage.Waha.Files["abc"] = (Picture, "audio/ogg");

        await stage.TellAndRunAsync(new WahaText("", Ann) { File = ("abc", "audio/ogg; codecs=opus") });

        var message = Assert.Single(stage.Product.CrmMessages);
        Assert.Equal(Picture, await ReadAsync(stage, Assert.Single(message.Attachments)));
        Assert.Equal(0, stage.Product.Crm.World.Calls[Upload]);
    }

    [Fact]
    public async Task A_file_that_is_not_there_leaves_a_line_with_an_address_that_fetches_it_later()
    {
        await using var stage = await WhatsAppStage.LinkedAsync();

        await stage.TellAndRunAsync(new WahaText("Look", Ann) { File = ("abc", "image/jpeg") });
        var message = Assert.Single(stage.Product.CrmMessages);
        var address = message.Body[message.Body.IndexOf("http", StringComparison.Ordinal)..^1];
        stage.Waha.Files["abc"] = (Picture, "image/jpeg");

        Assert.StartsWith("Look\n[An attachment", message.Body, StringComparison.Ordinal);
        Assert.Equal(Picture, await ReadAsync(stage, address));
    }

    [Fact]
    public async Task A_picture_whose_gateway_is_away_is_waited_for_two_minutes_and_then_goes_without()
    {
        await using var stage = await WhatsAppStage.LinkedAsync();
        stage.Waha.Files["abc"] = (Picture, "image/jpeg");
        var nobody = new Uri("http://127.0.0.1:1");

        // The session's owner was killed; the others name it until they take the session up.
        stage.Waha.Owner = nobody;

        await stage.TellAsync(new WahaText("First", Ann) { File = ("abc", "image/jpeg") });
        await stage.Product.Queue.RunAllAsync(TimeSpan.FromMinutes(1));
        var waiting = stage.Product.CrmMessages.Count;
        stage.Waha.Owner = null;
        await stage.Product.Queue.RunAllAsync(TimeSpan.FromSeconds(30));
        stage.Waha.Owner = nobody;
        await stage.TellAsync(new WahaText("Second", Ann) { File = ("abc", "image/jpeg") });
        await stage.Product.Queue.RunAllAsync(TimeSpan.FromMinutes(3));

        Assert.Equal(0, waiting);
        var (first, second) = (stage.Product.CrmMessages[0], stage.Product.CrmMessages[1]);
        Assert.Equal(Picture, await ReadAsync(stage, Assert.Single(first.Attachments)));
        Assert.StartsWith("Second\n[An attachment", second.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/json")]
    public async Task A_page_in_the_place_of_a_picture_is_none_and_the_picture_is_waited_for(string type)
    {
        await using var stage = await WhatsAppStage.LinkedAsync();
        stage.Waha.Files["abc"] = ("Please sign in"u8.ToArray(), type);

        await stage.TellAsync(new WahaText("Look", Ann) { File = ("abc", "image/jpeg") });
        await stage.Product.Queue.RunAllAsync(TimeSpan.FromSeconds(30));
        var before = stage.Product.CrmMessages.Count;
        stage.Waha.Files["abc"] = (Picture, "image/jpeg");
        await stage.Product.Queue.RunAllAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(0, before);
        Assert.Equal(Picture, await ReadAsync(stage, Assert.Single(Assert.Single(stage.Product.CrmMessages).Attachments)));
    }

    [Fact]
    public async Task A_file_that_is_too_large_is_not_taken_over()
    {
        await using var stage = await WhatsAppStage.LinkedAsync();
        stage.Waha.Files["abc"] = (new byte[FetchedFile.Largest + 1], "image/jpeg");

        await stage.TellAndRunAsync(new WahaText("Look", Ann) { File = ("abc", "image/jpeg") });

        Assert.Empty(Assert.Single(stage.Product.CrmMessages).Attachments);
    }

    [Fact]
    public async Task A_file_of_a_session_that_another_gateway_runs_comes_from_there()
    {
        await using var stage = await WhatsAppStage.LinkedAsync();
        await using var owner = await FakeWaha.StartAsync(stage.Product.Time, stage.Waha.Sessions);
        owner.Files["abc"] = (Picture, "image/jpeg");
        stage.Waha.Owner = owner.Address;

        await stage.TellAndRunAsync(new WahaText("Look", Ann) { File = ("abc", "image/jpeg") });

        Assert.Equal(Picture, await ReadAsync(stage, Assert.Single(Assert.Single(stage.Product.CrmMessages).Attachments)));
    }

    private static Task<byte[]> ReadAsync(WhatsAppStage stage, string address) => stage.Door.Http.GetByteArrayAsync(address);
}
