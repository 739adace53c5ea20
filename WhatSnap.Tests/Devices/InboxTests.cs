using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Devices;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Messages;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Devices;

/// <summary>What a device tells of stands in GoHighLevel once, with its true date, whatever is repeated.</summary>
public sealed class InboxTests
{
    [Fact]
    public async Task A_message_to_the_device_becomes_one_of_a_contact_with_the_accounts_tag()
    {
        await using var stage = await DeviceMessagesStage.StartAsync();

        var results = await stage.TellAsync(stage.Item("Hello", change: item => item["senderName"] = "Ann"));
        await stage.RunAsync();

        var message = Assert.Single(stage.Crm);
        var contact = Assert.Single(stage.Stage.Crm.Contacts, one => one.Id == message.ContactId);
        Assert.Equal(["stored"], results);
        Assert.Equal(("Hello", "inbound"), (message.Body, message.Direction));
        Assert.Equal((TestProduct.Customer(1), "Ann"), (contact.Phone, contact.FirstName));
        Assert.Contains(stage.Account.Tag, contact.Tags);
    }

    [Fact]
    public async Task What_is_told_again_under_its_key_is_a_duplicate()
    {
        await using var stage = await DeviceMessagesStage.StartAsync();
        var item = stage.Item("Hello");

        var results = new[] { await stage.TellAsync(item), await stage.TellAsync(item), await stage.TellAsync(item, item) };
        await stage.RunAsync();
        var later = await stage.TellAsync(item);
        await stage.RunAsync();

        Assert.Equal([["stored"], ["duplicate"], ["duplicate", "duplicate"]], results);
        Assert.Equal(["duplicate"], later);
        Assert.Single(stage.Crm);
    }

    [Fact]
    public async Task What_iCloud_inserts_anew_under_another_key_is_a_duplicate()
    {
        await using var stage = await DeviceMessagesStage.StartAsync();
        var item = stage.Item("Hello");
        await stage.TellAsync(item);

        item["key"] = "another-key";
        var again = await stage.TellAsync(item);
        item["sentAt"] = DeviceMessagesStage.Time(stage.Product.Time.GetUtcNow().AddMilliseconds(300));
        item["key"] = "third-key";
        var withinTheSecond = await stage.TellAsync(item);
        stage.Product.Time.Advance(TimeSpan.FromSeconds(2));
        var later = await stage.TellAsync(stage.Item("Hello"));
        await stage.RunAsync();

        Assert.Equal(["duplicate", "duplicate", "stored"], [.. again, .. withinTheSecond, .. later]);
        Assert.Equal(2, stage.Crm.Count);
    }

    [Fact]
    public async Task Two_Macs_of_one_Apple_ID_bring_a_message_once()
    {
        await using var stage = await DeviceMessagesStage.StartAsync();
        var second = await stage.AddAsync("Second", "+15005550198");
        var item = stage.Item("Hello");

        var results = new[] { await stage.TellAsync(item), await second.TellAsync(item) };
        item["key"] = "inserted-anew";
        var anew = await second.TellAsync(item);
        await stage.RunAsync();

        Assert.Equal([["stored"], ["duplicate"]], results);
        Assert.Equal(["duplicate"], anew);
        Assert.Single(stage.Crm);
    }

    [Fact]
    public async Task Two_phones_may_have_the_same_key_for_different_messages_and_the_same_text_of_one_sender()
    {
        await using var stage = await DeviceMessagesStage.StartAsync(DevicePlatform.Android);
        var second = await stage.AddAsync("Second", "+15005550198", DevicePlatform.Android);
        var item = stage.Item("Hello");

        await stage.TellAsync(item);
        var other = await second.TellAsync(item);
        await stage.RunAsync();

        Assert.Equal(["stored"], other);
        Assert.Equal(2, stage.Crm.Count);
    }

    [Fact]
    public async Task A_key_that_another_senders_message_has_is_refused()
    {
        await using var stage = await DeviceMessagesStage.StartAsync();
        await stage.TellAsync(stage.Item("Hello", change: item => item["key"] = "one"));

        Assert.Equal(["rejected: invalid"], await stage.TellAsync(stage.Item("Other", from: 2, item => item["key"] = "one")));
    }

    [Fact]
    public async Task Messages_of_one_call_are_stored_as_they_were_written_and_late_ones_have_their_true_date()
    {
        await using var stage = await DeviceMessagesStage.StartAsync();
        stage.Product.Time.Advance(TimeSpan.FromDays(3));
        var now = stage.Product.Time.GetUtcNow();
        int[] ages = [1, 30, 7];
        var items = ages.Select(hours => stage.Item($"{hours} hours ago", change: item => item["sentAt"] = DeviceMessagesStage.Time(now.AddHours(-hours)))).ToArray();

        await stage.TellAsync(items);
        await stage.RunAsync();

        Assert.Equal(["30 hours ago", "7 hours ago", "1 hours ago"], stage.Crm.Select(message => message.Body));
        Assert.Equal([now.AddHours(-30), now.AddHours(-7), now.AddHours(-1)], stage.Crm.Select(message => message.DateAdded));
    }

