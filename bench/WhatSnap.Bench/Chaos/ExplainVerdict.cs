using System.Collections.Concurrent;
using WhatSnap.Bench.Command;
using WhatSnap.Bench.Hosts;
using WhatSnap.Bench.World;
using WhatSnap.Local.Simulators.GoHighLevel;

namespace WhatSnap.Bench.Chaos;

/// <summary>Prints all that is known of the messages with which something went wrong, and of their neighbours.</summary>
internal sealed class ExplainVerdict(Journal journal, BenchWorld world, IReadOnlyList<BenchHost> hosts)
{
    private const int MostExplained = 10;
    private const int MostLines = 60;
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(5);
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
        foreach (var text in texts.Distinct().Take(MostExplained))
        {
            Report.Progress($"{what}: {text.Sid} (message {text.Position + 1} of {text.Sender}, {Kind(text)})");
            var lines = Posts(text).Concat(Neighbours(text)).Concat(Stored(text)).Concat(Calls(text)).Concat(Faults(text))
                .Concat(hosts.SelectMany(host => Logged(text, host)))
                .OrderBy(line => line.At).Take(MostLines);
            foreach (var (at, line) in lines) Report.Progress($"    {at:HH:mm:ss.fff} {line}");
        }
    }

    private static string Kind(TextTrace text) => text.Planned.Message.Media.Count > 0
        ? "a picture" : text.Planned.Message.Body.Length <= 2 ? $"'{text.Planned.Message.Body}'" : "a text of its own";

    private static IEnumerable<(DateTimeOffset At, string Line)> Posts(TextTrace text) => text.Attempts.Select(attempt =>
        (attempt.At, $"{(attempt.IsRepeat ? "repeated" : "posted")} to {attempt.Host}: {attempt.Result}"));

    private IEnumerable<(DateTimeOffset At, string Line)> Neighbours(TextTrace text) =>
        journal.Senders.Single(sender => sender.Contains(text))
            .Where(other => Math.Abs(other.Position - text.Position) is 1 or 2 && other.AcceptedAt is not null)
            .Select(other => (other.AcceptedAt!.Value, $"message {other.Position + 1} {other.Sid} accepted"));

    private IEnumerable<(DateTimeOffset At, string Line)> Stored(TextTrace text)
    {
        var near = journal.Senders.Single(sender => sender.Contains(text))
            .Where(other => Math.Abs(other.Position - text.Position) <= 2).ToDictionary(other => other.Sid);
        return world.GoHighLevel.World.Messages
            .Where(message => message.AltId is { } sid && near.ContainsKey(sid))
            .Select(message => (
                message.CommittedAt,
                $"message {near[message.AltId!].Position + 1} committed as {message.Id}, no. {message.Sequence}, dated {message.DateAdded:HH:mm:ss.fff}"));
    }

    private IEnumerable<(DateTimeOffset At, string Line)> Calls(TextTrace text)
    {
        var contacts = world.GoHighLevel.World.Contacts.Where(contact => contact.Phone == text.Sender)
            .Select(contact => contact.Id).ToHashSet();
        return _calls.Where(call => call.AltId == text.Sid || (IsNear(text, call.At)
                && (call.Phone == text.Sender || (call.ContactId is { } id && contacts.Contains(id)))))
            .Select(call => (call.At, $"CRM: {call.Route} for {call.AltId ?? "the contact"}: {call.Fate}"));
    }

    private IEnumerable<(DateTimeOffset At, string Line)> Faults(TextTrace text) => journal.Faults
        .Where(fault => IsNear(text, fault.From) || IsNear(text, fault.To))
        .Select(fault => (
            fault.From, $"host {fault.Host} {(fault.IsKill ? "killed" : "paused")} until {fault.To:HH:mm:ss.fff}"));

    /// <summary>Lines of a host's log that name the message or what became of it.</summary>
    private IEnumerable<(DateTimeOffset At, string Line)> Logged(TextTrace text, BenchHost host)
    {
        if (!File.Exists(host.LogFile)) return [];
        var ids = world.GoHighLevel.World.Messages.Where(message => message.AltId == text.Sid)
            .Select(message => message.Id).Append(text.Sid).ToList();
        return File.ReadLines(host.LogFile)
            .Where(line => ids.Any(id => line.Contains(id, StringComparison.Ordinal)))
            .Select(line => (HostLog.TimeOf(line, text.AcceptedAt), $"log of {host.Name}: {line}"));
    }

    private bool IsNear(TextTrace text, DateTimeOffset at)
    {
        var last = world.GoHighLevel.World.Messages.LastOrDefault(message => message.AltId == text.Sid)?.CommittedAt
            ?? TimeProvider.System.GetUtcNow();
        return at > text.Attempts[0].At - Before && at < last + Before;
    }
}
