using WhatSnap.Bench.Command;
using WhatSnap.Bench.Traffic;

namespace WhatSnap.Bench.Pipeline;

/// <summary>Counts the calls to the CRM that a message costs, in a location that forbids duplicate contacts.</summary>
internal sealed class CountCrmCalls(PipelineBed bed)
{
    private const int Counted = 50;

    public async Task<PipelineFigures> RunAsync(PipelineFigures figures, CancellationToken cancellationToken) =>
        figures with
        {
            CrmCallsPerKnownMessage = await CountAsync("known sender", bed.Texts.OfKnown(Counted), cancellationToken),
            CrmCallsPerNewContact = await CountAsync("new contact", bed.Texts.OfNew(Counted), cancellationToken),
        };

    private async Task<double> CountAsync(
        string what, IReadOnlyList<SignedText> texts, CancellationToken cancellationToken)
    {
        var crm = bed.World.GoHighLevel.World;
        crm.Calls.Clear();
        var before = bed.Delivered;
        await bed.Post.RunAsync(texts, bed.Host.Address, cancellationToken);
        await bed.UntilDeliveredAsync(before + texts.Count, cancellationToken);

        // Guards that still come must not make a call.
        await bed.UntilQuietAsync(cancellationToken);
        Report.Progress($"  calls for {texts.Count} texts, each of a {what}: {string.Join(", ", crm.Calls.ByRoute.Select(route => $"{route.Value} {route.Key}"))}");
        return Math.Round((double)crm.Calls.Total / texts.Count, 2);
    }
}
