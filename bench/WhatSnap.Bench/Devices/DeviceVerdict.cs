using WhatSnap.Bench.Outbound;
using WhatSnap.Core.Messages;
using WhatSnap.Local.Simulators.Android;
using WhatSnap.Local.Simulators.GoHighLevel;

namespace WhatSnap.Bench.Devices;

/// <summary>A message that came to a device, and the one that stands for it in GoHighLevel.</summary>
internal sealed record StoredText(ReceivedText Text, SimulatedMessage? Copy)
{
    /// <summary>How far the date in GoHighLevel may be from the device's: it keeps seconds.</summary>
    private static readonly TimeSpan DateMargin = TimeSpan.FromSeconds(1.5);

    public bool HasWrongDate => Copy is not null && (Copy.DateAdded - Text.Date).Duration() > DateMargin;

    public double? Seconds => Copy is null || Text.AcceptedAt is not { } at ? null : Math.Max(0, (Copy.CommittedAt - at).TotalSeconds);
}

/// <summary>What stands in GoHighLevel and at other phones, held against what came and what was written.</summary>
internal sealed record DeviceVerdict
{
    /// <summary>Came to a device, and neither in GoHighLevel nor a dead letter.</summary>
    public required IReadOnlyList<ReceivedText> LostIn { get; init; }

    /// <summary>Accepted from GoHighLevel, and neither sent nor shown as failed or unknown.</summary>
    public required IReadOnlyList<WrittenAnswer> LostOut { get; init; }

    /// <summary>Copies too many, in GoHighLevel.</summary>
    public required int DoubledIn { get; init; }

    /// <summary>Sent more than once; a message for each copy too many.</summary>
    public required IReadOnlyList<WrittenAnswer> DoubledOut { get; init; }

    /// <summary>Stored after one of the same sender that was told of only when this one had been accepted.</summary>
    public required IReadOnlyList<ReceivedText> OutOfOrderIn { get; init; }

    public required IReadOnlyList<WrittenAnswer> OutOfOrderOut { get; init; }

    public required IReadOnlyList<ReceivedText> WrongDate { get; init; }

    /// <summary>GoHighLevel shows another end than the phone's, or none.</summary>
    public required IReadOnlyList<WrittenAnswer> WrongStatus { get; init; }

    public required IReadOnlyList<WrittenAnswer> Unknown { get; init; }

    /// <summary>Messages of the accounts in GoHighLevel or at other phones that nobody wrote.</summary>
    public required int Foreign { get; init; }

    /// <summary>Seconds from the first 2xx to the message in GoHighLevel.</summary>
    public required IReadOnlyList<double> Took { get; init; }

    public bool IsKept => LostIn.Count + LostOut.Count + DoubledIn + DoubledOut.Count + OutOfOrderIn.Count + OutOfOrderOut.Count
        + WrongDate.Count + WrongStatus.Count + Foreign == 0;

