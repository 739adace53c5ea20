using WhatSnap.Bench.Command;

namespace WhatSnap.Bench.Pipeline;

/// <summary>Counts the storage requests that a message of a known sender costs a host, idle polling aside.</summary>
internal sealed class CountStorageCalls(PipelineBed bed, CountingForwarder storage)
{
    private const int Messages = 40;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenMessages = TimeSpan.FromMilliseconds(100);
    private readonly TimeProvider _time = TimeProvider.System;

    public async Task<PipelineFigures> RunAsync(PipelineFigures figures, CancellationToken cancellationToken)
    {
        // The same senders before, so that the host remembers what it looks up once.
        await SendAsync(cancellationToken);
        storage.TakeCalls();
        await Task.Delay(Idle, _time, cancellationToken);
        var perSecondIdle = storage.TakeCalls().Count / Idle.TotalSeconds;

        var started = _time.GetTimestamp();
        await SendAsync(cancellationToken);
        var took = _time.GetElapsedTime(started);
        var calls = storage.TakeCalls();
        foreach (var kind in calls.GroupBy(call => call.Kind).OrderByDescending(group => group.Count()))
        {
            Report.Progress(
                $"  {(double)kind.Count() / Messages,5:0.00} × {kind.Key}, each {Quantile.Of(kind.Select(call => call.Took.TotalMilliseconds), 0.5):0.0} ms");
        }

        Report.Progress($"  of them {perSecondIdle * took.TotalSeconds / Messages:0.00} are the polling of an idle host");
        return figures with
        {
            StorageCallsPerMessage = Math.Round((calls.Count - (perSecondIdle * took.TotalSeconds)) / Messages, 2),
        };
    }

    /// <summary>Sends at an even pace and waits until all work is done.</summary>
    private async Task SendAsync(CancellationToken cancellationToken)
    {
        var before = bed.Delivered;
        foreach (var text in bed.Texts.OfFirstKnown(Messages))
        {
            await bed.Post.PostAsync(text, bed.Host.Address, cancellationToken);
            await Task.Delay(BetweenMessages, _time, cancellationToken);
        }

        await bed.UntilDeliveredAsync(before + Messages, cancellationToken);
        await bed.UntilQuietAsync(cancellationToken);
    }
}
