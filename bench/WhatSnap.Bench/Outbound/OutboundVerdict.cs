using WhatSnap.Core.Messages;
using WhatSnap.Local.Simulators.GoHighLevel;
using WhatSnap.Local.Simulators.Twilio;

namespace WhatSnap.Bench.Outbound;

/// <summary>What Twilio was given and GoHighLevel was told, held against what was accepted.</summary>
internal sealed record OutboundVerdict
{
    /// <summary>After this long GoHighLevel must show the end even of a message whose callbacks did not come.</summary>
    private static readonly TimeSpan ShownBy = TimeSpan.FromMinutes(11.5);

    /// <summary>Answered with 2xx, and neither at Twilio nor shown as failed or unknown.</summary>
    public required IReadOnlyList<WrittenAnswer> Lost { get; init; }

    /// <summary>At Twilio more than once; a message for each copy too many.</summary>
    public required IReadOnlyList<WrittenAnswer> Duplicated { get; init; }

    /// <summary>Sent after a message to the same contact that was handed over only when this one had been accepted.</summary>
    public required IReadOnlyList<WrittenAnswer> OutOfOrder { get; init; }

    /// <summary>GoHighLevel shows another end than Twilio's, or none.</summary>
    public required IReadOnlyList<WrittenAnswer> WrongStatus { get; init; }

    /// <summary>Another text, recipient, sender or number of files than was written.</summary>
    public required IReadOnlyList<WrittenAnswer> Changed { get; init; }

    /// <summary>Not known whether they were sent, and shown so.</summary>
    public required IReadOnlyList<WrittenAnswer> Unknown { get; init; }

    /// <summary>GoHighLevel shows no end yet, and it is too early for Twilio to have been asked.</summary>
    public required IReadOnlyList<WrittenAnswer> Waiting { get; init; }

    /// <summary>Messages at Twilio that nobody wrote.</summary>
    public required int Foreign { get; init; }

    /// <summary>Seconds from the first 2xx to the message at Twilio, for each message.</summary>
    public required IReadOnlyList<(WrittenAnswer Answer, double Seconds)> Took { get; init; }

    public bool IsKept => Lost.Count + Duplicated.Count + OutOfOrder.Count + WrongStatus.Count + Changed.Count + Foreign == 0;

    /// <param name="written">The messages.</param>
    /// <param name="sent">What Twilio was given, in its order.</param>
    /// <param name="crm">GoHighLevel.</param>
    /// <param name="given">State of each message that WhatSnap gave up.</param>
    /// <param name="now">The time.</param>
    public static OutboundVerdict Of(
        IReadOnlyList<WrittenAnswer> written, IReadOnlyList<TwilioSent> sent, GoHighLevelWorld crm,
        IReadOnlyDictionary<string, SendState> given, DateTimeOffset now)
    {
        var copies = sent.Select((copy, place) => (copy, place)).ToLookup(one => IdOf(one.copy), StringComparer.Ordinal);
        var ids = written.Select(answer => answer.Id).ToHashSet(StringComparer.Ordinal);
        var accepted = written.Where(answer => answer.AcceptedAt is not null).ToList();
        var reached = accepted.Where(answer => copies.Contains(answer.Id)).ToList();
        var open = accepted.Where(answer => !IsTold(answer)).ToList();
        var waiting = open.Where(answer => IsEarly(answer)).ToList();
        return new OutboundVerdict
        {
            Lost = [.. accepted.Where(answer => !copies.Contains(answer.Id) && !given.ContainsKey(answer.Id))],
            Duplicated = [.. written.SelectMany(answer => Enumerable.Repeat(answer, Math.Max(0, copies[answer.Id].Count() - 1)))],
            OutOfOrder = [.. reached.GroupBy(answer => answer.Contact).SelectMany(contact =>
                Overtaken(contact.OrderBy(answer => copies[answer.Id].First().place)))],
            WrongStatus = [.. open.Except(waiting)],
            Changed = [.. reached.Where(answer => copies[answer.Id].Any(one => !IsSame(answer, one.copy.Message)))],
            Unknown = [.. accepted.Where(answer => given.GetValueOrDefault(answer.Id) == SendStates.Unknown)],
            Waiting = waiting,
            Foreign = copies.Where(group => !ids.Contains(group.Key)).Sum(group => group.Count()),
            Took = [.. reached.Select(answer =>
                (answer, Math.Max(0, (copies[answer.Id].First().copy.Message.DateSent - answer.AcceptedAt!.Value).TotalSeconds)))],
        };

        bool IsEarly(WrittenAnswer answer) => crm.Message(answer.Id)!.Status == "pending"
            && copies[answer.Id].Any(one => now - one.copy.Message.DateSent < ShownBy);

        bool IsTold(WrittenAnswer answer)
        {
            var shown = crm.Message(answer.Id)!.Statuses[^1];
            if (copies[answer.Id].FirstOrDefault().copy is { } copy) return IsEnd(copy, shown);

            // One that is lost is counted as lost; one that is unknown is shown as unknown by WhatSnap alone.
            return !given.TryGetValue(answer.Id, out var state) || state == SendStates.Unknown || shown.Status == "failed";
        }
    }

    /// <summary>The message that a text at Twilio was sent for: its callback address names it.</summary>
    public static string IdOf(TwilioSent sent) => sent.Message.StatusCallback?.Split('#')[0].Split('/')[^1] ?? "";

    /// <summary>True when GoHighLevel shows Twilio's end of a message.</summary>
    private static bool IsEnd(TwilioSent copy, SimulatedStatus shown) => copy.Status switch
    {
        "delivered" => shown.Status == "delivered",
        "undelivered" or "failed" => shown.Status == "failed" && shown.Error?.Code == $"{copy.Message.ErrorCode}",
        _ => false,
    };

    /// <summary>Of two that were handed over at the same time either may be first.</summary>
    internal static IEnumerable<WrittenAnswer> Overtaken(IEnumerable<WrittenAnswer> inOrderOfSending)
    {
        var last = DateTimeOffset.MinValue;
        foreach (var answer in inOrderOfSending)
        {
            if (answer.AcceptedAt < last) yield return answer;
            if (answer.FirstPosted > last) last = answer.FirstPosted;
        }
    }

    private static bool IsSame(WrittenAnswer answer, TwilioMessage copy) =>
        copy.Body == answer.Planned.Text
        && copy.MediaUrls.Count == answer.Planned.Pictures.Count
        && copy.To == answer.Contact.Phone
        && copy.From == answer.Contact.AccountNumber;
}
