using WhatSnap.Bench.Command;

namespace WhatSnap.Bench.Pipeline;

/// <summary>
/// Times the same requests at the host and at the bare endpoint, in alternating batches. The host's batches include its
/// own delivery of the same messages; each bare batch starts when that is done, so that it has the machine to itself.
/// </summary>
internal sealed class CompareAccept(PipelineBed bed, Uri bare)
{
    private const int WarmUpBatches = 4;

    public async Task<PipelineFigures> RunAsync(
        PipelineFigures figures, int rounds, int batch, CancellationToken cancellationToken)
    {
        // Every sender becomes known, and both processes have compiled what they run often.
        for (var warm = 0; warm < WarmUpBatches; warm++) await RoundAsync(PipelineTexts.KnownSenders, cancellationToken);

        var (accept, plain) = (new List<double>(), new List<double>());
        for (var round = 1; round <= rounds; round++)
        {
            await bed.UntilQuietAsync(cancellationToken);
            var (host, other) = await RoundAsync(batch, cancellationToken);
            Report.Progress(
                $"  round {round}: host {Median(host)} / {Slow(host)} ms, bare {Median(other)} / {Slow(other)} ms (p50 / p99)");
            accept.AddRange(host);
            plain.AddRange(other);
        }

        return figures with
        {
            AcceptP50Ms = Median(accept),
            AcceptP99Ms = Slow(accept),
            BareP50Ms = Median(plain),
            BareP99Ms = Slow(plain),
            AcceptToBareP50 = Math.Round(Quantile.Of(accept, 0.5) / Quantile.Of(plain, 0.5), 2),
            AcceptToBareP99 = Math.Round(Quantile.Of(accept, 0.99) / Quantile.Of(plain, 0.99), 2),
        };
    }

    /// <summary>One batch to each; the second queue messages of the first batch come after both.</summary>
    private async Task<(IReadOnlyList<double> Host, IReadOnlyList<double> Bare)> RoundAsync(
        int batch, CancellationToken cancellationToken)
    {
        var texts = bed.Texts.OfKnown(batch);
        var before = bed.Delivered;
        var host = await bed.Post.RunAsync(texts, bed.Host.Address, cancellationToken);
        await bed.UntilDeliveredAsync(before + texts.Count, cancellationToken);
        return (host, await bed.Post.RunAsync(texts, bare, cancellationToken));
    }

    private static double Median(IEnumerable<double> values) => Math.Round(Quantile.Of(values, 0.5), 2);

    private static double Slow(IEnumerable<double> values) => Math.Round(Quantile.Of(values, 0.99), 2);
}
