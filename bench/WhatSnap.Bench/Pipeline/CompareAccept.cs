using WhatSnap.Bench.Command;
using WhatSnap.Bench.Traffic;

namespace WhatSnap.Bench.Pipeline;

/// <summary>
/// Times the same requests at the host and at the bare endpoint, in small batches in turn. No batch starts before the
/// host has delivered the one before, so that neither pays for work that the bare endpoint does not have; what the host
/// delivers during its own batch is its own cost.
/// </summary>
internal sealed class CompareAccept(PipelineBed bed, Uri bare)
{
    private const int WarmUps = 3;

    /// <summary>Shorter than the delay of guards: those that were not taken back come between two rounds.</summary>
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(4.5);

    /// <summary>A slow machine gets fewer rounds, so that time is left for the other phases.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private const int FewestRounds = 2;
    private readonly TimeProvider _time = TimeProvider.System;

    public async Task<PipelineFigures> RunAsync(
        PipelineFigures figures, int rounds, int batch, CancellationToken cancellationToken)
    {
        // Every sender becomes known, and both processes have compiled what they run often.
        for (var warm = 0; warm < WarmUps; warm++)
        {
            await PostBothAsync(bed.Texts.OfKnown(PipelineTexts.KnownSenders), hostFirst: true, cancellationToken);
        }

        var started = _time.GetTimestamp();
        var all = new List<(double Host, double Bare)>();
        for (var round = 1; round <= rounds && (round <= FewestRounds || _time.GetElapsedTime(started) < Longest); round++)
        {
            await bed.DropBareAsync(cancellationToken);
            await bed.UntilQuietAsync(cancellationToken);
            var took = await RoundAsync(batch, cancellationToken);
            Report.Progress(
                $"  round {round}, {took.Count} each: host {Part(took, one => one.Host, 0.5)} / {Part(took, one => one.Host, 0.99)} ms, "
                + $"bare {Part(took, one => one.Bare, 0.5)} / {Part(took, one => one.Bare, 0.99)} ms (p50 / p99)");
            all.AddRange(took);
        }

        return figures with
        {
            AcceptP50Ms = Part(all, one => one.Host, 0.5),
            AcceptP99Ms = Part(all, one => one.Host, 0.99),
            BareP50Ms = Part(all, one => one.Bare, 0.5),
            BareP99Ms = Part(all, one => one.Bare, 0.99),
            AcceptToBareP50 = Ratio(all, 0.5),
            AcceptToBareP99 = Ratio(all, 0.99),
        };
    }

    private async Task<IReadOnlyList<(double Host, double Bare)>> RoundAsync(int batch, CancellationToken cancellationToken)
    {
        var took = new List<(double, double)>();
        var started = _time.GetTimestamp();
        for (var number = 0; number == 0 || _time.GetElapsedTime(started) < Round; number++)
        {
            took.AddRange(await PostBothAsync(bed.Texts.OfKnown(batch), hostFirst: number % 2 == 0, cancellationToken));
        }

        return took;
    }

    /// <summary>The same texts to both.</summary>
    private async Task<IEnumerable<(double Host, double Bare)>> PostBothAsync(
        IReadOnlyList<SignedText> texts, bool hostFirst, CancellationToken cancellationToken)
    {
        var plain = hostFirst ? null : await bed.Post.RunAsync(texts, bare, cancellationToken);
        var before = bed.Delivered;
        var host = await bed.Post.RunAsync(texts, bed.Host.Address, cancellationToken);
        await bed.UntilDeliveredAsync(before + texts.Count, cancellationToken);
        plain ??= await bed.Post.RunAsync(texts, bare, cancellationToken);
        return host.Zip(plain);
    }

    private static double Part(
        IEnumerable<(double Host, double Bare)> took, Func<(double Host, double Bare), double> of, double share) =>
        Math.Round(Quantile.Of(took.Select(of), share), 2);

    private static double Ratio(IReadOnlyList<(double Host, double Bare)> took, double share) => Math.Round(
        Quantile.Of(took.Select(one => one.Host), share) / Quantile.Of(took.Select(one => one.Bare), share), 2);
}