    [Fact]
    public async Task What_is_older_than_the_pairing_is_refused_but_for_five_minutes()
    {
        await using var stage = await DeviceMessagesStage.StartAsync();
        var paired = stage.Product.Time.GetUtcNow();
        JsonObject Before(int minutes) => stage.Item($"{minutes}", change: item => item["sentAt"] = DeviceMessagesStage.Time(paired.AddMinutes(-minutes)));

        Assert.Equal(["stored", "rejected: too_old"], await stage.TellAsync(Before(4), Before(6)));
    }

    [Fact]
    public async Task A_clock_that_is_ahead_dates_nothing_into_the_future()
    {
        await using var stage = await DeviceMessagesStage.StartAsync();
        var now = stage.Product.Time.GetUtcNow();

        await stage.TellAsync(stage.Item("Hello", change: item => item["sentAt"] = DeviceMessagesStage.Time(now.AddHours(5))));
        await stage.RunAsync();

        Assert.Equal(now, Assert.Single(stage.Crm).DateAdded);
    }

    [Fact]
    public async Task What_the_owner_writes_on_the_device_stands_in_GoHighLevel_as_sent()
    {
        await using var stage = await DeviceMessagesStage.StartAsync();

        var results = await stage.TellAsync(stage.Written("On my way"));
        await stage.RunAsync();

        var message = Assert.Single(stage.Crm);
        Assert.Equal(["stored"], results);
        Assert.Equal(("On my way", "outbound"), (message.Body, message.Direction));
        Assert.Empty(await stage.Phone.FetchAsync());
    }

    [Fact]
    public async Task A_number_in_the_form_of_the_phones_country_is_one_with_its_whole_form()
    {
        await using var stage = await DeviceMessagesStage.StartAsync();
        await stage.ChangeAsync(account => account with { Number = Number("+14155550123") });

        await stage.TellAsync(stage.Written("First", change: item => item["to"] = "(212) 555-0187"));
        await stage.TellAsync(stage.Item("Second", change: item => item["from"] = "+12125550187"));
        await stage.RunAsync();

        Assert.Equal(2, stage.Crm.Count);
        Assert.Single(stage.Crm.Select(message => message.ContactId).Distinct());
    }

    [Theory]
    [InlineData("key", null)]
    [InlineData("direction", "sideways")]
    [InlineData("sentAt", "yesterday")]
    [InlineData("text", null)]
    public async Task An_item_that_can_not_be_read_is_refused_and_the_others_are_stored(string member, string? value)
    {
        await using var stage = await DeviceMessagesStage.StartAsync();

        var results = await stage.TellAsync(stage.Item("Wrong", change: item => item[member] = value), stage.Item("Right"));

        Assert.Equal(["rejected: invalid", "stored"], results);
    }

    [Fact]
    public async Task A_text_that_was_cut_within_an_emoji_is_stored()
    {
        await using var stage = await DeviceMessagesStage.StartAsync();
        var item = stage.Item("CUT").ToJsonString().Replace("CUT", "Hello \\ud83d", StringComparison.Ordinal);

        using var answer = await stage.Phone.SendAsync(HttpMethod.Post, Routes.DeviceInbox, new StringContent($"{{\"items\":[{item}]}}", null, "application/json"));
        await stage.RunAsync();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("Hello \ufffd", Assert.Single(stage.Crm).Body);
    }

    [Fact]
    public async Task A_shortcuts_text_is_stored_once_a_minute_and_its_token_opens_nothing_else()
    {
        await using var stage = await DeviceMessagesStage.StartAsync(DevicePlatform.Iphone);

        var results = new[] { await stage.Phone.TellSimpleAsync(TestProduct.Customer(1), "Hello"), await stage.Phone.TellSimpleAsync(TestProduct.Customer(1), "Hello") };
        stage.Product.Time.Advance(TimeSpan.FromMinutes(1));
        var later = await stage.Phone.TellSimpleAsync(TestProduct.Customer(1), "Hello");
        using var outbox = await stage.Phone.SendAsync(HttpMethod.Get, Routes.DeviceOutbox, null);
        using var inbox = await stage.Phone.PostAsync(Routes.DeviceInbox, new JsonObject { ["items"] = new JsonArray() });
        await stage.RunAsync();

        Assert.Equal(["stored", "duplicate"], results);
        Assert.Equal("stored", later);
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (outbox.StatusCode, inbox.StatusCode));
        Assert.Equal(2, stage.Crm.Count);
    }

    [Fact]
    public async Task A_crash_between_the_row_that_names_a_message_and_the_message_loses_nothing()
    {
        await using var stage = await DeviceMessagesStage.StartAsync();
        var given = stage.Item("Hello");
        var item = DeviceItem.Read(JsonElement.Parse(given.ToJsonString()), null, stage.Product.Time.GetUtcNow())!;
        var lane = await stage.Product.Get<Aliases>().ResolveAsync(stage.Product.LocationId, "tel:" + TestProduct.Customer(1), CancellationToken.None);
        var device = Assert.Single(await stage.Product.Get<DeviceTable>().ListAsync(stage.Account.Key, CancellationToken.None));
        await stage.Product.Get<SeenItems>().ClaimAsync(device, item, lane, CancellationToken.None);

        given["key"] = "inserted-anew";
        var results = await stage.TellAsync(given);
        await stage.RunAsync();

        Assert.Equal(["stored"], results);
        Assert.Single(stage.Crm);
    }

    private static PhoneNumber Number(string text) =>
        PhoneNumber.TryParse(text, out var number) ? number : throw new FormatException(text);
}
