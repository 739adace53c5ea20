using WhatSnap.Bench.Traffic;
using WhatSnap.Local.Simulators.Twilio;

namespace WhatSnap.Bench.Chaos;

/// <summary>How a message is posted once more with the same MessageSid.</summary>
internal enum Repeat
{
    None,

    /// <summary>The first post goes to both hosts at once.</summary>
    Twin,

    /// <summary>Right after it was accepted, to both hosts at once.</summary>
    AtOnce,

    /// <summary>Seconds later, between the messages that follow it.</summary>
    Later,
}

/// <summary>One message of the plan.</summary>
/// <param name="Due">When it is to be sent, from the start.</param>
/// <param name="Message">The text.</param>
/// <param name="Repeat">Whether and how it comes again.</param>
/// <param name="RepeatAfter">The wait before a later repeat.</param>
internal sealed record PlannedText(TimeSpan Due, TwilioMessage Message, Repeat Repeat, TimeSpan RepeatAfter);

/// <summary>Who sends what and when: half of the senders write in bursts, half over the whole run; the overall pace is even.</summary>
internal static class TrafficPlan
{
    private const double RepeatShare = 0.1;
    private const double BurstWidth = 0.03;
    private static readonly TimeSpan LatestRepeat = TimeSpan.FromSeconds(20);

    /// <returns>A list for each sender, in the order in which it writes.</returns>
    public static IReadOnlyList<IReadOnlyList<PlannedText>> Make(ChaosOptions options)
    {
        var random = new Random(options.Seed);
        var texts = new TextMaker(options.Seed);
        var slots = Slots(options, random);
        var plan = Enumerable.Range(0, options.Senders).Select(_ => new List<PlannedText>()).ToList();
        for (var slot = 0; slot < slots.Count; slot++)
        {
            var sender = slots[slot];
            var repeat = random.NextDouble() < RepeatShare ? (Repeat)random.Next(1, 4) : Repeat.None;
            plan[sender].Add(new PlannedText(
                TimeSpan.FromSeconds(slot / options.Pace), NewText(texts, sender, random.NextDouble()), repeat,
                LatestRepeat * random.NextDouble()));
        }

        return plan;
    }

    /// <summary>The sender of each slot in time.</summary>
    internal static IReadOnlyList<int> Slots(ChaosOptions options, Random random)
    {
        var middles = Enumerable.Range(0, options.Senders).Select(_ => random.NextDouble()).ToList();
        return [.. Enumerable.Range(0, options.Messages)
            .Select(number => number % options.Senders)
            .Select(sender => (
                Sender: sender,
                At: sender % 2 == 0 ? random.NextDouble() : middles[sender] + (BurstWidth * random.NextDouble())))
            .OrderBy(slot => slot.At)
            .Select(slot => slot.Sender)];
    }

    private static TwilioMessage NewText(TextMaker texts, int sender, double kind) => kind switch
    {
        < 0.4 => texts.WithText(sender, "ok"),
        < 0.6 => texts.WithPicture(sender),
        _ => texts.WithUniqueText(sender),
    };
}
