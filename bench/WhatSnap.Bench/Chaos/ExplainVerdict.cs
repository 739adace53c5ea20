using System.Collections.Concurrent;
using WhatSnap.Bench.Hosts;
using WhatSnap.Bench.World;
using WhatSnap.Local.Simulators.GoHighLevel;

namespace WhatSnap.Bench.Chaos;

/// <summary>Prints all that is known of the messages with which something went wrong, and of their neighbours.</summary>
internal sealed class ExplainVerdict(Journal journal, BenchWorld world, IReadOnlyList<BenchHost> hosts)
{
    private readonly ConcurrentQueue<ObservedCall> _calls = new();

    /// <summary>Remembers every call to the CRM from now on.</summary>
    public void Follow() => world.GoHighLevel.World.Observer = _calls.Enqueue;

    public void Print(Verdict verdict)
    {
        Print("lost", verdict.Lost);
        Print("duplicated", verdict.Duplicated);
        Print("out of order", verdict.OutOfOrder);
        Print("changed", verdict.Changed);
    }

    /// <summary>Prints messages under a heading.</summary>
    public void Print(string what, IReadOnlyList<TextTrace> texts)
    {
        foreach (var text in texts.Distinct().Take(Story.MostExplained))
        {
            var (from, to) = (text.Attempts[0].At, LastOf(text));
            Story.Print(
                $"{what}: {text.Sid} (message {text.Position + 1} of {text.Sender}, {Kind(text)})",
                [
                    .. Story.Posts(text), .. Neighbours(text), .. Stored(text), .. Calls(text, from, to),
                    .. Story.Faults(journal.Faults, from, to), .. Story.Logged(hosts, IdsOf(text), text.AcceptedAt),
                ]);
        }
    }

    private static string Kind(TextTrace text) => text.Planned.Message.Media.Count > 0
        ? "a picture" : text.Planned.Message.Body.Length <= 2 ? $"'{text.Planned.Message.Body}'" : "a text of its own";

    private IEnumerable<StoryLine> Neighbours(TextTrace text) =>
        journal.Senders.Single(sender => sender.Contains(text))
            .Where(other => Math.Abs(other.Position - text.Position) is 1 or 2 && other.AcceptedAt is not null)
            .Select(other => new StoryLine(other.AcceptedAt!.Value, $"message {other.Position + 1} {other.Sid} accepted"));

    private IEnumerable<StoryLine> Stored(TextTrace text)
    {
        var near = journal.Senders.Single(sender => sender.Contains(text))
            .Where(other => Math.Abs(other.Position - text.Position) <= 2).ToDictionary(other => other.Sid);
        return world.GoHighLevel.World.Messages
            .Where(message => message.AltId is { } sid && near.ContainsKey(sid))
            .Select(message => new StoryLine(
                message.CommittedAt,
                $"message {near[message.AltId!].Position + 1} committed as {message.Id}, no. {message.Sequence}, dated {message.DateAdded:HH:mm:ss.fff}"));
    }

    private IEnumerable<StoryLine> Calls(TextTrace text, DateTimeOffset from, DateTimeOffset to)
    {
        var contacts = world.GoHighLevel.World.Contacts.Where(contact => contact.Phone == text.Sender)
            .Select(contact => contact.Id).ToHashSet();
        return _calls.Where(call => call.AltId == text.Sid || (Story.IsNear(call.At, from, to)
                && (call.Phone == text.Sender || (call.ContactId is { } id && contacts.Contains(id)))))
            .Select(call => new StoryLine(call.At, $"CRM: {call.Route} for {call.AltId ?? "the contact"}: {call.Fate}"));
    }

    /// <summary>What lines of a host's log may name: the message, or what became of it.</summary>
    private List<string> IdsOf(TextTrace text) =>
        [.. world.GoHighLevel.World.Messages.Where(message => message.AltId == text.Sid).Select(message => message.Id), text.Sid];

    private DateTimeOffset LastOf(TextTrace text) =>
        world.GoHighLevel.World.Messages.LastOrDefault(message => message.AltId == text.Sid)?.CommittedAt
        ?? TimeProvider.System.GetUtcNow();
}
