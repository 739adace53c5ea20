using System.Net;
using WhatSnap.Core.Messages;
using WhatSnap.Local.Simulators.Android;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Devices.SmsGate;

/// <summary>A phone with the app as it comes from its author, against the real endpoints.</summary>
public sealed class PhoneTests
{
    private static readonly string Customer = TestProduct.Customer(1);

    [Fact]
    public async Task A_phone_is_paired_by_a_code_and_a_test_text_that_goes_no_further()
    {
        await using var stage = await PhoneStage.StartAsync();

        Assert.Equal("active", await stage.Pairs.ShownAsync(stage.Key));
        Assert.NotNull(stage.Phone.DeviceId);
        Assert.Empty(stage.Stored);
        Assert.Equal("samsung/a52q", Assert.Single(await stage.Pairs.DevicesAsync(stage.Key)).Name);
    }

    [Fact]
    public async Task A_wrong_code_is_said_to_the_app_and_pairs_nothing()
    {
        await using var stage = await PhoneStage.OpenAsync();

        var refused = await Assert.ThrowsAsync<PhoneRefusedException>(() => stage.Phone.SignInAsync(new Uri(stage.Stage.Door.Address, "sms").ToString(), "ABCD-2345"));

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Empty(await stage.Pairs.DevicesAsync(stage.Key));
    }

    [Fact]
    public async Task A_text_to_the_phone_stands_in_GoHighLevel_with_the_phones_date()
    {
        await using var stage = await PhoneStage.StartAsync();
        var at = stage.Product.Time.GetUtcNow();

        stage.Phone.Receive(Customer, "Grüße 🙂");
        await stage.PassAsync(2);

        var stored = Assert.Single(stage.Stored);
        Assert.Equal(("Grüße 🙂", "inbound", at), (stored.Body, stored.Direction, stored.DateAdded));
        Assert.Contains(stage.Account.Tag, stage.Stage.Crm.Contacts.Single(contact => contact.Phone == Customer).Tags);
    }

    [Fact]
    public async Task A_picture_to_the_phone_stands_in_GoHighLevel()
    {
        await using var stage = await PhoneStage.StartAsync();
        byte[] png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d];

        stage.Phone.ReceiveMms(Customer, "look", [new MmsPart("image/png", "a.png", png)]);
        await stage.PassAsync(5);

