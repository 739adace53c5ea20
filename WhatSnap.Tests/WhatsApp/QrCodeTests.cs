using System.Net;
using System.Text.Json;
using CsCheck;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.Storage;
using WhatSnap.Core.WhatsApp;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.WhatsApp;

public sealed class QrCodeTests
{
    /// <summary>As long as the real ones.</summary>
    private static readonly string Long = "https://wa.me/settings/linked_devices#" + string.Concat(Enumerable.Repeat("2@Ab+/cdEF", 26));

    [Fact]
    public async Task Each_code_is_shown_as_soon_as_it_is_announced_until_it_expires()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.AddAsync();
        List<(string? Svg, string? Png, int? Left)> seen = [];
        async Task LookAsync()
        {
            var reply = await stage.GetAsync($"api/accounts/{key.AccountId}/qr");
            Assert.Equal(HttpStatusCode.OK, reply.Status);
            Assert.Equal("no-store", reply.Headers["Cache-Control"]);
            Assert.Contains("unofficial client", reply.Text("notice", "sentence"), StringComparison.Ordinal);
            var code = reply.Json.GetProperty("code");
            seen.Add(code.ValueKind == JsonValueKind.Null
                ? (null, null, null)
                : (QrReader.ReadSvg(code.GetProperty("svg").GetString()!), QrReader.ReadPng(code.GetProperty("png").GetBytesFromBase64()), code.GetProperty("secondsLeft").GetInt32()));
        }

        stage.OnWaits(
            async () =>
            {
                await LookAsync();
                await stage.Waha.AnnounceQrAsync(Long + "1");
                await LookAsync();
                stage.Product.Time.Advance(TimeSpan.FromSeconds(12));
                await LookAsync();
                await stage.Waha.AnnounceQrAsync(Long + "2");
                await LookAsync();
                stage.Product.Time.Advance(TimeSpan.FromSeconds(20));
                await LookAsync();
            },
            () => stage.Waha.LinkAsync(stage.Number));
        await stage.Flows.RunAllAsync();
        var after = await stage.GetAsync($"api/accounts/{key.AccountId}/qr");

        Assert.Equal(
            [(null, null, null), (Long + "1", Long + "1", 20), (Long + "1", Long + "1", 8), (Long + "2", Long + "2", 20), (null, null, null)], seen);
        Assert.Equal(HttpStatusCode.Conflict, after.Status);
    }

    [Fact]
    public void Every_text_that_is_drawn_is_read_back_from_both_pictures_which_have_their_quiet_zone() => Gen.String[Gen.Char.AlphaNumeric, 100, 400].Sample(
        text =>
        {
            var code = new Secret(text);
            Assert.Equal(text, QrReader.ReadPng(QrImage.Png(code)));
            Assert.Equal(text, QrReader.ReadSvg(QrImage.Svg(code)));
            Assert.Equal((4, 4), QrReader.QuietZones(QrImage.Png(code), QrImage.Svg(code)));
        },
        iter: 20);

    [Fact]
    public async Task A_code_that_was_announced_earlier_does_not_replace_a_later_one()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.AddAsync();
        var codes = stage.Product.Get<QrCodeTable>();
        var now = stage.Product.Time.GetUtcNow();
        QrCode Code(string text, int second) => new(new Secret(text), now.AddSeconds(second), now.AddSeconds(second + 20));

        var isFirst = await codes.SaveAsync(key, Code("second", 20), CancellationToken.None);
        await codes.SaveAsync(key, Code("first", 0), CancellationToken.None);

        Assert.True(isFirst);
        Assert.Equal("second", (await codes.FindAsync(key, CancellationToken.None))!.Text.Reveal());
    }

    [Fact]
    public async Task A_code_is_for_those_who_may_connect_and_for_accounts_of_WhatsApp()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.AddAsync();

        var viewer = await stage.GetAsync($"api/accounts/{key.AccountId}/qr", Rights.View);
        var twilio = await stage.GetAsync($"api/accounts/{stage.Product.Account.AccountId}/qr");
        var nobody = await stage.GetAsync("api/accounts/nobody/qr");

        Assert.Equal(HttpStatusCode.Forbidden, viewer.Status);
        Assert.Equal(HttpStatusCode.NotFound, twilio.Status);
        Assert.Equal(HttpStatusCode.NotFound, nobody.Status);
    }

    [Fact]
    public async Task A_pairing_code_is_given_for_a_number_while_a_code_is_shown()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.AddAsync();
        Reply? early = null, wrong = null, given = null;
        var path = $"api/accounts/{key.AccountId}/pairing-code";
        stage.OnWaits(async () =>
        {
            early = await stage.PostAsync(path, new { phoneNumber = stage.Number });
            await stage.Waha.AnnounceQrAsync("qr-1");
            wrong = await stage.PostAsync(path, new { phoneNumber = "12" });
            given = await stage.PostAsync(path, new { phoneNumber = stage.Number });
            await stage.Waha.LinkAsync(stage.Number);
        });

        await stage.Flows.RunAllAsync();

        Assert.Equal(HttpStatusCode.Conflict, early!.Status);
        Assert.Equal(HttpStatusCode.BadRequest, wrong!.Status);
        Assert.Equal("ABCD-EFGH", given!.Text("code"));
        Assert.Contains(stage.Waha.Calls, call => call.Path.EndsWith("/request-code", StringComparison.Ordinal)
            && call.Body == $$"""{"phoneNumber":"{{stage.Number[1..]}}"}""" && call.Key != FakeWaha.OperatorKey);
    }
}
