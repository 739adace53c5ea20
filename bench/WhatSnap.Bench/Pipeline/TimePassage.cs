using WhatSnap.Bench.Command;
using WhatSnap.Bench.Traffic;

namespace WhatSnap.Bench.Pipeline;

/// <summary>Times messages through the whole pipeline: one at an easy pace, and as many as pass.</summary>
internal sealed class TimePassage(PipelineBed bed)
{
    private const int Messages = 100;
    private const int NewEvery = 5;
    private const double PerSecond = 8;
    private const int CrmLatencyMs = 150;
    private readonly TimeProvider _time = TimeProvider.System;

    /// <summary>At an easy pace, with a CRM that takes its time; every fifth message is of a new sender.</summary>
    public async Task<PipelineFigures> AtEasyPaceAsync(PipelineFigures figures, CancellationToken cancellationToken)
    {
        bed.SetCrmLatency(CrmLatencyMs);
        var texts = bed.Texts.OfKnown(Messages * (NewEvery - 1) / NewEvery).Chunk(NewEvery - 1)
            .Zip(bed.Texts.OfNew(Messages / NewEvery), (known, fresh) => known.Append(fresh)).SelectMany(five => five).ToList();
        var before = bed.Delivered;
        var sentAt = await SendAsync(texts, cancellationToken);
        await bed.UntilDeliveredAsync(before + texts.Count, cancellationToken);

        var took = bed.World.GoHighLevel.World.Log.Since(before)
            .Select(message => (message.CommittedAt - sentAt[message.AltId!]).TotalMilliseconds).ToList();
        Report.Progress($"  webhook to CRM: p50 {Quantile.Of(took, 0.5):0} ms, slowest {took.Max():0} ms");
        return figures with { EndToEndP95Ms = Math.Round(Quantile.Of(took, 0.95)) };
    }

    /// <summary>As fast as the door and the pipeline take them, with a CRM that answers at once.</summary>
    public async Task<PipelineFigures> AtFullPaceAsync(
        PipelineFigures figures, int count, CancellationToken cancellationToken)
    {
        bed.SetCrmLatency(0);
        await bed.UntilQuietAsync(cancellationToken);
        var texts = bed.Texts.OfKnown(count);
        var before = bed.Delivered;
        var started = _time.GetTimestamp();
        var took = await bed.Post.RunAsync(texts, bed.Host.Address, cancellationToken);
        var accepted = _time.GetElapsedTime(started);
        await bed.UntilDeliveredAsync(before + texts.Count, cancellationToken);
        var delivered = _time.GetElapsedTime(started);
        Report.Progress(
            $"  {count} messages accepted within {accepted.TotalSeconds:0.0} s, delivered within {delivered.TotalSeconds:0.0} s; "
            + $"the answers took {Quantile.Of(took, 0.5):0} / {Quantile.Of(took, 0.99):0} ms (p50 / p99)");
        return figures with { MessagesPerSecond = Math.Round(count / delivered.TotalSeconds, 1) };
    }

    private async Task<Dictionary<string, DateTimeOffset>> SendAsync(
        List<SignedText> texts, CancellationToken cancellationToken)
    {
        var sentAt = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        var posts = new List<Task>();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1 / PerSecond), _time);
        foreach (var text in texts)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
            sentAt[text.Message.Sid] = _time.GetUtcNow();
            posts.Add(bed.Post.PostAsync(text, bed.Host.Address, cancellationToken));
        }

        await Task.WhenAll(posts);
        return sentAt;
    }
}
