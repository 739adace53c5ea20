namespace WhatSnap.Tests.Fixture;

/// <summary>Waits for a condition that another thread or process brings about; gives up after a generous real time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static Task BecomesAsync(Func<bool> condition) => BecomesAsync(() => Task.FromResult(condition()));

    public static async Task BecomesAsync(Func<Task<bool>> condition)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Limit, "The condition did not come about.");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }
}
