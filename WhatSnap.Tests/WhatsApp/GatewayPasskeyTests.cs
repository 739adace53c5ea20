using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.WhatsApp;

/// <summary>The passkey ceremony over the whole way: API, gateway with the unmodified client library, a simulated WhatsApp and its phone.</summary>
public sealed class GatewayPasskeyTests
{
    private const string Number = "15005550190";

    [Fact]
    public async Task An_account_that_WhatsApp_asks_for_a_passkey_is_linked_after_the_assertion_and_the_compared_code()
    {
        await using var stage = await GatewayStage.StartAsync(codeSeconds: 10);
        await stage.PhoneAsync("/accounts", new JsonObject { ["number"] = Number, ["asksPasskey"] = true });
        var key = await stage.AddAsync("Shop");
        var path = $"api/accounts/{key.AccountId}/passkey";
        string? code = null;
        await Eventually.BecomesAsync(async () => (code = await stage.ShownCodeAsync(key)) is not null);

        var scanned = await stage.WhatsApp.ScanAsync(Number, code!, CancellationToken.None);
        var asked = await BecomesAsync(stage, path, "challenge", JsonValueKind.Object);
        var answered = await stage.PostAsync(path, new { assertion = AssertionFor(asked.Json.GetProperty("challenge")) });
        var compared = await BecomesAsync(stage, path, "confirmationCode", JsonValueKind.String);
        var phone = await stage.WhatsApp.CallAsync(HttpMethod.Get, $"/accounts/{Number}", null, CancellationToken.None);
        var before = await stage.GetAsync($"api/accounts/{key.AccountId}");
        var confirmed = await stage.PostAsync(path + "/confirm");
        var active = await stage.BecomesAsync(key, "active");

        Assert.Equal("passkey", scanned.GetProperty("result").GetString());
        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (answered.Status, confirmed.Status));
        Assert.Equal(phone.GetProperty("passkeyCode").GetString(), compared.Text("confirmationCode"));
        Assert.Equal("pending", before.Text("state", "code"));
        Assert.Equal("+" + Number, active.Text("number"));
        Assert.DoesNotContain(compared.Text("confirmationCode"), stage.Logs, StringComparison.Ordinal);
    }

    private static async Task<Reply> BecomesAsync(GatewayStage stage, string path, string member, JsonValueKind kind)
    {
        Reply? reply = null;
        await Eventually.BecomesAsync(async () =>
            (reply = await stage.GetAsync(path)).Status == HttpStatusCode.OK && reply.Json.TryGetProperty(member, out var value) && value.ValueKind == kind);
        return reply!;
    }

    /// <summary>What a browser makes of a challenge.</summary>
    private static JsonObject AssertionFor(JsonElement challenge)
    {
        var id = challenge.GetProperty("allowCredentials")[0].GetProperty("id").GetString();
        var clientData = new JsonObject
        {
            ["type"] = "webauthn.get",
            ["challenge"] = challenge.GetProperty("challenge").GetString(),
            ["origin"] = "https://web.whatsapp.com",
        };
        return new JsonObject
        {
            ["id"] = id,
            ["rawId"] = id,
            ["type"] = "public-key",
            ["response"] = new JsonObject
            {
                ["clientDataJSON"] = System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(clientData.ToJsonString())),
                ["authenticatorData"] = "AAAA",
                ["signature"] = "BBBB",
            },
        };
    }
}
