using WhatSnap.Core.Accounts;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Privacy;
using WhatSnap.Core.Storage;
using WhatSnap.Core.WhatsApp;

namespace WhatSnap.Tests.WhatsApp;

/// <summary>Accounts against the gateway's own list of what they received.</summary>
public sealed class ReconcileWhatsAppTests
{
    private const string Ann = "+15005550145";
    private const string Lid = "123456789012346";
    private static readonly TimeSpan Hours = TimeSpan.FromHours(5);

    [Fact]
    public async Task A_message_that_never_arrived_is_taken_once_with_its_date_and_its_file_even_if_it_is_told_later()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.ConnectAsync();
        var lost = new WahaText("never came", Ann) { File = ("picture", "image/png") };
        stage.Waha.Files["picture"] = ([1, 2, 3], "image/png");
        stage.Waha.Keep(lost);
        var written = stage.Product.Time.GetUtcNow();
        stage.Product.Time.Advance(Hours);

        await RunAsync(stage, key);
        await RunAsync(stage, key);
        await stage.TellAndRunAsync(lost);

        var message = Assert.Single(stage.Product.CrmMessages);
        Assert.Equal(("never came", written), (message.Body, message.DateAdded));
        Assert.Single(message.Attachments);
        Assert.Empty(stage.Product.Queue.Failures);
    }

    [Fact]
    public async Task What_arrived_is_not_doubled_under_whatever_name_the_list_has_it()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.ConnectAsync();
        var byNumber = new WahaText("by number", Ann);
        var byLid = new WahaText("by lid", null, Lid);
        var own = new WahaText("own", Ann) { IsFromMe = true };
        foreach (var text in new[] { byNumber, byLid, own }) await stage.TellAndRunAsync(text);
        await stage.TellAndRunAsync(new WahaText("both", Ann, Lid));
        foreach (var text in new[] { byNumber, byLid, own }) stage.Waha.Keep(text with { Number = Ann, Lid = Lid });
        var before = stage.Product.CrmMessages.Count;
        stage.Product.Time.Advance(Hours);

        await RunAsync(stage, key);

        Assert.Equal((4, 4), (before, stage.Product.CrmMessages.Count));
        var compared = (await stage.AccountAsync(key))!.Health!.Compared!;
        Assert.Equal((0, 0), (compared.BroughtIn, compared.InPart));
    }

    [Fact]
    public async Task What_the_phone_wrote_is_taken_as_that_and_what_WhatSnap_sent_is_not_taken()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.ConnectAsync();
        stage.Waha.Keep(new WahaText("on the phone", Ann) { IsFromMe = true });
        stage.Waha.Keep(new WahaText("by us", Ann) { IsFromMe = true, More = new() { ["source"] = "api" } });
        stage.Product.Time.Advance(Hours);

        await RunAsync(stage, key);

        Assert.Equal(("on the phone", "outbound"), stage.Product.CrmMessages.Select(message => (message.Body, message.Direction)).Single());
    }

    [Fact]
    public async Task Young_messages_those_from_before_the_connection_groups_and_notices_are_left_alone()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.ConnectAsync();
        stage.Waha.Keep(new WahaText("before", Ann) { After = -Hours });
        stage.Waha.Keep(new WahaText("in a group", Ann) { Group = "120363000000000001@g.us", Member = "15005550146" });
        stage.Waha.Keep(new WahaText("", Ann));
        stage.Waha.Keep(new WahaText("no id", Ann) { More = new() { ["id"] = null, ["_data"] = null } });
        stage.Product.Time.Advance(Hours);
        stage.Waha.Keep(new WahaText("young", Ann) { After = TimeSpan.FromMinutes(-9) });

        await RunAsync(stage, key);
        var first = stage.Product.CrmMessages.Count;
        stage.Product.Time.Advance(TimeSpan.FromDays(1));
        await RunAsync(stage, key);

        Assert.Equal((0, "young"), (first, Assert.Single(stage.Product.CrmMessages).Body));
        Assert.Empty(await stage.Product.DeadLettersAsync());
    }

    [Fact]
    public async Task Of_a_message_of_which_the_gateway_has_only_the_beginning_that_is_taken_and_the_account_says_so()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.ConnectAsync();
        stage.Waha.Keep(new WahaText("The beginning", Ann) { More = new() { ["_data"] = new System.Text.Json.Nodes.JsonObject { ["isCut"] = true } } });
        stage.Waha.Keep(new WahaText("whole", Ann));
        stage.Product.Time.Advance(Hours);

        await RunAsync(stage, key);

        Assert.Contains(
            "The beginning\n[Only the beginning of this message could be brought in. Open WhatsApp on the phone to see all of it.]",
            stage.Product.CrmMessages.Select(message => message.Body));
        var until = ShownTime.Of((await stage.AccountAsync(key))!.Health!.Compared!.Until!.Value);
        Assert.EndsWith(
            $" All that the gateway's own list has until {until} is here; 2 of it had not arrived and came from the list, 1 with no more than the beginning.",
            await MissingAsync(stage), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(501)]
    public async Task A_gateway_that_keeps_no_list_is_said_to_and_nothing_is_known_to_be_compared(int status)
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.ConnectAsync();
        stage.Waha.List.Refusal = (status, "Enable the store.");
        stage.Product.Time.Advance(Hours);

        await RunAsync(stage, key);

        Assert.EndsWith(" It can't be compared with the gateway's own list of messages: the gateway keeps none.", await MissingAsync(stage), StringComparison.Ordinal);
        var health = await HealthAsync(stage);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, health.GetProperty("comparedUntil").ValueKind);
        Assert.False(health.GetProperty("compared").GetProperty("hasList").GetBoolean());
        Assert.Empty(stage.Product.Queue.Failures);
    }

    [Theory]
    [InlineData("busy")]
    [InlineData("not caught up")]
    [InlineData("not connected")]
    public async Task Only_a_comparison_that_was_done_moves_its_time_and_the_next_one_reaches_back_behind_it(string trouble)
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.ConnectAsync();
        stage.Product.Time.Advance(Hours);
        await RunAsync(stage, key);
        var first = (await stage.AccountAsync(key))!.Health!.Compared!.Until;
        stage.Waha.Keep(new WahaText("lost", Ann));
        stage.Product.Time.Advance(TimeSpan.FromDays(2));

        if (trouble == "busy") stage.Waha.List.Refusal = (503, "Later.");
        else if (trouble == "not caught up") stage.Waha.Only.CaughtUp = false;
        else stage.Waha.Only.Status = "STARTING";
        await RunAsync(stage, key);
        var during = ((await stage.AccountAsync(key))!.Health!.Compared!.Until, stage.Product.CrmMessages.Count);
        stage.Waha.List.Refusal = null;
        (stage.Waha.Only.CaughtUp, stage.Waha.Only.Status) = (true, "WORKING");
        await RunAsync(stage, key);

        Assert.Equal((first, 0), during);
        Assert.Equal("lost", Assert.Single(stage.Product.CrmMessages).Body);
        Assert.Equal(stage.Product.Time.GetUtcNow() - TimeSpan.FromMinutes(10), (await stage.AccountAsync(key))!.Health!.Compared!.Until!.Value, TimeSpan.FromHours(2));
    }

    [Fact]
    public async Task A_long_list_is_read_page_by_page_to_its_end()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.ConnectAsync();
        var notice = new WahaText("", Ann);
        for (var index = 0; index < 2 * WahaHistory.PageSize; index++) stage.Waha.Keep(notice with { Id = $"NOTICE{index}" });
        stage.Waha.Keep(new WahaText("the last", Ann) { After = TimeSpan.FromSeconds(1) });
        stage.Product.Time.Advance(Hours);

        await RunAsync(stage, key);

        Assert.Equal("the last", Assert.Single(stage.Product.CrmMessages).Body);
    }

    [Fact]
    public async Task A_list_without_end_is_left_after_a_night_s_share_and_the_next_night_goes_on_there()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.ConnectAsync();
        stage.Product.Time.Advance(Hours);
        var from = stage.Product.Time.GetUtcNow().AddHours(-4);
        stage.Waha.List.Endless = () => new WahaText("", Ann).ToPayload(from);

        await RunAsync(stage, key);

        Assert.Equal(from, (await stage.AccountAsync(key))!.Health!.Compared!.Until);
        Assert.Equal(ReconcileWhatsApp.MostPages, stage.Waha.Calls.Count(call => call.Path.EndsWith("/chats/all/messages", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Who_was_erased_is_not_brought_back_by_the_list_and_what_they_write_afterwards_is()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.ConnectAsync();
        var before = new WahaText("before", Ann, Lid);
        await stage.TellAndRunAsync(before);
        stage.Waha.Keep(before);
        stage.Product.Time.Advance(TimeSpan.FromMinutes(5));
        var contact = Assert.Single(stage.Product.Crm.World.Contacts).Id;
        await stage.Product.Queue.SendAsync(QueueNames.EraseData, new EraseWork(1, key.LocationId, contact, null).ToJson(), TimeSpan.Zero, CancellationToken.None);
        await stage.Product.Queue.RunAllAsync(TimeSpan.FromMinutes(5));
        stage.Product.Time.Advance(TimeSpan.FromMinutes(5));
        stage.Waha.Keep(new WahaText("after", Ann, Lid));
        stage.Product.Time.Advance(Hours);

        await RunAsync(stage, key);

        Assert.Equal(["before", "after"], stage.Product.CrmMessages.Select(message => message.Body));
    }

    [Fact]
    public async Task Accounts_that_do_not_receive_and_unknown_ones_are_not_compared()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.ConnectAsync();
        await stage.Waha.AnnounceAsync("FAILED", "logged_out");
        var before = stage.Waha.Calls.Count;

        await RunAsync(stage, key);
        await RunAsync(stage, new AccountKey(key.LocationId, "unknown"));

        Assert.Equal(before, stage.Waha.Calls.Count);
        Assert.Empty(stage.Product.Queue.Failures);
    }

    private static async Task RunAsync(WhatsAppStage stage, AccountKey key)
    {
        await stage.Product.Queue.SendAsync(QueueNames.ReconcileWhatsApp, key.ToString(), TimeSpan.Zero, CancellationToken.None);
        await stage.Product.Queue.RunAllAsync(TimeSpan.FromHours(1));
    }

    private static async Task<System.Text.Json.JsonElement> HealthAsync(WhatsAppStage stage) =>
        (await stage.GetAsync("api/health")).Json.GetProperty("accounts").EnumerateArray().Single(account => account.GetProperty("name").GetString() == "Support");

    private static async Task<string> MissingAsync(WhatsAppStage stage) => (await HealthAsync(stage)).GetProperty("missing").GetString()!;
}
