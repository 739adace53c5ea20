using System.Net;
using System.Text.Json.Nodes;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Devices;
using WhatSnap.Core.Devices.SmsGate;
using WhatSnap.Core.Pairing;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Devices.SmsGate;

/// <summary>How a phone with SMSGate is registered, tried out and given its settings.</summary>
public sealed class SmsGatePairingTests
{
    [Fact]
    public async Task A_phone_that_signs_in_by_code_is_tried_out_with_a_text_and_serves_its_account()
    {
        await using var stage = await PairStage.StartAsync();
        var phone = PhoneOf(stage);
        var key = await stage.AddAsync();
        List<string> shown = [];
        stage.OnWaits(
            () => SignInAsync(stage, phone, key),
            () => stage.AnswerAsync(key),
            async () =>
            {
                shown.AddRange(await stage.StepAsync(key, ConnectionSteps.Ready));
                await phone.SetUpAsync();
                Assert.Equal(HttpStatusCode.OK, await phone.PingAsync());
            },
            async () =>
            {
                shown.AddRange(await stage.StepAsync(key, ConnectionSteps.Ready));
                Assert.Equal(HttpStatusCode.ServiceUnavailable, await phone.ReceiveAsync(TestProduct.Customer(1), "Hello"));
                Assert.Equal(HttpStatusCode.OK, await phone.ReceiveAsync(TestProduct.Customer(2), (await WantedAsync(stage, key)).ToLowerInvariant()));
            });

        await stage.Flows.RunAllAsync();
        await phone.ReceiveAsync(TestProduct.Customer(2), TestText.Of(Assert.Single(await stage.DevicesAsync(key))));
        Assert.Equal(HttpStatusCode.OK, await phone.ReceiveAsync(TestProduct.Customer(1), "Hello"));
        await stage.Product.Queue.RunDueAsync();

        Assert.Equal(ConnectionEnds.Connected, await stage.EndAsync(key));
        Assert.Equal([StepFindings.PhoneUnheard, StepFindings.TestTextWanted], shown);
        Assert.Equal("Hello", Assert.Single(stage.Product.CrmMessages).Body);
        var device = Assert.Single(await stage.DevicesAsync(key));
        Assert.Equal((DevicePlatform.Android, "Google/oriole", "SMSGate 1.68.0"), (device.Platform, device.Name, device.AppVersion));
    }

    [Fact]
    public async Task A_phone_that_the_text_does_not_reach_is_not_connected()
    {
        await using var stage = await PairStage.StartAsync();
        var phone = PhoneOf(stage);
        var key = await stage.AddAsync();
        stage.OnWaits(() => SignInAsync(stage, phone, key), () => stage.AnswerAsync(key), async () =>
        {
            await phone.SetUpAsync();
            await phone.PingAsync();
        });

        await stage.Flows.RunAllAsync();

        Assert.Equal(StepFindings.TestTextMissing, await stage.EndAsync(key));
        await stage.AssertNothingIsLeftAsync(key);
    }

