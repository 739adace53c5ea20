using System.Net;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Devices;
using WhatSnap.Core.Messages;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Devices;

/// <summary>What is written in GoHighLevel is sent by the device once, in order, or it is said that it was not.</summary>
public sealed class OutboxTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_message_waits_for_the_device_and_its_receipts_come_back()
    {
        await using var stage = await DeviceMessagesStage.StartAsync();
        var id = await stage.WriteAsync(stage.Contact(), "Hello");

        var item = await stage.Phone.TakeAsync();
        var results = new[] { await stage.Phone.ReportAsync(item, "sent"), await stage.Phone.ReportAsync(item, "delivered") };
        await stage.RunAsync();

        Assert.Equal(("Hello", TestProduct.Customer(1), "auto"), ($"{item["text"]}", $"{item["to"]}", $"{item["service"]}"));
        Assert.Equal(["noted", "noted"], results);
        Assert.Equal("delivered", stage.Stage.StatusOf(id));
        Assert.Empty(await stage.Phone.FetchAsync());
    }

    [Fact]
    public async Task Before_it_is_sent_a_message_is_said_to_be_accepted_alone()
    {
        await using var stage = await DeviceMessagesStage.StartAsync();
        var id = await stage.WriteAsync(stage.Contact(), "Hello");
        var waiting = await stage.Stage.LinkAsync(id);

        var item = await stage.Phone.TakeAsync();
        await stage.Phone.ReportAsync(item, "sent");

        Assert.Equal(SendStates.Accepted, waiting.State);
        Assert.Equal(PairedPhone.IdOf(item), waiting.ProviderId);
        Assert.Equal(SendStates.Sent, (await stage.Stage.LinkAsync(id)).State);
    }

    [Fact]
    public async Task Of_one_contact_the_next_is_offered_only_after_the_receipt_of_the_one_before()
    {
        await using var stage = await DeviceMessagesStage.StartAsync();
        var (first, second) = (stage.Contact(1), stage.Contact(2));
        await stage.WriteAsync(first, "one");
        await stage.WriteAsync(first, "two");
        await stage.WriteAsync(second, "other");

        var offered = await stage.Phone.FetchAsync();
        await stage.Phone.ClaimAsync(offered[0]);
        var afterClaim = await stage.Phone.FetchAsync();
        await stage.Phone.ReportAsync(offered[0], "sent");
        var afterReceipt = await stage.Phone.FetchAsync();

        Assert.Equal(["one", "other"], DeviceMessagesStage.Texts(offered));
        Assert.Empty(afterClaim);
        Assert.Equal(["two"], DeviceMessagesStage.Texts(afterReceipt));
    }

    [Fact]
    public async Task What_is_not_claimed_is_offered_again_when_its_lease_is_over_and_the_old_lease_is_worth_nothing()
    {
        await using var stage = await DeviceMessagesStage.StartAsync();
        await stage.WriteAsync(stage.Contact(), "Hello");

        var first = Assert.Single(await stage.Phone.FetchAsync());
        var meanwhile = await stage.Phone.FetchAsync();
        stage.Product.Time.Advance(OutboxItem.LeaseFor);
        var again = Assert.Single(await stage.Phone.FetchAsync());

        Assert.Empty(meanwhile);
        Assert.Equal((1, 2), ((int)first["attempt"]!, (int)again["attempt"]!));
        Assert.Equal(HttpStatusCode.Conflict, await stage.Phone.ClaimAsync(first));
        Assert.Equal("ignored", await stage.Phone.ReportAsync(first, "failed"));
        Assert.Equal(HttpStatusCode.NoContent, await stage.Phone.ClaimAsync(again));
        Assert.Equal(HttpStatusCode.NoContent, await stage.Phone.ClaimAsync(again));
        Assert.Equal(HttpStatusCode.Conflict, await stage.Phone.ClaimAsync(first));
    }

    [Fact]
    public async Task What_is_claimed_is_never_offered_again_and_becomes_unknown_when_the_device_is_silent()
    {
        await using var stage = await DeviceMessagesStage.StartAsync();
        var contact = stage.Contact();
        var id = await stage.WriteAsync(contact, "one");
        await stage.WriteAsync(contact, "two");
        await stage.Phone.TakeAsync();

        stage.Product.Time.Advance(OutboxItem.SilentAfter - Minute * 2);
        var before = await stage.Phone.FetchAsync();
        stage.Product.Time.Advance(Minute * 3);
        await stage.RunAsync();
        var link = await stage.Stage.LinkAsync(id);
        var listed = await stage.Product.Get<MessageIndex>().ListAsync(stage.Product.LocationId, new MessageFilter(null, null, "unknown", null), null, CancellationToken.None);
        var next = await stage.Phone.FetchAsync();

        Assert.Empty(before);
        Assert.Equal((SendStates.Unknown, Failures.DeviceSilent.Code), (link.State, link.FailureCode));
        Assert.Equal(id, Assert.Single(listed.Messages).MessageId);
        Assert.Equal(["two"], DeviceMessagesStage.Texts(next));
    }

    [Fact]
    public async Task A_receipt_that_comes_after_all_ends_the_doubt()
    {
        await using var stage = await DeviceMessagesStage.StartAsync();
        var id = await stage.WriteAsync(stage.Contact(), "Hello");
        var item = await stage.Phone.TakeAsync();
        stage.Product.Time.Advance(OutboxItem.SilentAfter + Minute);
        await stage.RunAsync();

        var result = await stage.Phone.ReportAsync(item, "sent");

        Assert.Equal("noted", result);
        Assert.Equal((SendStates.Sent, null), ((await stage.Stage.LinkAsync(id)).State, (await stage.Stage.LinkAsync(id)).FailureCode));
    }

    [Fact]
    public async Task Receipts_count_once_and_never_step_back()
    {
        await using var stage = await DeviceMessagesStage.StartAsync();
        var id = await stage.WriteAsync(stage.Contact(), "Hello");
        var item = await stage.Phone.TakeAsync();

        string[] results =
        [
            await stage.Phone.ReportAsync(item, "delivered"), await stage.Phone.ReportAsync(item, "delivered"),
            await stage.Phone.ReportAsync(item, "sent"), await stage.Phone.ReportAsync(item, "failed", "22"),
        ];
        await stage.RunAsync();

        Assert.Equal(["noted", "ignored", "ignored", "ignored"], results);
        Assert.Equal("delivered", stage.Stage.StatusOf(id));
    }

    [Fact]
    public async Task A_message_that_failed_after_it_was_sent_is_told_as_failed()
    {
        await using var stage = await DeviceMessagesStage.StartAsync();
        var id = await stage.WriteAsync(stage.Contact(), "Hello");
        var item = await stage.Phone.TakeAsync();
        await stage.Phone.ReportAsync(item, "sent");

        string[] results = [await stage.Phone.ReportAsync(item, "failed", "Error 22: +1 500 555 1001 unreachable"), await stage.Phone.ReportAsync(item, "failed")];
        await stage.RunAsync();

        var link = await stage.Stage.LinkAsync(id);
        Assert.Equal(["noted", "ignored"], results);
        Assert.Equal("failed", stage.Stage.StatusOf(id));
        Assert.Equal((SendStates.Failed, "device_error_22_n_unreachable"), (link.State, link.ProviderCode));
    }

    [Fact]
    public async Task What_no_device_fetches_within_a_day_fails_and_can_not_be_claimed_any_more()
    {
        await using var stage = await DeviceMessagesStage.StartAsync();
        var id = await stage.WriteAsync(stage.Contact(), "Hello");
        var item = Assert.Single(await stage.Phone.FetchAsync());

        stage.Product.Time.Advance(OutboxItem.Lifetime);
        await stage.RunAsync();

        Assert.Equal((SendStates.Failed, Failures.DeviceAway.Code), ((await stage.Stage.LinkAsync(id)).State, (await stage.Stage.LinkAsync(id)).FailureCode));
        Assert.Equal("failed", stage.Stage.StatusOf(id));
        Assert.Equal(HttpStatusCode.NotFound, await stage.Phone.ClaimAsync(item));
        Assert.Empty(await stage.Phone.FetchAsync());
    }

    [Fact]
    public async Task A_device_that_comes_back_after_days_is_given_nothing_that_is_too_old_even_where_nobody_ended_it()
    {
        await using var stage = await DeviceMessagesStage.StartAsync();
        var id = await stage.WriteAsync(stage.Contact(), "Hello");
        stage.Product.Time.Advance(TimeSpan.FromDays(3));

        Assert.Empty(await stage.Phone.FetchAsync());

        Assert.Equal(SendStates.Failed, (await stage.Stage.LinkAsync(id)).State);
    }

    [Fact]
    public async Task A_contact_that_opted_out_while_the_message_waited_gets_nothing()
    {
        await using var stage = await DeviceMessagesStage.StartAsync();
        var contact = stage.Contact();
        var id = await stage.WriteAsync(contact, "Hello");
        var item = Assert.Single(await stage.Phone.FetchAsync());

        await stage.TellAsync(stage.Item("STOP"));
        await stage.RunAsync();

        Assert.Equal(HttpStatusCode.NotFound, await stage.Phone.ClaimAsync(item));
        Assert.Equal((SendStates.Failed, Failures.OptedOut.Code), ((await stage.Stage.LinkAsync(id)).State, (await stage.Stage.LinkAsync(id)).FailureCode));
    }

    [Fact]
    public async Task A_message_that_is_put_into_the_outbox_twice_stands_there_once_also_after_its_end()
    {
        await using var stage = await DeviceMessagesStage.StartAsync();
        await stage.WriteAsync(stage.Contact(), "Hello");
        var outbox = stage.Product.Get<OutboxTable>();
        var open = Assert.Single(await outbox.ListOpenAsync(stage.Account.Key, CancellationToken.None));
        var again = await outbox.TryAddAsync(stage.Account.Key, open, CancellationToken.None);

        await stage.Phone.ReportAsync(await stage.Phone.TakeAsync(), "sent");
        var afterwards = await outbox.TryAddAsync(stage.Account.Key, open, CancellationToken.None);

        Assert.Equal((false, false), (again, afterwards));
        Assert.Empty(await stage.Phone.FetchAsync());
    }

    [Fact]
    public async Task Nothing_of_the_text_stays_after_the_receipt()
    {
        await using var azurite = await TestStorage.AloneAsync();
        await using var stage = await DeviceMessagesStage.StartAsync();
        await stage.WriteAsync(stage.Contact(), "canary-of-the-outbox");
        var waiting = await StorageDump.ReadAsync(azurite.Place.ConnectionString);

        await stage.Phone.ReportAsync(await stage.Phone.TakeAsync(), "sent");

        Assert.Contains("canary-of-the-outbox", waiting, StringComparison.Ordinal);
        Assert.DoesNotContain("canary-of-the-outbox", await StorageDump.ReadAsync(azurite.Place.ConnectionString), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_waits_for_a_device_whose_account_was_removed_fails_and_its_text_goes()
    {
        await using var stage = await DeviceMessagesStage.StartAsync();
        var id = await stage.WriteAsync(stage.Contact(), "Hello");
        await stage.Product.Get<AccountTable>().RemoveAsync(stage.Account.Key, _ => true, CancellationToken.None);

        stage.Product.Time.Advance(OutboxItem.Lifetime);
        await stage.RunAsync();

        Assert.Equal(Failures.SenderGone.Code, (await stage.Stage.LinkAsync(id)).FailureCode);
        Assert.Empty(await stage.Product.Get<OutboxTable>().ListOpenAsync(stage.Account.Key, CancellationToken.None));
    }

    [Fact]
    public async Task Nobody_elses_device_can_claim_or_report()
    {
        await using var stage = await DeviceMessagesStage.StartAsync();
        var other = await stage.AddAsync("Second", "+15005550198");
        await stage.WriteAsync(stage.Contact(), "Hello");
        var item = Assert.Single(await stage.Phone.FetchAsync());

        Assert.Equal(HttpStatusCode.NotFound, await other.ClaimAsync(item));
        Assert.Equal("unknown_item", await other.ReportAsync(item, "sent"));
        Assert.Empty(await other.FetchAsync());
    }
}
