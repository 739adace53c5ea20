using System.Security.Cryptography;
using WhatSnap.Companion.Devices;
using WhatSnap.Companion.Health;
using WhatSnap.Companion.Messages;
using WhatSnap.Companion.Pairing;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Devices;
using WhatSnap.Core.Messages;
using WhatSnap.Tests.Devices;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Companion;

/// <summary>The companion against the product itself: what one of them believes of the other is true.</summary>
public sealed class RealHostTests
{
    private static readonly byte[] Picture = [0xff, 0xd8, 0xff, 0xe0, .. Enumerable.Range(0, 5_000).Select(at => (byte)at)];

    [Fact]
    public async Task A_text_to_the_Mac_becomes_a_contact_and_its_message_with_its_true_date()
    {
        await using var stage = await RealHostStage.StartAsync();
        var written = stage.Now.AddSeconds(-90);
        stage.Mac.Receive("Hello", TestProduct.Customer(1), written);

        await stage.ForwardAsync();
        await stage.ForwardAsync();

        var message = Assert.Single(stage.Crm);
        var contact = Assert.Single(stage.Host.Crm.Contacts, one => one.Id == message.ContactId);
        Assert.Equal(("Hello", "inbound", written), (message.Body, message.Direction, message.DateAdded));
        Assert.Equal(TestProduct.Customer(1), contact.Phone);
        Assert.Contains(AccountTag.FromName("Support"), contact.Tags);
    }

    [Fact]
    public async Task What_comes_before_the_test_text_waits_on_the_Mac_and_is_stored_once_with_its_file_and_that_text_never()
    {
        await using var stage = await RealHostStage.StartAsync();
        var (mac, _) = await stage.AddMacAsync("Sales desk", early =>
        {
            early.Receive("Hello", TestProduct.Customer(1));
            var row = early.Chats.Add(new MacRow { Text = "\uFFFCLook", Peer = TestProduct.Customer(2), Date = stage.Now, HasAttachments = true });
            File.WriteAllBytes(Path.Combine(early.Chats.Home, early.Chats.Attach(row, "IMG_1.jpeg")), Picture);
        });
        var cursor = mac.Kept.Cursor()!.RowId;

        mac.Start();
        await stage.ForwardAsync(mac);
        mac.Kept.Save(mac.Kept.Cursor()! with { RowId = 1, Id = null });
        mac.Start();
        await stage.ForwardAsync(mac);

        Assert.Equal((1, 4), (cursor, mac.Kept.Cursor()!.RowId));
        Assert.Equal(["Hello", "Look"], stage.Crm.Select(one => one.Body).Order(StringComparer.Ordinal));
        Assert.Single(stage.Crm.Single(one => one.Body == "Look").Attachments);
    }

    [Fact]
    public async Task A_text_from_GoHighLevel_is_handed_over_once_and_its_end_stands_there()
    {
        await using var stage = await RealHostStage.StartAsync();
        var id = await stage.WriteAsync(stage.Contact(), "Hello");

        await stage.Mac.SendAsync();
        await stage.Host.RunAsync();
        var (sent, shown) = (await stage.StateAsync(id), stage.Host.StatusOf(id));
        stage.Mac.Chats.Run("UPDATE message SET is_delivered = 1 WHERE is_from_me = 1");
        await stage.Mac.TellAsync();
        await stage.Host.RunAsync();

        Assert.Equal(["Hello"], stage.Mac.Texts);

        // GoHighLevel takes no "sent": it shows what was handed over as pending until it was delivered.
        Assert.Equal((SendStates.Sent, "pending"), (sent, shown));
        Assert.Equal((SendStates.Delivered, "delivered"), (await stage.StateAsync(id), stage.Host.StatusOf(id)));
        Assert.Empty(await stage.Mac.OfferedAsync());
        await stage.ForwardAsync();
        Assert.Single(stage.Crm);
    }

