using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.WhatsApp;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.WhatsApp;

/// <summary>The nightly comparison over the whole way: a simulated phone, the gateway with its own list, a webhook that went nowhere.</summary>
public sealed class GatewayReconcileTests
{
    private const string Number = "15005550189";
    private const string Ann = "15005550145";
    private static readonly byte[] Picture = [.. Enumerable.Range(0, 5000).Select(index => (byte)(index * 7))];

    [Fact]
    public async Task What_no_event_told_comes_from_the_gateway_s_list_once_with_its_file()
    {
        await using var stage = await GatewayStage.StartAsync(codeSeconds: 10);
        var key = await stage.LinkAsync("Shop", Number);
        await stage.PhoneAsync("/contacts", new JsonObject { ["number"] = Ann, ["name"] = "Ann Blue" });
        await TellNobodyAsync(stage, key);
        await stage.PhoneAsync($"/contacts/{Ann}/send", new JsonObject { ["to"] = Number, ["text"] = "Hello" });
        await stage.PhoneAsync($"/contacts/{Ann}/send", new JsonObject { ["to"] = Number, ["media"] = new JsonObject { ["kind"] = "image", ["data"] = Convert.ToBase64String(Picture), ["mimetype"] = "image/jpeg", ["caption"] = "Look" } });
        await stage.PhoneAsync($"/accounts/{Number}/type", new JsonObject { ["to"] = Ann, ["text"] = "Yes" });
        await Eventually.BecomesAsync(async () => await ListedAsync(stage, key) == 3);

        var first = await CompareAsync(stage, key);
        await stage.ArrivesAsync(3);
        var second = await CompareAsync(stage, key);

        Assert.Equal((3, 0), (first.BroughtIn, second.BroughtIn));
        Assert.Equal(
            [("Hello", "inbound"), ("Look", "inbound"), ("Yes", "outbound")],
            stage.Product.CrmMessages.Select(message => (message.Body, message.Direction)).Order());
        Assert.Equal(Picture, await stage.Http.GetByteArrayAsync(Assert.Single(stage.Product.CrmMessages.SelectMany(message => message.Attachments))));
        Assert.Empty(await stage.Product.DeadLettersAsync());
    }

    /// <summary>The session has no webhook any more, as after a mistake in its setup.</summary>
    private static async Task TellNobodyAsync(GatewayStage stage, AccountKey key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(stage.Gateway.Address, $"/api/sessions/wa-{key.AccountId}"))
        {
            Content = JsonContent.Create(new { config = new { webhooks = Array.Empty<object>() } }),
        };
        request.Headers.Add("X-Api-Key", stage.Gateway.OperatorKey);
        using var answer = await stage.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static async Task<int> ListedAsync(GatewayStage stage, AccountKey key)
    {
        using var answer = await stage.GatewayAsync($"/api/wa-{key.AccountId}/chats/all/messages?sortOrder=asc&limit=10");
        return answer.IsSuccessStatusCode ? (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetArrayLength() : 0;
    }

    private static async Task<Comparison> CompareAsync(GatewayStage stage, AccountKey key)
    {
        var reconcile = ActivatorUtilities.CreateInstance<ReconcileWhatsApp>(stage.Product.Services, new Later());
        var (before, after) = (await ComparedAsync(), (Comparison?)null);

        // It leaves a gateway alone that has not noted yet that all was taken.
        await Eventually.BecomesAsync(async () =>
        {
            await reconcile.RunAsync(key.ToString(), CancellationToken.None);
            return (after = await ComparedAsync()) != before;
        });
        return after!;

        async Task<Comparison?> ComparedAsync() =>
            (await stage.Product.Get<AccountTable>().FindAsync(key.LocationId, key.AccountId, CancellationToken.None))!.Health?.Compared;
    }

    /// <summary>A quarter of an hour later: what is young is left to its event.</summary>
    private sealed class Later : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddMinutes(15);
    }
}
