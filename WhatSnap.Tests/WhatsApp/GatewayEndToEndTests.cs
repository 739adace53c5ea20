using System.Net;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Pairing;
using WhatSnap.Tests.Fixture;
using WhatSnap.Tests.Hosting;

namespace WhatSnap.Tests.WhatsApp;

public sealed class GatewayEndToEndTests
{
    private const string Number = "15005550188";

    [Fact]
    public async Task A_phone_scans_the_second_code_is_unlinked_links_again_and_no_code_or_key_stands_anywhere()
    {
        using var capture = new Capture();
        await using var stage = await GatewayStage.StartAsync(codeSeconds: 3, capture);
        var key = await stage.AddAsync("Shop");
        HashSet<string> codes = [];

        var first = await SameCodeAsync(stage, key, codes);
        string second;
        do second = await SameCodeAsync(stage, key, codes);
        while (second == first);
        await stage.WhatsApp.ScanAsync(Number, second, CancellationToken.None);
        var active = await stage.BecomesAsync(key, "active");

        await stage.WhatsApp.CallAsync(HttpMethod.Post, $"/accounts/{Number}/unlink", null, CancellationToken.None);
        await stage.BecomesAsync(key, "unlinked");
        await stage.PostAsync($"api/accounts/{key.AccountId}/reconnect");
        await stage.WhatsApp.ScanAsync(Number, await SameCodeAsync(stage, key, codes), CancellationToken.None);
        var again = await stage.BecomesAsync(key, "active");
        var sessionKey = (await stage.Product.Get<AccountTable>().FindAsync(key.LocationId, key.AccountId, CancellationToken.None))!.WhatsApp!.SessionKey!.Reveal();
        var stored = await StorageDump.ReadAsync(stage.Azurite.Place.ConnectionString);

        await stage.PostAsync($"api/accounts/{key.AccountId}/disconnect");
        await stage.BecomesAsync(key, "disconnected");
        using var gone = await stage.GatewayAsync($"/api/sessions/wa-{key.AccountId}");
        var phone = await stage.WhatsApp.CallAsync(HttpMethod.Get, $"/accounts/{Number}", null, CancellationToken.None);

        Assert.Contains("\"code\":515", stage.Logs, StringComparison.Ordinal);
        Assert.Equal(("+" + Number, "whatsnap-account-shop"), (active.Text("number"), active.Text("tag")));
        Assert.Equal((active.Text("id"), active.Text("tag"), active.Text("number")), (again.Text("id"), again.Text("tag"), again.Text("number")));
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Equal(0, phone.GetProperty("devices").GetArrayLength());
        AssertNowhere(codes.Append(sessionKey).Append(stage.Gateway.WebhookKey).Append(stage.Gateway.OperatorKey), stored, capture, stage);
    }

    [Fact]
    public async Task Codes_that_nobody_scans_end_after_five_attempts_and_a_cancelled_attempt_leaves_nothing()
    {
        await using var stage = await GatewayStage.StartAsync(codeSeconds: 1);
        var patient = await stage.AddAsync("Patient");
        var cancelled = await stage.AddAsync("Cancelled");
        await Eventually.BecomesAsync(async () => await stage.ShownCodeAsync(cancelled) is not null);

        await stage.DeleteAsync($"api/accounts/{cancelled.AccountId}");

        var connections = stage.Product.Get<ConnectionTable>();
        foreach (var (key, end) in new[] { (cancelled, ConnectionEnds.Cancelled), (patient, ConnectionEnds.NotScanned) })
        {
            await Eventually.BecomesAsync(async () => (await connections.FindAsync(key, CancellationToken.None))?.EndCode == end);
            await Eventually.BecomesAsync(async () => (await stage.GetAsync($"api/accounts/{key.AccountId}")).Status == HttpStatusCode.NotFound);
            using var gone = await stage.GatewayAsync($"/api/sessions/wa-{key.AccountId}");
            Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        }
    }

    /// <summary>Waits until API and gateway have the same code, and says which.</summary>
    private static async Task<string> SameCodeAsync(GatewayStage stage, AccountKey key, HashSet<string> codes)
    {
        string? code = null;
        await Eventually.BecomesAsync(async () => (code = await stage.GatewayCodeAsync(key)) is not null && await stage.ShownCodeAsync(key) == code);
        codes.Add(code!);
        return code!;
    }

    private static void AssertNowhere(IEnumerable<string> secrets, string stored, Capture capture, GatewayStage stage)
    {
        var logs = stage.Logs;
        Assert.Contains("wa-", stored, StringComparison.Ordinal);
        Assert.NotEmpty(capture.All);
        Assert.NotEmpty(logs);
        foreach (var secret in secrets)
        {
            Assert.DoesNotContain(secret, stored, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, logs, StringComparison.Ordinal);
            Assert.DoesNotContain(capture.All, one => one.Text.Contains(secret, StringComparison.Ordinal));
        }
    }
}