    [Fact]
    public async Task Files_go_both_ways_byte_by_byte()
    {
        await using var stage = await RealHostStage.StartAsync();
        await using var files = await FileServer.StartAsync(Picture);
        var row = stage.Mac.Chats.Add(new MacRow { Text = "\uFFFCLook", Peer = TestProduct.Customer(1), Date = stage.Now, HasAttachments = true });
        var path = stage.Mac.Chats.Attach(row, "IMG_1.jpeg");
        await File.WriteAllBytesAsync(Path.Combine(stage.Mac.Chats.Home, path), Picture);

        await stage.ForwardAsync();
        await stage.WriteAsync(stage.Contact(2), "And this", files.Address + "offer.jpg");
        await stage.Mac.SendAsync();

        var come = stage.Crm.Single(message => message.Direction == "inbound");
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        Assert.Equal("Look", come.Body);
        Assert.Equal(HashOf(Picture), HashOf(await http.GetByteArrayAsync(new Uri(Assert.Single(come.Attachments)))));
        Assert.Equal(["file", "text"], stage.Mac.Messages.Handed.Select(one => one[0]));
        Assert.EndsWith("/offer.jpg", stage.Mac.Messages.Handed[0][4], StringComparison.Ordinal);
        Assert.Equal(HashOf(Picture), HashOf(await File.ReadAllBytesAsync(stage.Mac.Messages.Handed[0][4])));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Killed_after_it_handed_a_text_over_the_companion_never_does_so_again(bool isShown)
    {
        await using var stage = await RealHostStage.StartAsync();
        using var killed = new CancellationTokenSource();
        stage.Mac.Messages.Does = handed =>
        {
            if (isShown) stage.Mac.SendWell(handed);
            killed.Cancel();
            return 0;
        };
        var id = await stage.WriteAsync(stage.Contact(), "Hello");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stage.Mac.SendAsync(killed.Token));

        stage.Mac.Start();
        stage.Product.Time.Advance(SentMessage.TextLimit + TimeSpan.FromSeconds(1));
        var offered = await stage.Mac.OfferedAsync();
        await stage.Mac.TellAsync();
        await stage.Host.RunAsync();

        Assert.Equal(["Hello"], stage.Mac.Texts);
        Assert.Empty(offered);
        Assert.Equal(isShown ? SendStates.Sent : SendStates.Unknown, await stage.StateAsync(id));
    }

    [Fact]
    public async Task After_days_without_a_connection_texts_have_their_true_dates_and_what_was_to_be_sent_is_over()
    {
        await using var stage = await RealHostStage.StartAsync();
        var (start, id) = (stage.Now, await stage.WriteAsync(stage.Contact(), "Are you there?"));

        stage.Mac.Receive("first", TestProduct.Customer(1), start.AddHours(20));
        await stage.Product.Queue.RunAllAsync(TimeSpan.FromHours(30));
        stage.Product.Time.SetUtcNow(start.AddDays(3));
        stage.Mac.Receive("second", TestProduct.Customer(1), start.AddHours(70));
        stage.Mac.Start();
        await stage.ForwardAsync();

        Assert.Empty(await stage.Mac.OfferedAsync());
        Assert.Empty(stage.Mac.Texts);
        Assert.Equal(("failed", SendStates.Failed), (stage.Host.StatusOf(id), await stage.StateAsync(id)));
        Assert.Equal(Failures.DeviceAway.Code, (await stage.Host.LinkAsync(id)).FailureCode);
        var come = stage.Crm.Where(message => message.Direction == "inbound").ToList();
        Assert.Equal([("first", start.AddHours(20)), ("second", start.AddHours(70))], come.Select(one => (one.Body, one.DateAdded)));
    }

    [Fact]
    public async Task What_iCloud_stores_again_is_no_new_message_even_for_a_companion_that_forgot_all()
    {
        await using var stage = await RealHostStage.StartAsync();
        var date = stage.Now.AddSeconds(-5);
        stage.Mac.Receive("Hello", TestProduct.Customer(1), date);
        await stage.ForwardAsync();

        stage.Mac.Receive("Hello", TestProduct.Customer(1), date, "STORED-AGAIN");
        await stage.ForwardAsync();
        stage.Mac.Kept.Save(stage.Mac.Kept.Cursor()! with { RowId = 1, Id = null, Date = date.AddHours(-1) });
        stage.Mac.Start();
        await stage.ForwardAsync();

        Assert.Single(stage.Crm);
    }

    [Fact]
    public async Task Two_Macs_of_one_Apple_ID_bring_a_message_once()
    {
        await using var stage = await RealHostStage.StartAsync();
        var (second, _) = await stage.AddMacAsync("Sales desk");
        foreach (var mac in new[] { stage.Mac, second }) mac.Receive("Hello", TestProduct.Customer(1), stage.Now, "ONE-MESSAGE");

        await stage.ForwardAsync();
        await stage.ForwardAsync(second);

        Assert.Single(stage.Crm);
        Assert.Equal(3, second.Kept.Cursor()!.RowId);
    }