    [Fact]
    public async Task A_phone_with_a_key_of_its_own_is_told_of_and_its_key_can_be_pasted()
    {
        await using var stage = await PairStage.StartAsync();
        var phone = PhoneOf(stage);
        var key = await stage.AddAsync();
        List<string> shown = [];
        stage.OnWaits(
            () => SignInAsync(stage, phone, key),
            () => stage.AnswerAsync(key),
            async () =>
            {
                await phone.SetUpAsync();
                phone.SigningKey = "aB3dE5fG";
                Assert.Equal(HttpStatusCode.Unauthorized, await phone.PingAsync());
            },
            async () =>
            {
                shown.AddRange(await stage.StepAsync(key, ConnectionSteps.Ready));
                var path = $"api/accounts/{key.AccountId}/device/signing-key";
                Assert.Equal(HttpStatusCode.BadRequest, (await stage.PutAsync(path, new { signingKey = " " })).Status);
                Assert.Equal(HttpStatusCode.NoContent, (await stage.PutAsync(path, new { signingKey = " aB3dE5fG " })).Status);
                Assert.Equal(HttpStatusCode.OK, await phone.PingAsync());
            },
            async () => await phone.ReceiveAsync(TestProduct.Customer(2), await WantedAsync(stage, key)));

        await stage.Flows.RunAllAsync();

        Assert.Equal(["phone_key_wanted"], shown);
        Assert.Equal(ConnectionEnds.Connected, await stage.EndAsync(key));
        Assert.DoesNotContain("aB3dE5fG", stage.Rows(), StringComparison.Ordinal);
        Assert.Contains("signing_key_pasted", (await stage.GetAsync("api/activity")).Body, StringComparison.Ordinal);
        Assert.DoesNotContain("aB3dE5fG", (await stage.GetAsync($"api/accounts/{key.AccountId}/device")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_is_kept_for_phones_with_SMSGate_alone()
    {
        await using var stage = await PairStage.StartAsync();
        var key = await stage.ConnectAsync();

        Assert.Equal(HttpStatusCode.Conflict, (await stage.PutAsync($"api/accounts/{key.AccountId}/device/signing-key", new { signingKey = "aB3dE5fG" })).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await stage.PutAsync($"api/accounts/{stage.Product.Account.AccountId}/device/signing-key", new { signingKey = "aB3dE5fG" })).Status);
    }

    [Fact]
    public async Task Wrong_codes_are_401_and_too_many_are_429()
    {
        await using var stage = await PairStage.StartAsync();
        var phone = PhoneOf(stage);
        List<HttpStatusCode> answers = [];
        for (var one = 0; one < PairLimits.WrongPerAddress; one++)
        {
            using var wrong = await phone.SignInAsync("AAAAAAAA");
            answers.Add(wrong.StatusCode);
            Assert.Equal("application/problem+json", wrong.Content.Headers.ContentType?.MediaType);
        }

        using var tooMany = await phone.SignInAsync("AAAAAAAA");

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Unauthorized, answer));
        Assert.Equal(HttpStatusCode.TooManyRequests, tooMany.StatusCode);
        Assert.InRange(tooMany.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
    }

    [Fact]
    public async Task Who_asks_without_a_code_gets_no_account_and_soon_no_answer_and_hinders_nobody_with_one()
    {
        await using var stage = await PairStage.StartAsync();
        var phone = PhoneOf(stage);
        var key = await stage.AddAsync();
        var signedIn = HttpStatusCode.OK;
        List<HttpStatusCode> answers = [];
        stage.OnWaits(async () =>
        {
            foreach (var authorization in (string[])["", "Bearer private-token", "Basic QTpC"])
            {
                using var answer = await phone.SendAsync(HttpMethod.Post, "sms/device", new JsonObject { ["name"] = "x" }, authorization);
                answers.Add(answer.StatusCode);
            }

            for (var one = 0; one < 2 * SmsGateLimits.Burst; one++)
            {
                using var answer = await phone.SendAsync(HttpMethod.Post, "sms/device", new JsonObject(), "");
                answers.Add(answer.StatusCode);
            }

            using var registered = await phone.SignInAsync(await stage.CodeAsync(key));
            signedIn = registered.StatusCode;
        });

        await stage.Flows.RunAllAsync();

        Assert.All(answers.Take(3), answer => Assert.Equal(HttpStatusCode.Forbidden, answer));
        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
        Assert.Equal(HttpStatusCode.Created, signedIn);
    }

    [Fact]
    public async Task An_app_that_is_too_old_is_told_so_and_uses_no_code_up()
    {
        await using var stage = await PairStage.StartAsync();
        var phone = PhoneOf(stage);
        var key = await stage.AddAsync();
        List<HttpStatusCode> answers = [];
        stage.OnWaits(async () =>
        {
            var code = await stage.CodeAsync(key);
            foreach (var version in (string[])["1.9.0", "1.55.2", "1.56.0"])
            {
                phone.UserAgent = $"me.capcom.smsgateway/{version}";
                using var answer = await phone.SignInAsync(code);
                answers.Add(answer.StatusCode);
            }
        });

        await stage.Flows.RunAllAsync();

        Assert.Equal([HttpStatusCode.UpgradeRequired, HttpStatusCode.UpgradeRequired, HttpStatusCode.Created], answers);
    }

    [Fact]
    public async Task A_phone_stays_registered_until_its_access_is_revoked()
    {
        await using var stage = await SmsGateStage.StartAsync();
        var (own, other) = (new JsonObject { ["id"] = stage.Phone.DeviceId, ["pushToken"] = null }, new JsonObject { ["id"] = new string('a', 32) });

        var kept = await StatusAsync(stage, own);
        var foreign = await StatusAsync(stage, other);
        await stage.ReplaceAsync();

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.Forbidden, HttpStatusCode.Unauthorized), (kept, foreign, await StatusAsync(stage, own)));
        Assert.Equal(HttpStatusCode.NotFound, await stage.Phone.PingAsync());
    }

    [Fact]
    public async Task Everybody_hears_the_address_from_which_they_call()
    {
        await using var stage = await SmsGateStage.StartAsync();

        using var answer = await stage.Phone.SendAsync(HttpMethod.Get, "sms/device", authorization: "", from: "203.0.113.7");

        Assert.Equal("""{"externalIp":"203.0.113.7"}""", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_app_is_told_one_address_for_each_event_that_is_wanted_and_how_it_is_set()
    {
        await using var stage = await SmsGateStage.StartAsync();

        var hooks = (await stage.Phone.GetAsync("sms/webhooks")).AsArray();
        var settings = await stage.Phone.GetAsync("sms/settings");

        Assert.Equal(["sms:received", "mms:downloaded", "system:ping", "app:started"], hooks.Select(one => $"{one!["event"]}"));
        Assert.Equal(4, hooks.Select(one => $"{one!["id"]}").Distinct().Count());
        Assert.Single(hooks.Select(one => $"{one!["url"]}").Distinct());
        settings["webhooks"]!["signing_key"] = "…";
        Assert.Equal(
            """{"gateway":{"notification_channel":"SSE_ONLY"},"messages":{"processing_order":"FIFO","send_interval_min":2,"send_interval_max":6},"ping":{"interval_seconds":300},"webhooks":{"signing_key":"\u2026","internet_required":true}}""",
            settings.ToJsonString());
    }

    [Fact]
    public async Task The_keys_of_a_phone_are_sealed_to_its_row_and_sealed_anew_with_a_new_key()
    {
        await using var stage = await SmsGateStage.StartAsync();
        var kept = StoredKeys(stage.Product);
        const string Next = "next:HxweHRwbGhkYFxYVFBMSERAPDg0MCwoJCAcGBQQDAgE=";
        await using var changed = await stage.Product.RestartAsync(new Dictionary<string, string?> { ["Secrets:Keys:0"] = Next, ["Secrets:Keys:1"] = TestProduct.Key });

        // The rows of other tests stay with their key.
        var older = await changed.Get<DeviceTable>().ListSealedBeforeAsync(CancellationToken.None).ToListAsync();
        await changed.Get<DeviceTable>().ResealAsync(stage.Phone.DeviceId, CancellationToken.None);

        Assert.Contains(stage.Phone.DeviceId, older);
        Assert.StartsWith("test:", kept, StringComparison.Ordinal);
        Assert.DoesNotContain(stage.Phone.SigningKey, kept, StringComparison.Ordinal);
        Assert.StartsWith("next:", StoredKeys(stage.Product), StringComparison.Ordinal);
        Assert.Equal(stage.Phone.SigningKey, (await changed.Get<DeviceTable>().FindAsync(stage.Phone.DeviceId, CancellationToken.None))!.SmsGate!.SigningKey.Reveal());
    }

    private static string StoredKeys(TestProduct product) => product.Get<Azure.Data.Tables.TableServiceClient>().GetTableClient(Core.Storage.TableNames.Devices)
        .Query<Azure.Data.Tables.TableEntity>($"PartitionKey eq '{product.LocationId}'").Select(row => row.GetString("SmsGateKeys")).Single(keys => keys is not null);

    private static PhoneWithSmsGate PhoneOf(PairStage stage) => new(stage.Door.Http, stage.Product.Time.GetUtcNow);

    private static async Task SignInAsync(PairStage stage, PhoneWithSmsGate phone, AccountKey key)
    {
        using var answer = await phone.SignInAsync(await stage.CodeAsync(key));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.NotEmpty($"{JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["login"]}");
    }

    /// <summary>What the owner is asked to text.</summary>
    private static async Task<string> WantedAsync(PairStage stage, AccountKey key) =>
        (await stage.AttemptAsync(key))!.Steps.Single(one => one.Code == StepFindings.TestTextWanted).Detail!;

    private static async Task<HttpStatusCode> StatusAsync(SmsGateStage stage, JsonObject body)
    {
        using var answer = await stage.Phone.SendAsync(HttpMethod.Patch, "sms/device", body);
        return answer.StatusCode;
    }
}
