using System.Collections.Concurrent;
using WhatSnap.Bench.Chaos;
using WhatSnap.Bench.Hosts;
using WhatSnap.Bench.World;
using WhatSnap.Local.Simulators.GoHighLevel;
using WhatSnap.Local.Simulators.Twilio;

namespace WhatSnap.Bench.Outbound;

/// <summary>Prints all that is known of the messages with which something went wrong, and of their neighbours.</summary>
internal sealed class ExplainOutbound(OutboundJournal journal, BenchWorld world, IReadOnlyList<BenchHost> hosts)
{
    private readonly ConcurrentQueue<ObservedCall> _calls = new();

    /// <summary>Calls that were refused because the location had made too many.</summary>
    public int Throttled => _calls.Count(call => call.Fate == "Throttled");

    /// <summary>Remembers every call to GoHighLevel from now on.</summary>
    public void Follow() => world.GoHighLevel.World.Observer = _calls.Enqueue;

    public void Print(OutboundVerdict verdict)
    {
        Print("lost", verdict.Lost);
        Print("duplicated", verdict.Duplicated);
        Print("out of order", verdict.OutOfOrder);
        Print("wrong status", verdict.WrongStatus);
        Print("changed", verdict.Changed);
        Print("unknown", verdict.Unknown);
        Print("waiting", verdict.Waiting);
    }

    /// <summary>Prints messages under a heading.</summary>
    public void Print(string what, IEnumerable<WrittenAnswer> answers)
    {
        foreach (var answer in answers.Distinct().Take(Story.MostExplained))
        {
            var copies = world.Twilio.World.Sent.Where(sent => OutboundVerdict.IdOf(sent) == answer.Id).ToList();
            var to = copies.Count > 0 ? copies.Max(copy => copy.Statuses[^1].At) : TimeProvider.System.GetUtcNow();
            Story.Print(
                $"{what}: {answer.Id} (to {answer.Contact.Phone}, {Kind(answer.Planned)})",
                [
                    new StoryLine(answer.At, "written"), .. Story.Posts(answer.Posts), .. Neighbours(answer),
                    .. copies.SelectMany(AtTwilio), .. InCrm(answer), .. Calls(answer),
                    .. Story.Faults(journal.Faults, answer.At, to),
                    .. Story.Logged(hosts, [answer.Id, .. copies.Select(copy => copy.Sid)], answer.AcceptedAt),
                ]);
        }
    }

    private static string Kind(PlannedAnswer planned) =>
        $"{(planned.Text.Length <= 2 ? $"'{planned.Text}'" : "a text of its own")}, {planned.Pictures.Count} pictures";

    /// <summary>The messages to the same contact before and behind it.</summary>
    private IEnumerable<StoryLine> Neighbours(WrittenAnswer answer)
    {
        var all = journal.Written.Where(other => other.Contact == answer.Contact).ToList();
        var place = all.FindIndex(other => other.Id == answer.Id);
        foreach (var other in all.Where((_, index) => Math.Abs(index - place) is 1 or 2))
        {
            if (other.AcceptedAt is { } at) yield return new StoryLine(at, $"neighbour {other.Id} accepted");
            foreach (var sent in world.Twilio.World.Sent.Where(sent => OutboundVerdict.IdOf(sent) == other.Id))
            {
                yield return new StoryLine(sent.Message.DateSent, $"neighbour {other.Id} at Twilio as {sent.Sid}");
            }
        }
    }

    private static IEnumerable<StoryLine> AtTwilio(TwilioSent sent) =>
    [
        .. sent.Statuses.Select(status => new StoryLine(status.At, $"Twilio: {sent.Sid} {status.Status} {status.ErrorCode}")),
        .. sent.Callbacks.Select(callback => new StoryLine(
            callback.At, $"callback '{callback.Status}': {callback.Attempts} attempts, answer {callback.Answer?.ToString() ?? "none"}")),
    ];

    private IEnumerable<StoryLine> InCrm(WrittenAnswer answer) => world.GoHighLevel.World.Message(answer.Id)!.Statuses
        .Select(status => new StoryLine(status.At, $"GoHighLevel shows {status.Status} {status.Error?.Code}"));

    private IEnumerable<StoryLine> Calls(WrittenAnswer answer) => _calls
        .Where(call => call.PathId == answer.Id || call.PathId == answer.Contact.Id)
        .Select(call => new StoryLine(call.At, $"GoHighLevel: {call.Route}: {call.Fate}"));
}
