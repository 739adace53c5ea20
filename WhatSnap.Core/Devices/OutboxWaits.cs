using System.Collections.Concurrent;

namespace WhatSnap.Core.Devices;

/// <summary>The call of each device that waits in this process: a newer one ends it, so that a device whose connection broke does not hold two.</summary>
public sealed class OutboxWaits
{
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _current = [];

    /// <summary>Runs a wait whose token ends with <paramref name="cancellationToken"/>, or when the device calls again.</summary>
    public async Task<T> RunAsync<T>(Device device, Func<CancellationToken, Task<T>> wait, T whenEnded, CancellationToken cancellationToken)
    {
        using var own = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        CancellationTokenSource? before = null;
        _current.AddOrUpdate(device.DeviceId, own, (_, other) =>
        {
            before = other;
            return own;
        });
        if (before is not null) await EndAsync(before);
        try
        {
            return await wait(own.Token);
        }
        catch (OperationCanceledException) when (own.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return whenEnded;
        }
        finally
        {
            _current.TryRemove(new KeyValuePair<string, CancellationTokenSource>(device.DeviceId, own));
        }
    }

    private static async Task EndAsync(CancellationTokenSource before)
    {
        try
        {
            await before.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself.
        }
    }
}
