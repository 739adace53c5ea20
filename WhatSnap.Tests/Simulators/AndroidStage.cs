using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using WhatSnap.Local.Simulators.Android;

namespace WhatSnap.Tests.Simulators;

/// <summary>A simulated phone, a server for it, and the clock of both.</summary>
internal sealed class AndroidStage : IDisposable
{
    private readonly HttpClient _http;

    public AndroidStage(AndroidPhoneOptions? options = null)
    {
        Server = new AndroidServer(Time);
        _http = new HttpClient(Server);
        Phone = new AndroidPhone(options ?? new AndroidPhoneOptions(), _http, Time);
    }

    public static JsonObject Fifo => new() { ["messages"] = new JsonObject { ["processing_order"] = "FIFO" } };

    public static JsonObject SseOnly => new() { ["gateway"] = new JsonObject { ["notification_channel"] = "SSE_ONLY" } };

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    public AndroidServer Server { get; }

    public AndroidPhone Phone { get; }

    /// <summary>Signs in, and lets the app fetch what it fetches at its start.</summary>
    public async Task SignInAsync()
    {
        await Phone.SignInAsync(AndroidServer.Url, AndroidServer.Code);
        await Phone.RunDueAsync();
    }

    /// <summary>Lets time go by, with all that the phone does meanwhile.</summary>
    public async Task PassAsync(TimeSpan span)
    {
        var end = Time.GetUtcNow() + span;
        await Phone.RunDueAsync();
        while (Phone.NextDue is { } next && next <= end)
        {
            if (next > Time.GetUtcNow()) Time.SetUtcNow(next);
            await Phone.RunDueAsync();
        }

        Time.SetUtcNow(end);
    }

    public Task PassAsync(double seconds) => PassAsync(TimeSpan.FromSeconds(seconds));

    /// <summary>Does what is due until something has come about that the phone's stream brings in its own time.</summary>
    public async Task RunUntilAsync(Func<bool> condition)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), "The condition did not come true.");
            await Phone.RunDueAsync();
            await Task.Yield();
        }
    }

    public void Dispose()
    {
        Phone.Dispose();
        _http.Dispose();
    }
}