    [Fact]
    public async Task The_token_is_renewed_each_week_and_the_old_one_ends()
    {
        await using var stage = await RealHostStage.StartAsync();
        var first = stage.Mac.Kept.Device()!;
        await stage.Mac.RenewTokenAsync();
        var early = stage.Mac.Kept.Device()!.Token;
        stage.Product.Time.Advance(TimeSpan.FromDays(7));

        await stage.Mac.RenewTokenAsync();
        await stage.Mac.BeatAsync();

        Assert.Equal(first.Token, early);
        Assert.NotEqual(first.Token, stage.Mac.Kept.Device()!.Token);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(stage.Mac.Places.Kept, "device.json")));
        }

        using var old = new DeviceApi(first.Server, first.Token, TimeProvider.System);
        Assert.True((await Assert.ThrowsAsync<DeviceApiException>(() => old.OutboxAsync(0, CancellationToken.None))).IsUnpaired);
        stage.Mac.Start();
        Assert.Empty(await stage.Mac.OfferedAsync());
    }

    [Fact]
    public async Task Killed_at_any_point_of_the_renewal_the_companion_has_a_token_that_is_taken()
    {
        await using var stage = await RealHostStage.StartAsync();

        // WhatSnap answered, and nothing was written down.
        await stage.Mac.Device.RotateAsync(CancellationToken.None);
        stage.Mac.Start();
        await stage.Mac.BeatAsync();

        // It was written down, and never used.
        var device = stage.Mac.Kept.Device()!;
        stage.Mac.Kept.Save(device with { Token = await stage.Mac.Device.RotateAsync(CancellationToken.None) });
        stage.Mac.Start();
        await stage.Mac.BeatAsync();

        Assert.NotEqual(device.Token, stage.Mac.Kept.Device()!.Token);
    }

    [Fact]
    public async Task A_call_that_was_on_its_way_with_the_old_token_does_not_end_the_companion()
    {
        await using var stage = await RealHostStage.StartAsync();
        var device = stage.Mac.Kept.Device()!;
        using var waiting = new DeviceApi(device.Server, new DeviceToken(new string('0', device.Token.Value.Length)), TimeProvider.System);

        var call = waiting.OutboxAsync(0, CancellationToken.None);
        waiting.Use(device.Token);
        var failed = await Assert.ThrowsAsync<DeviceApiException>(() => call);

        Assert.False(failed.IsUnpaired);
        Assert.True(failed.IsTransient);
        Assert.Empty(await waiting.OutboxAsync(0, CancellationToken.None));
    }

    [Fact]
    public async Task A_companion_whose_access_is_taken_stops_and_says_so()
    {
        await using var stage = await RealHostStage.StartAsync();
        using var end = new CancellationTokenSource();
        var running = stage.Mac.RunAsync(end.Token);
        await Eventually.BecomesAsync(() => running.IsCompleted || stage.Product.Get<OutboxSignals>().IsAwaited(stage.Key));
        Assert.False(running.IsCompleted, stage.Mac.Output);

        await stage.RevokeAsync(stage.Key);
        stage.Mac.Receive("Hello", TestProduct.Customer(1));

        Assert.Equal(Findings.PairingEnded.ExitCode, await running.WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.Contains(Findings.PairingEnded.Sentence, stage.Mac.Output, StringComparison.Ordinal);
        Assert.Empty(stage.Crm);
    }

    [Fact]
    public async Task Whom_iMessage_names_by_an_e_mail_address_is_a_contact_with_it_and_is_answered_there()
    {
        await using var stage = await RealHostStage.StartAsync();
        stage.Mac.Receive("Hello", "Ann@Example.com");
        await stage.ForwardAsync();
        var contact = Assert.Single(stage.Host.Crm.Contacts, one => one.Id == Assert.Single(stage.Crm).ContactId);

        var id = await stage.WriteWithoutNumberAsync(contact, "Hello Ann");
        await stage.Mac.SendAsync();
        await stage.ForwardAsync();

        Assert.Equal(("ann@example.com", null), (contact.Email, contact.Phone));
        Assert.Equal("SMS/iMessage", contact.Other["source"].GetString());
        Assert.Equal(["text", "ann@example.com"], Assert.Single(stage.Mac.Messages.Handed)[..2]);
        Assert.Equal(SendStates.Sent, await stage.StateAsync(id));
        Assert.Equal(2, stage.Crm.Count);
    }

    private static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
