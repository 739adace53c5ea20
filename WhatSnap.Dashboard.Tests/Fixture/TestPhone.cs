using WhatSnap.Local.Simulators.Android;

namespace WhatSnap.Dashboard.Tests.Fixture;

/// <summary>An Android phone with SMSGate that lives as time goes by.</summary>
internal sealed class TestPhone : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly Task _life;

    public TestPhone()
    {
        Phone = new AndroidPhone(new AndroidPhoneOptions(), _http, TimeProvider.System);
        _life = Phone.RunAsync(_end.Token);
    }

    public AndroidPhone Phone { get; }

    public async ValueTask DisposeAsync()
    {
        Phone.Stop();
        await _end.CancelAsync();
        await _life.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Phone.Dispose();
        _http.Dispose();
        _end.Dispose();
    }
}
