using Microsoft.Extensions.DependencyInjection;
using WhatSnap.Bench.Chaos;
using WhatSnap.Bench.Devices;
using WhatSnap.Bench.Outbound;
using WhatSnap.Bench.WhatsApp;
using WhatSnap.Core.Messages;
using WhatSnap.Local.Demo;

namespace WhatSnap.Bench.Faults;

/// <summary>The way of one message.</summary>
/// <param name="Id">The id by which both ends name it.</param>
/// <param name="Written">When it was first given away by who wrote it.</param>
/// <param name="Accepted">When a host, or WhatsApp, had it; null before.</param>
/// <param name="Arrived">When it was where it belongs; null before.</param>
internal sealed record Passage(string Id, DateTimeOffset Written, DateTimeOffset? Accepted, DateTimeOffset? Arrived)
{
    /// <summary>What is accepted within this time after the end of a fault has to arrive soon as well.</summary>
    public static readonly TimeSpan StillCounts = TimeSpan.FromSeconds(10);

    /// <summary>True when the recovery from a fault that ended then is measured by this message.</summary>
    public bool Counts(DateTimeOffset ended) => Accepted <= ended + StillCounts;

    /// <summary>Seconds that it took after the end of the fault, or after it was written, whichever was later.</summary>
    public double TookAfter(DateTimeOffset ended) => Math.Max(0, ((Arrived ?? DateTimeOffset.MaxValue) - (Written > ended ? Written : ended)).TotalSeconds);
}

/// <summary>Follows the messages of a cell to where they belong, by what the other ends show.</summary>
internal sealed class FollowMessages(ChaosBed bed, Gateways gateways, FaultPhones phones)
{
    private readonly Dictionary<string, IReadOnlyList<string>> _planned = new(StringComparer.Ordinal);

    public async Task<IReadOnlyList<Passage>> ReadAsync(FaultCell cell, CancellationToken cancellationToken)
    {
        var stored = bed.World.GoHighLevel.World.Messages.Where(message => message.AltId is not null)
            .GroupBy(message => message.AltId!, StringComparer.Ordinal)
            .ToDictionary(copies => copies.Key, copies => copies.First().CommittedAt, StringComparer.Ordinal);
        var sent = bed.World.Twilio.World.Sent.GroupBy(OutboundVerdict.IdOf, StringComparer.Ordinal)
            .ToDictionary(copies => copies.Key, copies => copies.First().Message.DateSent, StringComparer.Ordinal);
        var handed = phones.Sent.GroupBy(DeviceVerdict.KeyOf).ToDictionary(copies => copies.Key, copies => copies.First().At);
        var state = cell.ChatAnswers.Count > 0 ? await ChatState.ReadAsync(gateways.WhatsApp, cancellationToken) : null;
        List<Passage> passages =
        [
            .. cell.Texts.Texts.Where(text => text.Attempts.Count > 0)
                .Select(text => new Passage(text.Sid, text.Attempts[0].At, text.AcceptedAt, At(stored, text.Sid))),
            .. (cell.Chats?.Written ?? []).Select(chat => new Passage(chat.Id, chat.At, chat.At, At(stored, chat.Id))),
            .. cell.TwilioAnswers.Select(answer => new Passage(answer.Id, answer.At, answer.AcceptedAt, At(sent, answer.Id))),
            .. cell.PhoneTexts.Select(text => new Passage(text.Id, text.CameAt, text.AcceptedAt, At(stored, text.Id))),
            .. cell.PhoneAnswers.Select(answer => new Passage(answer.Id, answer.At, answer.AcceptedAt, At(handed, DeviceVerdict.KeyOf(answer)))),
        ];
        foreach (var answer in cell.ChatAnswers) passages.Add(await OfChatAsync(answer, state!, cancellationToken));
        return passages;
    }

    /// <summary>The ids among these of messages that WhatSnap gave up, and told so.</summary>
    public async Task<IReadOnlySet<string>> GivenUpAsync(IEnumerable<string> ids, IReadOnlyList<WrittenAnswer> answers, CancellationToken cancellationToken)
    {
        var wanted = ids.ToHashSet(StringComparer.Ordinal);
        if (wanted.Count == 0) return wanted;
        var given = await WatchSending.GivenUpAsync(bed.World, answers.Where(answer => wanted.Contains(answer.Id)), cancellationToken);
        var found = given.Keys.ToHashSet(StringComparer.Ordinal);
        var letters = bed.World.Product.GetRequiredService<DeadLetters>();
        await foreach (var letter in letters.ListAsync(DemoAccount.LocationId, cancellationToken)) found.Add(letter.Message.ProviderMessageId);
        found.IntersectWith(wanted);
        return found;
    }

    private async Task<Passage> OfChatAsync(WrittenAnswer answer, ChatState state, CancellationToken cancellationToken)
    {
        var shown = state.Contacts[answer.Contact.Phone[1..]];
        var parts = ChatVerdict.PartsOf(answer.Planned, await PlannedAsync(answer, cancellationToken));
        var found = parts.Select(part => shown.FirstOrDefault(one => one.Id == part)?.At).ToList();
        var arrived = found.Count > 0 && found.All(at => at is not null) ? found.Max() : null;
        return new Passage(answer.Id, answer.At, answer.AcceptedAt, arrived);
    }

    /// <summary>The ids under which an answer goes out, once they are planned.</summary>
    private async Task<IReadOnlyList<string>> PlannedAsync(WrittenAnswer answer, CancellationToken cancellationToken)
    {
        if (_planned.TryGetValue(answer.Id, out var known)) return known;
        if (answer.AcceptedAt is null) return [];
        var link = await bed.World.Product.GetRequiredService<MessageLinks>().FindAsync(DemoAccount.LocationId, answer.Id, cancellationToken);
        if (link is not { PlannedIds: { Count: > 0 } planned }) return [];
        return _planned[answer.Id] = planned;
    }

    private static DateTimeOffset? At<T>(Dictionary<T, DateTimeOffset> times, T id)
        where T : notnull => times.TryGetValue(id, out var at) ? at : null;
}
