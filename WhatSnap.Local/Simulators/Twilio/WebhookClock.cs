namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>The time that one webhook request has: first for its connection, then for its answer.</summary>
internal sealed class WebhookClock(TimeSpan connect, TimeSpan read, TimeProvider time) : IDisposable
{
    // Counts from the start where a connection is used again, and from the connection where one is opened.
    private readonly CancellationTokenSource _reading = new(read, time);

    /// <summary>Cancelled when the answer takes too long.</summary>
    public CancellationToken Reading => _reading.Token;

    /// <summary>Cancelled when the connection takes too long.</summary>
    public CancellationTokenSource StartConnecting()
    {
        _reading.CancelAfter(Timeout.InfiniteTimeSpan);
        return new CancellationTokenSource(connect, time);
    }

    public void StartReading() => _reading.CancelAfter(read);

    public void Dispose() => _reading.Dispose();
}