    /// <param name="received">What came to the devices.</param>
    /// <param name="written">What was written in GoHighLevel.</param>
    /// <param name="sent">What other phones got, in the order of each device.</param>
    /// <param name="refused">The ids of what phones refused.</param>
    /// <param name="crm">GoHighLevel.</param>
    /// <param name="dead">How many of each sender's texts are dead letters.</param>
    /// <param name="given">State of each message that WhatSnap gave up.</param>
    public static DeviceVerdict Of(
        IReadOnlyList<ReceivedText> received, IReadOnlyList<WrittenAnswer> written, IReadOnlyList<SentText> sent, IReadOnlySet<string> refused,
        GoHighLevelWorld crm, ILookup<string, string> dead, IReadOnlyDictionary<string, SendState> given)
    {
        var (stored, doubled, foreign) = Match(received, crm);
        var copies = sent.Select((copy, place) => (copy, place)).ToLookup(one => KeyOf(one.copy));
        var accepted = written.Where(answer => answer.AcceptedAt is not null).ToList();
        var reached = accepted.Where(answer => copies[KeyOf(answer)].Any()).ToList();
        var known = written.Select(KeyOf).ToHashSet();
        return new DeviceVerdict
        {
            LostIn = [.. stored.Where(one => one.Copy is null && !dead[one.Text.From].Contains(one.Text.Text)).Select(one => one.Text)],
            LostOut = [.. accepted.Where(answer => !copies[KeyOf(answer)].Any() && !refused.Contains(answer.Planned.Text) && !given.ContainsKey(answer.Id))],
            DoubledIn = doubled,
            DoubledOut = [.. written.SelectMany(answer => Enumerable.Repeat(answer, Math.Max(0, copies[KeyOf(answer)].Count() - 1)))],
            OutOfOrderIn = [.. stored.Where(one => one.Copy is not null).GroupBy(one => one.Text.From)
                .SelectMany(sender => Overtaken(sender.OrderBy(one => one.Copy!.Sequence).Select(one => one.Text)))],
            OutOfOrderOut = [.. reached.GroupBy(answer => answer.Contact).SelectMany(contact =>
                OutboundVerdict.Overtaken(contact.OrderBy(answer => copies[KeyOf(answer)].First().place)))],
            WrongDate = [.. stored.Where(one => one.HasWrongDate).Select(one => one.Text)],
            WrongStatus = [.. accepted.Where(answer => !IsTold(answer))],
            Unknown = [.. accepted.Where(answer => given.GetValueOrDefault(answer.Id) == SendStates.Unknown)],
            Foreign = foreign + copies.Where(group => !known.Contains(group.Key)).Sum(group => group.Count()),
            Took = [.. stored.Select(one => one.Seconds).OfType<double>()],
        };

        bool IsTold(WrittenAnswer answer) => crm.Message(answer.Id)!.Status switch
        {
            "delivered" or "read" => copies[KeyOf(answer)].Any(),
            "failed" => !copies[KeyOf(answer)].Any(),
            _ => false,
        };
    }

    internal static (string To, string Text) KeyOf(WrittenAnswer answer) => (answer.Contact.Phone, answer.Planned.Text);

    internal static (string To, string Text) KeyOf(SentText sent) => (sent.To, sent.Text);

    /// <summary>Equal texts of one sender are told apart by their dates alone, so that they are matched in that order.</summary>
    private static (IReadOnlyList<StoredText> Stored, int Doubled, int Foreign) Match(IReadOnlyList<ReceivedText> received, GoHighLevelWorld crm)
    {
        var phones = crm.Contacts.ToDictionary(contact => contact.Id, contact => contact.Phone ?? "", StringComparer.Ordinal);
        var copies = crm.Messages.Where(message => message.Direction == "inbound")
            .ToLookup(message => (phones.GetValueOrDefault(message.ContactId, ""), message.Body, message.Attachments.Count));
        List<StoredText> stored = [];
        var (doubled, matched) = (0, 0);
        foreach (var equal in received.GroupBy(text => (text.From, text.Text, text.Pictures)))
        {
            var left = copies[equal.Key].OrderBy(copy => copy.DateAdded).ToList();
            matched += left.Count;
            doubled += Math.Max(0, left.Count - equal.Count());
            foreach (var text in equal.OrderBy(text => text.Date))
            {
                var copy = left.MinBy(one => (one.DateAdded - SecondOf(text.Date)).Duration());
                if (copy is not null) left.Remove(copy);
                stored.Add(new StoredText(text, copy));
            }
        }

        return (stored, doubled, crm.Messages.Count(message => message.Direction == "inbound") - matched);
    }

    /// <summary>As GoHighLevel keeps it: a sender does not write the same twice in one second.</summary>
    private static DateTimeOffset SecondOf(DateTimeOffset date) => DateTimeOffset.FromUnixTimeSeconds(date.ToUnixTimeSeconds());

    /// <summary>Of two that were told of at the same time either may be first.</summary>
    internal static IEnumerable<ReceivedText> Overtaken(IEnumerable<ReceivedText> inOrderOfStoring)
    {
        var last = DateTimeOffset.MinValue;
        foreach (var text in inOrderOfStoring)
        {
            if (text.AcceptedAt is null || text.Posts.Attempts.Count == 0) continue;
            if (text.AcceptedAt < last) yield return text;
            if (text.FirstPosted > last) last = text.FirstPosted;
        }
    }
}
