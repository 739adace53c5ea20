using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Dashboard.Tests.Fixture;

/// <summary>A phone or Mac that speaks <c>docs/device-api.md</c>.</summary>
internal sealed class TestDevice : IDisposable
{
    private readonly HttpClient _http;

    private TestDevice(HttpClient http) => _http = http;

    /// <summary>Everything that a Mac reports when all is well.</summary>
    public static object Ready { get; } = new { fullDiskAccess = true, automation = true, messagesRunning = true, imessage = true, smsForwarding = true };

    /// <summary>Somebody types a code on a device.</summary>
    public static async Task<TestDevice> PairAsync(RunningProduct product, string code, string name, string platform = "mac")
    {
        var device = new TestDevice(new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(product.Address + "/device/v1/") });
        var answer = await device.PostAsync("pair", new { code, platform, name, appVersion = "1.2.3", osVersion = "15.5" });
        device._http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", answer.GetProperty("token").GetString());
        return device;
    }

    /// <summary>One that has its key already.</summary>
    public static TestDevice WithKey(string address, string authorization)
    {
        var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(address) };
        http.DefaultRequestHeaders.Authorization = AuthenticationHeaderValue.Parse(authorization);
        return new TestDevice(http);
    }

    public Task<JsonElement> ReportAsync(object? permissions = null) => PostAsync("heartbeat", new { permissions = permissions ?? Ready });

    /// <summary>Waits until the device has no access any more: what is called off is undone in the background.</summary>
    public Task IsRefusedAsync() => Eventually.BecomesAsync(async () =>
    {
        using var answer = await _http.PostAsJsonAsync("heartbeat", new { permissions = Ready });
        return answer.StatusCode == HttpStatusCode.Unauthorized;
    });

    /// <summary>Somebody texts the device.</summary>
    public Task<JsonElement> BringAsync(string from, string text) => PostAsync("inbox", new
    {
        items = new[] { new { key = Guid.NewGuid().ToString(), direction = "in", from, isGroup = false, service = "sms", text, sentAt = TimeProvider.System.GetUtcNow() } },
    });

    /// <summary>What the address itself takes, as a Shortcut calls it.</summary>
    public Task<JsonElement> BringSimplyAsync(string from, string text) => PostAsync("", new { from, text });

    /// <summary>Sends the next message that waits.</summary>
    /// <returns>Its text.</returns>
    public async Task<string> SendNextAsync()
    {
        using var answer = await _http.GetAsync(new Uri("outbox?wait=25", UriKind.Relative));
        var item = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("items")[0];
        var (id, leaseId) = (item.GetProperty("id").GetString(), item.GetProperty("leaseId").GetString());
        using var claimed = await _http.PostAsJsonAsync($"outbox/{id}/claim", new { leaseId });
        claimed.EnsureSuccessStatusCode();
        await PostAsync("receipts", new { items = new[] { new { id, leaseId, state = "sent", service = "sms", at = TimeProvider.System.GetUtcNow() } } });
        return item.GetProperty("text").GetString()!;
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonElement> PostAsync(string call, object body)
    {
        using var answer = await _http.PostAsJsonAsync(call, body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
