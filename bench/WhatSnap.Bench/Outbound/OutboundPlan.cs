using WhatSnap.Bench.Chaos;
using WhatSnap.Bench.Traffic;

namespace WhatSnap.Bench.Outbound;

/// <summary>One message that somebody is going to write in GoHighLevel.</summary>
/// <param name="Due">When it is to be written, from the start.</param>
/// <param name="Contact">The number of its contact, from 0.</param>
/// <param name="Text">May be empty when there are pictures.</param>
/// <param name="Pictures">What goes along.</param>
/// <param name="IsByWorkflow">Written by a workflow, not by a person.</param>
internal sealed record PlannedAnswer(
    TimeSpan Due, int Contact, string Text, IReadOnlyList<byte[]> Pictures, bool IsByWorkflow);

/// <summary>Who is written what and when: half of the contacts in bursts, half over the whole run.</summary>
internal static class OutboundPlan
{
    private const double WorkflowShare = 0.3;

    /// <returns>The messages in the order in which they are written.</returns>
    public static IReadOnlyList<PlannedAnswer> Make(ChaosOptions options)
    {
        var random = new Random(options.Seed);
        var texts = new TextMaker(options.Seed);
        return
        [
            .. TrafficPlan.Slots(options, random).Select((contact, slot) =>
            {
                var (text, pictures) = NewContent(texts, random.NextDouble());
                return new PlannedAnswer(
                    TimeSpan.FromSeconds(slot / options.Pace), contact, text, pictures, random.NextDouble() < WorkflowShare);
            }),
        ];
    }

    private static (string Text, IReadOnlyList<byte[]> Pictures) NewContent(TextMaker texts, double kind) => kind switch
    {
        < 0.4 => ("ok", []),
        < 0.45 => ("", [texts.Picture()]),
        < 0.5 => ("ok", [texts.Picture(), texts.Picture()]),
        _ => (texts.UniqueText(), []),
    };
}
