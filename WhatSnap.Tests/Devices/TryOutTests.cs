using System.Net;
using Azure.Data.Tables;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Devices;
using WhatSnap.Core.Pairing;
using WhatSnap.Core.Storage;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Devices;

/// <summary>The text that has to arrive on a device before its account has a tag and is active.</summary>
public sealed class TryOutTests
{
    private const string Waits = "not_yet";
    private const string Seen = "rejected: test_text";

    [Fact]
    public async Task A_Mac_that_has_all_it_needs_waits_for_its_text_without_tag_and_account()
    {
        await using var stage = await PairStage.StartAsync();
        var key = await stage.AddAsync();
        List<string> shown = [];
        async Task LookAsync()
        {
            shown.AddRange(await stage.StepAsync(key, ConnectionSteps.Ready));
            shown.Add(await stage.ShownAsync(key));
            Assert.DoesNotContain(AccountTag.FromName("Support"), stage.Product.Crm.World.TagsOf(stage.Product.LocationId));
        }

        stage.OnWaits(() => stage.PairAsync(key), () => stage.AnswerAsync(key), () => stage.ReportAsync(), LookAsync, async () =>
        {
            await LookAsync();
            await stage.TextAsync(key);
        });

        await stage.Flows.RunAllAsync();

        Assert.Equal([StepFindings.MacTextWanted, "pending", StepFindings.MacTextWanted, "pending"], shown);
        Assert.Equal((ConnectionEnds.Connected, "active"), (await stage.EndAsync(key), await stage.ShownAsync(key)));
        Assert.Contains(AccountTag.FromName("Support"), stage.Product.Crm.World.TagsOf(stage.Product.LocationId));
        Assert.NotNull(Assert.Single(await stage.DevicesAsync(key)).TestedAt);
    }

