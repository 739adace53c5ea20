using WhatSnap.Bench.Chaos;
using WhatSnap.Bench.Outbound;
using WhatSnap.Bench.WhatsApp;
using WhatSnap.Core.Messages;
using WhatSnap.Local.Simulators.GoHighLevel;

namespace WhatSnap.Bench.Faults;

/// <summary>Which messages of a cell something went wrong with, by their ids; one too many stands there once for each.</summary>
internal sealed record CellVerdict
{
    /// <summary>How a picture shows that could not be loaded in time: a line in its place, whose address loads it when it is opened.</summary>
    private const string Placeholder = "[An attachment (";

    public required int Accepted { get; init; }

    /// <summary>Accepted, and neither where it belongs nor told as given up.</summary>
    public required IReadOnlyList<string> Lost { get; init; }

    public required IReadOnlyList<string> Duplicated { get; init; }

    public required IReadOnlyList<string> OutOfOrder { get; init; }

    public required IReadOnlyList<string> Changed { get; init; }

    /// <summary>Dead letters, and answers that are shown as failed or unknown, each with its reason.</summary>
    public required IReadOnlyList<string> GivenUp { get; init; }

    /// <summary>Messages that stand there with a line in the place of a picture.</summary>
    public required int Placeholders { get; init; }

    public bool IsKept => Lost.Count + Duplicated.Count + OutOfOrder.Count + Changed.Count == 0;

    public static async Task<CellVerdict> JudgeAsync(
        FaultCell cell, ChaosBed bed, Gateways gateways, FaultPhones phones, FollowMessages follow, CancellationToken cancellationToken)
    {
        var crm = bed.World.GoHighLevel.World;
        var all = await follow.ReadAsync(cell, cancellationToken);
        var given = await follow.GivenUpAsync(all.Select(passage => passage.Id), cell.Answers, cancellationToken);
        var copies = crm.Messages.ToLookup(message => message.AltId ?? "", StringComparer.Ordinal);
        var texts = Verdict.Of(cell.Texts, crm, given);
        var sent = OutboundVerdict.Of(
            cell.TwilioAnswers, bed.World.Twilio.World.Sent, crm, given.ToDictionary(id => id, _ => SendStates.Failed, StringComparer.Ordinal),
            TimeProvider.System.GetUtcNow());
        var chats = await ChatVerdict.JudgeAsync(bed, gateways, cell.Chats!, cell.ChatAnswers, cancellationToken);
        var phone = PhoneFates.Of(cell, phones.Sent, crm, copies, given);
        List<string> changed =
        [
            .. texts.Changed.Select(text => text.Sid), .. sent.Changed.Select(answer => answer.Id),
            .. chats.All.Where(fate => fate.IsChanged).Select(fate => fate.Ids[0]), .. phone.Changed,
        ];
        return new CellVerdict
        {
            Accepted = all.Count(passage => passage.Accepted is not null),
            Lost = [
                .. texts.Lost.Select(text => text.Sid), .. sent.Lost.Select(answer => answer.Id),
                .. chats.All.Where(fate => fate.IsLost && !given.Contains(fate.Ids[0])).Select(fate => fate.Ids[0]), .. phone.Lost],
            Duplicated = [
                .. texts.Duplicated.Select(text => text.Sid), .. sent.Duplicated.Select(answer => answer.Id),
                .. chats.All.SelectMany(fate => Enumerable.Repeat(fate.Ids[0], fate.Doubles + (given.Contains(fate.Ids[0]) && !fate.IsLost ? 1 : 0))), .. phone.Duplicated],
            OutOfOrder = [
                .. texts.OutOfOrder.Select(text => text.Sid), .. sent.OutOfOrder.Select(answer => answer.Id),
                .. chats.All.Where(fate => fate.IsOvertaken).Select(fate => fate.Ids[0]), .. phone.OutOfOrder],
            Changed = [.. changed.Where(id => !HasPlaceholder(copies[id]))],
            GivenUp = [.. given],
            Placeholders = changed.Count(id => HasPlaceholder(copies[id])),
        };
    }

    private static bool HasPlaceholder(IEnumerable<SimulatedMessage> copies) =>
        copies.FirstOrDefault() is { } copy && copy.Body.Contains(Placeholder, StringComparison.Ordinal);
}
