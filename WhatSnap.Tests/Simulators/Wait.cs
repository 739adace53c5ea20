using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;

namespace WhatSnap.Tests.Simulators;

/// <summary>Waits for conditions, never for a time.</summary>
internal static class Wait
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task UntilAsync(Func<bool> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(clock.Elapsed < Patience, "The condition did not come true.");
            await Task.Yield();
        }
    }

    /// <summary>Lets the simulated time run until the work ends.</summary>
    public static async Task RunAsync(this FakeTimeProvider time, Task work)
    {
        await UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(10));
            return work.IsCompleted;
        });
    }
}