        var stored = Assert.Single(stage.Stored);
        Assert.Equal(("look", 1), (stored.Body, stored.Attachments.Count));
    }

    [Fact]
    public async Task A_text_that_is_told_twice_is_stored_once()
    {
        await using var stage = await PhoneStage.StartAsync();

        stage.Phone.Receive(Customer, "hello", copies: 3);
        await stage.PassAsync(2);

        Assert.Equal(3, stage.Network.Taken.Count(told => told.GetProperty("payload").TryGetProperty("message", out var text) && text.GetString() == "hello"));
        Assert.Single(stage.Stored);
    }

    [Fact]
    public async Task A_text_whose_answer_is_lost_is_told_again_and_stored_once()
    {
        await using var stage = await PhoneStage.StartAsync();
        var lost = 0;
        stage.Network.Loses = request => request.RequestUri!.AbsolutePath.Contains("hook", StringComparison.Ordinal) && lost++ < 3 ? Loss.Answer : Loss.Nothing;

        stage.Phone.Receive(Customer, "hello");
        await stage.PassAsync(5);

        Assert.True(lost > 3);
        Assert.Single(stage.Stored);
        Assert.Equal(0, stage.Phone.WebhooksWaiting);
    }

    [Fact]
    public async Task Texts_of_days_without_a_network_come_with_their_true_dates()
    {
        await using var stage = await PhoneStage.StartAsync();
        List<DateTimeOffset> dates = [];
        stage.Phone.GoOffline();
        for (var day = 0; day < 4; day++)
        {
            dates.Add(stage.Product.Time.GetUtcNow());
            stage.Phone.Receive(Customer, "ok");
            await stage.PassAsync(TimeSpan.FromDays(1));
        }

        Assert.Empty(stage.Stored);
        stage.Phone.GoOnline();
        await stage.PassAsync(2);

        Assert.Equal(dates, stage.Stored.Select(stored => stored.DateAdded));
    }

    [Fact]
    public async Task A_text_that_overtook_an_older_one_changes_neither_date()
    {
        await using var stage = await PhoneStage.StartAsync();
        stage.Network.Loses = request => request.RequestUri!.AbsolutePath.Contains("hook", StringComparison.Ordinal) ? Loss.Request : Loss.Nothing;
        var first = stage.Product.Time.GetUtcNow();
        stage.Phone.Receive(Customer, "first");
        await stage.PassAsync(TimeSpan.FromSeconds(20));
        stage.Network.Loses = _ => Loss.Nothing;
        var second = stage.Product.Time.GetUtcNow();
        stage.Phone.Receive(Customer, "second");
        await stage.PassAsync(5);

        Assert.Equal([("second", second), ("first", first)], stage.Stored.Select(stored => (stored.Body, stored.DateAdded)));
    }

    [Fact]
    public async Task An_answer_goes_out_and_its_delivery_comes_back()
    {
        await using var stage = await PhoneStage.StartAsync();
        var id = await stage.Stage.WriteAsync(stage.Contact(), "Hello");

        await stage.PassAsync(10);

        var sent = Assert.Single(stage.Phone.Sent);
        Assert.Equal((Customer, "Hello"), (sent.To, sent.Text));
        Assert.Equal("delivered", stage.Stage.StatusOf(id));
        Assert.True(stage.Phone.IsAtRest);
    }

    [Fact]
    public async Task A_stream_brings_an_answer_within_seconds()
    {
        await using var stage = await PhoneStage.StartAsync();
        stage.Network.HasStream = true;
        stage.Phone.Restart();
        await stage.Phone.RunDueAsync();
        await stage.Stage.WriteAsync(stage.Contact(), "Hello");
        await stage.Product.Queue.RunDueAsync();

        await Eventually.BecomesAsync(async () =>
        {
            await stage.PassAsync(TimeSpan.FromMilliseconds(100));
            return stage.Phone.Sent.Count == 1;
        });
        Assert.Equal("Hello", stage.Phone.Sent[0].Text);
    }

    [Fact]
    public async Task What_the_phone_can_not_send_is_shown_as_failed()
    {
        await using var stage = await PhoneStage.StartAsync();
        stage.Phone.Network = _ => new TextOutcome.Refused(SmsErrors.LimitExceeded);
        var id = await stage.Stage.WriteAsync(stage.Contact(), "Hello");

        await stage.PassAsync(10);

        Assert.Equal("failed", stage.Stage.StatusOf(id));
        Assert.Equal((SendStates.Failed, Failures.PhoneLimit.Code), ((await stage.Stage.LinkAsync(id)).State, (await stage.Stage.LinkAsync(id)).FailureCode));
    }

    [Fact]
    public async Task Answers_that_a_phone_did_not_fetch_for_a_day_are_not_sent_any_more()
    {
        await using var stage = await PhoneStage.StartAsync();
        stage.Phone.GoOffline();
        var id = await stage.Stage.WriteAsync(stage.Contact(), "Hello");
        await stage.PassAsync(TimeSpan.FromDays(3));

        stage.Phone.GoOnline();
        await stage.PassAsync(30);

        Assert.Empty(stage.Phone.Sent);
        Assert.Equal(("failed", Failures.DeviceAway.Code), (stage.Stage.StatusOf(id), (await stage.Stage.LinkAsync(id)).FailureCode));
    }

    [Fact]
    public async Task Answers_that_the_phone_sent_and_could_not_tell_of_are_shown_when_it_is_back()
    {
        await using var stage = await PhoneStage.StartAsync();
        stage.Network.Loses = request => request.Method == HttpMethod.Patch ? Loss.Request : Loss.Nothing;
        var id = await stage.Stage.WriteAsync(stage.Contact(), "Hello");
        await stage.PassAsync(10);
        stage.Phone.GoOffline();
        await stage.PassAsync(TimeSpan.FromHours(8));
        Assert.Single(stage.Phone.Sent);

        stage.Network.Loses = _ => Loss.Nothing;
        stage.Phone.GoOnline();
        await stage.PassAsync(TimeSpan.FromHours(3));

        Assert.Equal("delivered", stage.Stage.StatusOf(id));
        Assert.Single(stage.Phone.Sent);
    }

    [Fact]
    public async Task An_app_that_is_killed_in_the_middle_sends_and_tells_all_the_same()
    {
        await using var stage = await PhoneStage.StartAsync();
        var (first, second) = (await stage.Stage.WriteAsync(stage.Contact(), "one"), await stage.Stage.WriteAsync(stage.Contact(2), "two"));
        var kills = 0;
        stage.Network.Loses = request =>
        {
            if (kills++ % 3 != 1 || kills > 20) return Loss.Nothing;
            stage.Phone.Restart();
            return Loss.Answer;
        };
        stage.Phone.Receive(TestProduct.Customer(3), "hello");

        await stage.PassAsync(60);

        Assert.Equal(["one", "two"], stage.Phone.Sent.Select(sent => sent.Text).Order());
        Assert.All([first, second], id => Assert.Equal("delivered", stage.Stage.StatusOf(id)));
        Assert.Single(stage.Stored);
    }

    [Fact]
    public async Task A_phone_whose_access_was_taken_gets_and_tells_nothing()
    {
        await using var stage = await PhoneStage.StartAsync();
        var contact = stage.Contact();
        Assert.Equal(HttpStatusCode.OK, (await stage.Pairs.DeleteAsync($"api/accounts/{stage.Key.AccountId}/device")).Status);

        stage.Phone.Restart();
        stage.Phone.Receive(Customer, "hello");
        await stage.Stage.WriteAsync(contact, "Hello");
        stage.Network.Answers.Clear();
        await stage.PassAsync(TimeSpan.FromHours(6));

        // Also with 503: hours of its calls come within seconds, which is more than the door admits.
        Assert.Empty(stage.Phone.Sent);
        Assert.Empty(stage.Stored);
        Assert.DoesNotContain(stage.Network.Answers, answer => (int)answer.Status is < 400 or (>= 500 and not 503));
        Assert.Contains(stage.Network.Answers, answer => answer is { Call: "POST /sms/device", Status: HttpStatusCode.Forbidden });
    }
}
