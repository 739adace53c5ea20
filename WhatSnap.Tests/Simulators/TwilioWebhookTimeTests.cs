using Microsoft.Extensions.Time.Testing;

namespace WhatSnap.Tests.Simulators;

public sealed class TwilioWebhookTimeTests
{
    /// <summary>The fragment of the address, and how many milliseconds each attempt is waited for.</summary>
    public static TheoryData<string, int[]> Patience => new()
    {
        { "", [15_000] },
        { "#rt=500", [500] },
        { "#rt=500&rc=2", [500] },
        { "#rt=500&rp=rt&rc=2", [500, 500, 500] },
        { "#rt=1000&rp=rt&rc=5&tt=1500", [1000, 500] },
    };

    [Theory]
    [MemberData(nameof(Patience))]
    public async Task A_webhook_that_does_not_answer_is_left_in_time(string fragment, int[] waits)
    {
        var time = new FakeTimeProvider();
        await using var receiver = await WebhookReceiver.StartAsync(NeverAsync);
        await using var stage = await TwilioStage.StartAsync(receiver.Url("/in") + fragment, time: time);

        var call = stage.TextAsync("hello");
        for (var attempt = 0; attempt < waits.Length; attempt++)
        {
            var arrived = attempt + 1;
            await Wait.UntilAsync(() => receiver.Received.Count == arrived);
            time.Advance(TimeSpan.FromMilliseconds(waits[attempt] - 1));
            Assert.False(call.IsCompleted);
            time.Advance(TimeSpan.FromMilliseconds(1));
        }

        await Wait.UntilAsync(() => call.IsCompleted);
        var result = await call;
        Assert.Equal((waits.Length, (int?)null, 11200), (result.Attempts, result.Status, result.ErrorCode));
        Assert.Equal("The webhook did not answer in time.", result.Error);
    }

    private static async Task<int?> NeverAsync(string path, CancellationToken cancellationToken)
    {
        var never = new TaskCompletionSource<int?>();
        await using var registration = cancellationToken.Register(() => never.TrySetResult(null));
        return await never.Task;
    }
}