    [Theory]
    [InlineData("mac", StepFindings.MacTextMissing, "Text Message Forwarding")]
    [InlineData("iphone", StepFindings.ShortcutTextMissing, "Run Immediately")]
    [InlineData("android", StepFindings.TestTextMissing, "RCS")]
    public async Task A_device_that_the_text_does_not_reach_is_not_connected_and_nothing_is_left(string platform, string end, string words)
    {
        await using var stage = await PairStage.StartAsync();
        var key = await stage.AddAsync();
        stage.OnWaits(() => stage.PairAsync(key, platform), () => stage.AnswerAsync(key), () => stage.ReportAsync());
        var start = stage.Product.Time.GetUtcNow();

        await stage.Flows.RunAllAsync();

        Assert.Equal(end, await stage.EndAsync(key));
        Assert.Contains(words, StepFindings.Of(end).NextAction, StringComparison.Ordinal);
        Assert.InRange(stage.Product.Time.GetUtcNow() - start, ConnectDevice.ReadyWithin, ConnectDevice.ReadyWithin + TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await stage.ReportAsync()).Status);
        await stage.AssertNothingIsLeftAsync(key);
    }

    [Fact]
    public async Task A_text_that_comes_before_the_report_or_is_written_by_the_owner_counts()
    {
        await using var stage = await PairStage.StartAsync();
        var key = await stage.AddAsync();
        stage.OnWaits(
            () => stage.PairAsync(key), () => stage.AnswerAsync(key),
            async () =>
            {
                var text = TestText.Of(Assert.Single(await stage.DevicesAsync(key))).ToLowerInvariant();
                Assert.Equal([Seen], await stage.BringAsync(Written(stage, "w", text)));
                Assert.Equal([StepFindings.DeviceUnheard], await stage.StepAsync(key, ConnectionSteps.Ready));
            },
            () => stage.ReportAsync());

        await stage.Flows.RunAllAsync();

        Assert.Equal(ConnectionEnds.Connected, await stage.EndAsync(key));
    }

    [Fact]
    public async Task What_else_comes_to_a_Mac_before_is_kept_on_it_and_stands_in_GoHighLevel_once_afterwards()
    {
        await using var stage = await PairStage.StartAsync();
        var key = await stage.AddAsync();
        object[] items = [];
        IReadOnlyList<string> before = [];
        stage.OnWaits(() => stage.PairAsync(key), () => stage.AnswerAsync(key), () => stage.ReportAsync(), async () =>
        {
            var now = stage.Product.Time.GetUtcNow();
            items =
            [
                Item("first", "Hello", 1, now), Item("old", "Of yesterday", 1, now.AddDays(-1)), Written(stage, "own", "On my way"),
                Item("test", (await stage.WantedTextAsync(key))!, 2, now), Item("last", "Are you there?", 1, now.AddSeconds(1)),
                new { key = "none", direction = "in", text = "Of nobody", sentAt = now },
            ];
            before = await stage.BringAsync(items);
        });

        await stage.Flows.RunAllAsync();
        await stage.Product.Queue.RunDueAsync();
        Assert.Empty(stage.Product.CrmMessages);
        var after = await stage.BringAsync(items);
        var again = await stage.BringAsync(items);
        await stage.Product.Queue.RunDueAsync();

        Assert.Equal(ConnectionEnds.Connected, await stage.EndAsync(key));
        Assert.Equal([Waits, "rejected: too_old", Waits, Seen, Waits, "rejected: no_peer"], before);
        Assert.Equal(["stored", "rejected: too_old", "stored", Seen, "stored", "rejected: no_peer"], after);
        Assert.Equal(["duplicate", "rejected: too_old", "duplicate", Seen, "duplicate", "rejected: no_peer"], again);
        Assert.Equal(["Are you there?", "Hello", "On my way"], stage.Product.CrmMessages.Select(one => one.Body).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_Shortcut_s_text_goes_no_further_and_all_else_is_refused_until_then()
    {
        await using var stage = await PairStage.StartAsync();
        var key = await stage.AddAsync();
        var text = "";
        List<string> results = [];
        stage.OnWaits(() => stage.PairAsync(key, "iphone"), () => stage.AnswerAsync(key), async () =>
        {
            Assert.Equal([StepFindings.ShortcutTextWanted], await stage.StepAsync(key, ConnectionSteps.Ready));
            text = (await stage.WantedTextAsync(key))!;
            results.Add(await stage.BringSimplyAsync("Hello"));
            results.Add(await stage.BringSimplyAsync(text, from: 2));
        });

        await stage.Flows.RunAllAsync();
        results.Add(await stage.BringSimplyAsync("Hello"));
        results.Add(await stage.BringSimplyAsync(text, from: 2));
        await stage.Product.Queue.RunDueAsync();

        Assert.Equal(ConnectionEnds.Connected, await stage.EndAsync(key));
        Assert.Equal(["account_inactive", Seen, "stored", Seen], results);
        Assert.Equal("Hello", Assert.Single(stage.Product.CrmMessages).Body);
    }

    [Fact]
    public async Task The_Mac_before_goes_on_and_forwards_the_text_of_the_one_that_takes_its_place_as_little()
    {
        await using var stage = await PairStage.StartAsync();
        var key = await stage.ConnectAsync();
        var old = stage.Token;
        await stage.PostAsync($"api/accounts/{key.AccountId}/reconnect");
        stage.Product.Time.Advance(TimeSpan.FromSeconds(31));
        object hello = new { }, test = new { };
        IReadOnlyList<string> byOld = [], byNew = [];
        stage.OnWaits(() => stage.PairAsync(key), () => stage.AnswerAsync(key), () => stage.ReportAsync(), async () =>
        {
            var now = stage.Product.Time.GetUtcNow();
            (hello, test) = (Item("hello", "Hello", 1, now), Item("test-of-new", (await stage.WantedTextAsync(key))!, 2, now));
            byOld = await stage.BringByAsync(old, hello, test);
            byNew = await stage.BringAsync(hello);
        }, async () => byNew = [.. byNew, .. await stage.BringAsync(test)]);

        await stage.Flows.RunAllAsync();
        byNew = [.. byNew, .. await stage.BringAsync(hello, test)];
        await stage.Product.Queue.RunDueAsync();

        Assert.Equal(["stored", Seen], byOld);
        Assert.Equal([Waits, Seen, "duplicate", Seen], byNew);
        Assert.Equal(ConnectionEnds.Connected, await stage.EndAsync(key));
        Assert.Equal("Hello", Assert.Single(stage.Product.CrmMessages).Body);
    }

    [Fact]
    public async Task Before_the_account_is_active_a_device_has_nothing_but_the_inbox_and_is_asked_to_come_back_soon()
    {
        await using var stage = await PairStage.StartAsync();
        var key = await stage.AddAsync();
        List<string> found = [];
        async Task CallAsync(HttpMethod method, string path, object? body)
        {
            var reply = await stage.CallAsync(stage.Token, method, path, body);
            found.Add(reply.Status == HttpStatusCode.OK ? "taken" : $"{reply.Text("code")} {reply.Headers["Retry-After"]}");
        }

        stage.OnWaits(
            () => stage.PairAsync(key),
            async () =>
            {
                await CallAsync(HttpMethod.Post, "device/v1/inbox", new { items = Array.Empty<object>() });
                await stage.AnswerAsync(key);
            },
            async () =>
            {
                await CallAsync(HttpMethod.Post, "device/v1/inbox", new { items = Array.Empty<object>() });
                await CallAsync(HttpMethod.Get, "device/v1/outbox", null);
                await CallAsync(HttpMethod.Put, $"device/v1/attachments/{new string('a', 64)}", new { });
                await CallAsync(HttpMethod.Post, "device/v1/receipts", new { items = Array.Empty<object>() });
            });

        await stage.Flows.RunAllAsync();

        Assert.Equal(["not_confirmed 10", "taken", "account_inactive 10", "account_inactive 10", "account_inactive 10"], found);
    }

    [Fact]
    public async Task A_phone_that_was_tried_out_before_all_devices_were_still_counts_as_tried_out()
    {
        await using var stage = await PairStage.StartAsync();
        var key = await stage.ConnectAsync();
        var device = Assert.Single(await stage.DevicesAsync(key));
        var rows = stage.Product.Get<TableServiceClient>().GetTableClient(TableNames.Devices);
        TableEntity row = await rows.GetEntityAsync<TableEntity>(key.LocationId, $"{key.AccountId}~{device.DeviceId}");
        row.Remove("TestedAt");
        row["SmsGateTestedAt"] = device.TestedAt;
        await rows.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace);

        var read = await stage.Product.Get<DeviceTable>().FindAsync(device.DeviceId, CancellationToken.None);
        await stage.Product.Get<DeviceTable>().UpdateAsync(read!, known => known with { Name = "Other" }, CancellationToken.None);
        var written = await stage.Product.Get<DeviceTable>().FindAsync(device.DeviceId, CancellationToken.None);

        Assert.NotNull(device.TestedAt);
        Assert.Equal((device.TestedAt, device.TestedAt, "Other"), (read!.TestedAt, written!.TestedAt, written.Name));
    }

    private static object Item(string key, string text, int from, DateTimeOffset at) =>
        new { key, direction = "in", from = TestProduct.Customer(from), text, sentAt = at };

    private static object Written(PairStage stage, string key, string text) =>
        new { key, direction = "out", to = TestProduct.Customer(3), text, sentAt = stage.Product.Time.GetUtcNow() };
}
