using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Devices;
using WhatSnap.Core.Hosting;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Devices.SmsGate;

/// <summary>What comes to a phone with SMSGate: signed, stored once, with its true date.</summary>
public sealed class SmsGateHookTests
{
    [Fact]
    public async Task An_SMS_becomes_a_message_of_a_contact_with_the_time_at_which_it_came()
    {
        await using var stage = await SmsGateStage.StartAsync();
        var at = stage.Now.AddMilliseconds(-1_250);

        var answer = await stage.Phone.ReceiveAsync(TestProduct.Customer(1), "Grüße 👋", at);
        await stage.RunAsync();

        var message = Assert.Single(stage.Crm);
        Assert.Equal(HttpStatusCode.OK, answer);
        Assert.Equal(("Grüße 👋", "inbound", at), (message.Body, message.Direction, message.DateAdded));
        Assert.Contains(stage.Messages.Account.Tag, Assert.Single(stage.Messages.Stage.Crm.Contacts, one => one.Id == message.ContactId).Tags);
    }

    [Fact]
    public async Task The_same_SMS_under_other_event_ids_is_one_message_and_the_same_words_later_are_another()
    {
        await using var stage = await SmsGateStage.StartAsync();
        var at = stage.Now;

        HttpStatusCode[] answers =
        [
            await stage.Phone.ReceiveAsync(TestProduct.Customer(1), "Yes", at), await stage.Phone.ReceiveAsync(TestProduct.Customer(1), "Yes", at),
            await stage.Phone.ReceiveAsync(TestProduct.Customer(2), "Yes", at),
        ];
        stage.Product.Time.Advance(TimeSpan.FromSeconds(5));
        await stage.Phone.ReceiveAsync(TestProduct.Customer(1), "Yes", at.AddSeconds(5));
        await stage.RunAsync();

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer));
        Assert.Equal(3, stage.Crm.Count);
    }

    [Fact]
    public async Task What_comes_days_late_has_its_own_date()
    {
        await using var stage = await SmsGateStage.StartAsync();
        stage.Product.Time.Advance(TimeSpan.FromDays(2));
        var at = stage.Now.AddHours(-30);

        await stage.Phone.ReceiveAsync(TestProduct.Customer(1), "Late", at);
        await stage.RunAsync();

        Assert.Equal(at, Assert.Single(stage.Crm).DateAdded);
    }

    [Fact]
    public async Task Several_events_at_once_are_all_taken()
    {
        await using var stage = await SmsGateStage.StartAsync();
        var at = stage.Now;

        var answers = await Task.WhenAll(Enumerable.Range(1, 8).Select(one => stage.Phone.ReceiveAsync(TestProduct.Customer(one % 4 + 1), $"Text {one % 8}", at)));
        await stage.RunAsync();

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer));
        Assert.Equal(8, stage.Crm.Count);
    }

    [Theory]
    [InlineData("72645", "Your parcel is here")]
    [InlineData("MyBank", "Hello")]
    [InlineData("+15005551001", "Your code is 482913")]
    public async Task Short_codes_names_and_one_time_codes_stay_on_the_phone(string from, string text)
    {
        await using var stage = await SmsGateStage.StartAsync();

        var answer = await stage.Phone.ReceiveAsync(from, text);
        await stage.RunAsync();

        Assert.Equal(HttpStatusCode.OK, answer);
        Assert.Empty(stage.Crm);
    }

    [Fact]
    public async Task What_the_owner_chose_to_forward_is_forwarded()
    {
        await using var stage = await SmsGateStage.StartAsync();
        await stage.Messages.ChangeAsync(account => account with { Forwarding = new ForwardingRules { TakesCodes = true } });

        await stage.Phone.ReceiveAsync(TestProduct.Customer(1), "Your code is 482913");
        await stage.RunAsync();

        Assert.Single(stage.Crm);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("other")]
    [InlineData("upper")]
    public async Task A_wrong_signature_is_refused_nothing_is_lost_and_the_owner_is_told(string how)
    {
        await using var stage = await SmsGateStage.StartAsync();
        var body = Encoding.UTF8.GetBytes(new JsonObject { ["event"] = "sms:received", ["payload"] = PhoneWithSmsGate.Sms(TestProduct.Customer(1), "Hello", stage.Now) }.ToJsonString());

        using var refused = await stage.Phone.EmitRawAsync(body, signature: right => how switch { "none" => null, "other" => new string('0', 64), _ => right.ToUpperInvariant() });
        var trouble = DeviceTroubles.StateOf(await stage.DeviceAsync(), stage.Now);
        using var again = await stage.Phone.EmitRawAsync(body);
        await stage.RunAsync();

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (refused.StatusCode, again.StatusCode));
        Assert.Equal(how == "none" ? null : AccountStates.PhoneKey, trouble);
        Assert.Null(DeviceTroubles.StateOf(await stage.DeviceAsync(), stage.Now));
        Assert.Single(stage.Crm);
    }

    [Fact]
    public async Task The_time_of_the_signature_is_signed_and_says_only_how_the_clock_goes()
    {
        await using var stage = await SmsGateStage.StartAsync();
        var body = Encoding.UTF8.GetBytes(new JsonObject { ["event"] = "system:ping", ["payload"] = new JsonObject() }.ToJsonString());

        using var forged = await stage.Phone.EmitRawAsync(body, signature: _ => Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData(Encoding.UTF8.GetBytes(stage.Phone.SigningKey), body)));
        var late = await stage.Phone.PingAsync(clock: stage.Now.AddHours(3));

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (forged.StatusCode, late));
        Assert.Equal(10_800, (await stage.DeviceAsync()).Report.ClockAheadSeconds);
        Assert.Contains(DeviceTroubles.WarningsOf(await stage.DeviceAsync()), one => one.Code == "device_clock_off");
    }

    [Fact]
    public async Task A_key_that_the_owner_pastes_is_taken_beside_ours()
    {
        await using var stage = await SmsGateStage.StartAsync();
        var payload = PhoneWithSmsGate.Sms(TestProduct.Customer(1), "Hello", stage.Now);
        var before = await stage.Phone.EmitAsync("sms:received", payload, key: "aB3$dE5f");

        await stage.Product.Get<DeviceTable>().UpdateAsync(
            await stage.DeviceAsync(), known => known with { SmsGate = known.SmsGate! with { OwnKey = new Core.Storage.Secret("aB3$dE5f") } }, CancellationToken.None);

        Assert.Equal(HttpStatusCode.Unauthorized, before);
        Assert.Equal(HttpStatusCode.OK, await stage.Phone.EmitAsync("sms:received", payload, key: "aB3$dE5f"));
        Assert.Equal(HttpStatusCode.OK, await stage.Phone.EmitAsync("sms:received", payload));
    }

    [Fact]
    public async Task Nobody_is_known_by_another_address()
    {
        await using var stage = await SmsGateStage.StartAsync();
        var right = stage.Phone.HookPath;

        stage.Phone.HookPath = right[..^1] + (right[^1] == '0' ? '1' : '0');
        var other = await stage.Phone.PingAsync();
        stage.Phone.HookPath = "/sms/hook/short";
        var wrong = await stage.Phone.PingAsync();
        stage.Phone.HookPath = right;
        await stage.ReplaceAsync();

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.NotFound), (other, wrong, await stage.Phone.PingAsync()));
    }

    [Fact]
    public async Task Unknown_events_are_fine_and_what_is_no_event_is_not()
    {
        await using var stage = await SmsGateStage.StartAsync();

        var unknown = await stage.Phone.EmitAsync("sms:data-received", new JsonObject { ["data"] = "AAAA" });
        using var noJson = await stage.Phone.EmitRawAsync("{\"event\":"u8.ToArray());
        using var noEvent = await stage.Phone.EmitRawAsync("[]"u8.ToArray());
        var noSender = await stage.Phone.EmitAsync("sms:received", new JsonObject { ["message"] = "Hello", ["receivedAt"] = "2026-11-23T14:00:00.000+02:00" });

        Assert.Equal(HttpStatusCode.OK, unknown);
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (noJson.StatusCode, noEvent.StatusCode, noSender));
        Assert.Empty(stage.Crm);
    }

    [Fact]
    public async Task A_ping_says_how_the_app_fares_and_that_the_phone_is_there()
    {
        await using var stage = await SmsGateStage.StartAsync();
        stage.Product.Time.Advance(TimeSpan.FromMinutes(20));

        await stage.Phone.PingAsync("fail");
        var failing = await stage.DeviceAsync();
        await stage.Phone.PingAsync("pass");
        var passing = await stage.DeviceAsync();

        Assert.Equal((stage.Now, "fail", "SMSGate 1.68.0"), (failing.SeenAt, failing.Report.AppHealth, failing.AppVersion));
        Assert.Contains(DeviceTroubles.WarningsOf(failing), one => one.Code == "phone_app_fails");
        Assert.DoesNotContain(DeviceTroubles.WarningsOf(passing), one => one.Code == "phone_app_fails");
    }

    [Fact]
    public async Task A_start_of_the_app_ends_that_the_phone_is_offline()
    {
        await using var stage = await SmsGateStage.StartAsync();
        stage.Product.Time.Advance(DeviceTroubles.PhoneOfflineAfter);
        var health = stage.Product.Get<NoteDeviceHealth>();
        await health.RunAsync(stage.Product.LocationId, CancellationToken.None);
        var offline = await StateAsync(stage);

        await stage.Phone.EmitAsync("app:started", new JsonObject { ["simCards"] = new JsonArray() });

        Assert.Equal((AccountStates.PhoneOffline.Code, AccountStates.Active.Code), (offline, await StateAsync(stage)));
    }

    [Fact]
    public async Task What_comes_while_the_account_is_not_active_is_told_again_and_then_taken()
    {
        await using var stage = await SmsGateStage.StartAsync();
        var at = stage.Now;
        await stage.Messages.ChangeAsync(account => account with { StateCode = AccountStates.Disconnecting.Code });
        var before = await stage.Phone.ReceiveAsync(TestProduct.Customer(1), "Hello", at);

        await stage.Messages.ChangeAsync(account => account with { StateCode = AccountStates.Active.Code });
        var after = await stage.Phone.ReceiveAsync(TestProduct.Customer(1), "Hello", at);
        await stage.RunAsync();

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (before, after));
        Assert.Single(stage.Crm);
    }

    [Fact]
    public async Task Storage_that_does_not_answer_makes_the_app_tell_it_again()
    {
        using var storage = new StorageSwitch(retries: 0);
        await using var stage = await SmsGateStage.StartAsync(storage.Install);
        storage.IsCut = true;
        var (hook, pull) = (await stage.Phone.ReceiveAsync(TestProduct.Customer(1), "Hello"), await StatusAsync(stage, HttpMethod.Get, "sms/message"));
        storage.IsCut = false;

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable), (hook, pull));
        Assert.Equal(HttpStatusCode.OK, await stage.Phone.ReceiveAsync(TestProduct.Customer(1), "Hello"));
    }

    [Fact]
    public async Task Who_tells_without_end_is_told_to_send_it_again_and_no_other_phone_is()
    {
        await using var stage = await SmsGateStage.StartAsync();
        var key = stage.Phone.HookPath.Split('/')[^1];
        var limits = stage.Product.Get<DoorLimits>();
        while (limits.Admits(key)) { }

        using var refused = await stage.Phone.EmitRawAsync([]);
        stage.Phone.HookPath = stage.Phone.HookPath.Replace(key, new string('0', key.Length), StringComparison.Ordinal);
        using var unknown = await stage.Phone.EmitRawAsync([]);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.NotFound), (refused.StatusCode, unknown.StatusCode));
    }

    private static async Task<HttpStatusCode> StatusAsync(SmsGateStage stage, HttpMethod method, string path)
    {
        using var answer = await stage.Phone.SendAsync(method, path);
        return answer.StatusCode;
    }

    private static async Task<string> StateAsync(SmsGateStage stage) =>
        (await stage.Product.Get<AccountTable>().FindAsync(stage.Product.LocationId, stage.Messages.Account.AccountId, CancellationToken.None))!.ShownState;
}
