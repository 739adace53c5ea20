using WhatSnap.Local.Simulators.GoHighLevel;

namespace WhatSnap.Bench.Chaos;

/// <summary>What stands in the CRM, held against what was accepted.</summary>
internal sealed record Verdict
{
    /// <summary>Answered with 2xx, and neither in the CRM nor a dead letter.</summary>
    public required IReadOnlyList<TextTrace> Lost { get; init; }

    /// <summary>In the CRM more than once, or there and a dead letter too; a message for each copy too many.</summary>
    public required IReadOnlyList<TextTrace> Duplicated { get; init; }

    /// <summary>Stored after a message that its sender wrote later.</summary>
    public required IReadOnlyList<TextTrace> OutOfOrder { get; init; }

    /// <summary>Another text, another number of attachments, or another contact than was sent.</summary>
    public required IReadOnlyList<TextTrace> Changed { get; init; }

    /// <summary>Stored messages that nobody sent.</summary>
    public required int Foreign { get; init; }

    /// <summary>Seconds from the first 2xx to the message in the CRM, for each message.</summary>
    public required IReadOnlyList<double> Took { get; init; }

    public bool IsKept =>
        Lost.Count + Duplicated.Count + OutOfOrder.Count + Changed.Count + Foreign == 0;

    public static Verdict Of(Journal journal, GoHighLevelWorld crm, IReadOnlySet<string> dead)
    {
        var texts = journal.Texts.ToDictionary(text => text.Sid, StringComparer.Ordinal);
        var copies = crm.Messages.ToLookup(message => message.AltId ?? "", StringComparer.Ordinal);
        var phones = crm.Contacts.ToDictionary(contact => contact.Id, contact => contact.Phone, StringComparer.Ordinal);
        var accepted = texts.Values.Where(text => text.AcceptedAt is not null).ToList();
        return new Verdict
        {
            Lost = [.. accepted.Where(text => !copies.Contains(text.Sid) && !dead.Contains(text.Sid))],
            Duplicated = [.. texts.Values.SelectMany(text =>
                Enumerable.Repeat(text, Math.Max(0, copies[text.Sid].Count() + (dead.Contains(text.Sid) ? 1 : 0) - 1)))],
            OutOfOrder = [.. journal.Senders.SelectMany(sender => Overtaken(sender, copies))],
            Changed = [.. texts.Values.Where(text => copies[text.Sid].Any(copy => !IsSame(text, copy, phones)))],
            Foreign = copies.Where(group => !texts.ContainsKey(group.Key)).Sum(group => group.Count()),
            Took = [.. accepted.Where(text => copies.Contains(text.Sid)).Select(text =>
                Math.Max(0, (copies[text.Sid].First().CommittedAt - text.AcceptedAt!.Value).TotalSeconds))],
        };
    }

    /// <summary>Messages that took longer than this many seconds.</summary>
    public static IReadOnlyList<TextTrace> Slow(Journal journal, GoHighLevelWorld crm, double seconds)
    {
        var first = crm.Messages.ToLookup(message => message.AltId ?? "", StringComparer.Ordinal);
        return [.. journal.Texts.Where(text => text.AcceptedAt is { } accepted
            && first[text.Sid].FirstOrDefault()?.CommittedAt - accepted > TimeSpan.FromSeconds(seconds))];
    }

    private static IEnumerable<TextTrace> Overtaken(
        IReadOnlyList<TextTrace> sender, ILookup<string, SimulatedMessage> copies)
    {
        var last = -1;
        var stored = sender.Where(text => copies.Contains(text.Sid)).OrderBy(text => copies[text.Sid].First().Sequence);
        foreach (var text in stored)
        {
            if (text.Position < last) yield return text;
            last = Math.Max(last, text.Position);
        }
    }

    private static bool IsSame(TextTrace text, SimulatedMessage copy, Dictionary<string, string?> phones) =>
        copy.Body == text.Planned.Message.Body
        && copy.Attachments.Count == text.Planned.Message.Media.Count
        && copy.Direction == "inbound"
        && phones.GetValueOrDefault(copy.ContactId) == text.Sender;
}
