using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using WhatSnap.Bench.Chaos;
using WhatSnap.Bench.Outbound;
using WhatSnap.Core.Messages;
using WhatSnap.Local.Demo;
using WhatSnap.Local.Simulators.GoHighLevel;

namespace WhatSnap.Bench.WhatsApp;

/// <summary>What became of one message, in either direction.</summary>
/// <param name="Name">Who wrote or got it, and its id.</param>
/// <param name="Ids">The ids by which logs name it.</param>
/// <param name="Accepted">When WhatsApp or a host had it.</param>
/// <param name="Arrived">When it stood at the other end; null when it never did.</param>
internal sealed record ChatFate(string Name, IReadOnlyList<string> Ids, DateTimeOffset Accepted, DateTimeOffset? Arrived)
{
    public bool IsLost => Arrived is null;

    public bool IsOvertaken { get; init; }

    public bool IsChanged { get; init; }

    /// <summary>Copies too many.</summary>
    public int Doubles { get; init; }

    public bool IsKept => !IsLost && !IsOvertaken && !IsChanged && Doubles == 0;
}

/// <summary>What stands at both ends, held against what was written.</summary>
/// <param name="Inbound">The customers' messages, in GoHighLevel.</param>
/// <param name="Outbound">The answers, on the customers' phones.</param>
/// <param name="Foreign">Messages that nobody wrote.</param>
internal sealed record ChatVerdict(IReadOnlyList<ChatFate> Inbound, IReadOnlyList<ChatFate> Outbound, int Foreign)
{
    public IEnumerable<ChatFate> All => Inbound.Concat(Outbound);

    public bool IsKept => Foreign == 0 && All.All(fate => fate.IsKept);

    public static async Task<ChatVerdict> JudgeAsync(
        ChaosBed bed, Gateways gateways, Chats chats, IReadOnlyList<WrittenAnswer> answers, CancellationToken cancellationToken)
    {
        var crm = bed.World.GoHighLevel.World;
        var state = await ChatState.ReadAsync(gateways.WhatsApp, cancellationToken);
        var inbound = await JudgeInboundAsync(crm, chats.Written, bed.Http, cancellationToken);
        var links = bed.World.Product.GetRequiredService<MessageLinks>();
        List<ChatFate> outbound = [];
        HashSet<string> planned = new(StringComparer.Ordinal);
        foreach (var contact in answers.Where(answer => answer.AcceptedAt is not null).GroupBy(answer => answer.Contact))
        {
            var shown = state.Contacts[contact.Key.Phone[1..]];
            List<(WrittenAnswer Answer, ChatFate Fate, int Place)> fates = [];
            foreach (var answer in contact)
            {
                var link = await links.FindAsync(DemoAccount.LocationId, answer.Id, cancellationToken);
                var ids = link?.PlannedIds ?? [];
                planned.UnionWith(ids);
                fates.Add(await FateOfAsync(answer, ids, shown, gateways, cancellationToken));
            }

            var overtaken = OutboundVerdict.Overtaken(fates.Where(one => one.Fate.Arrived is not null).OrderBy(one => one.Place).Select(one => one.Answer)).ToHashSet();
            outbound.AddRange(fates.Select(one => one.Fate with { IsOvertaken = overtaken.Contains(one.Answer) }));
        }

        var written = chats.Written.Select(chat => chat.Id).ToHashSet(StringComparer.Ordinal);
        var foreign = crm.Messages.Count(message => message.AltId is { } id && !written.Contains(id))
            + state.Contacts.Values.Sum(shown => shown.Count(one => !planned.Contains(one.Id)));
        return new ChatVerdict(inbound, outbound, foreign);
    }

    private static async Task<IReadOnlyList<ChatFate>> JudgeInboundAsync(
        GoHighLevelWorld crm, IReadOnlyList<WrittenChat> written, HttpClient http, CancellationToken cancellationToken)
    {
        var copies = crm.Messages.ToLookup(message => message.AltId ?? "", StringComparer.Ordinal);
        var contacts = crm.Contacts.ToDictionary(contact => contact.Id, StringComparer.Ordinal);
        List<ChatFate> fates = [];
        foreach (var customer in written.GroupBy(chat => chat.Customer))
        {
            var last = -1;
            foreach (var chat in customer.OrderBy(chat => copies[chat.Id].FirstOrDefault()?.Sequence ?? long.MaxValue))
            {
                var copy = copies[chat.Id].FirstOrDefault();
                fates.Add(new ChatFate($"{chat.Id} of {customer.Key.Name}", [chat.Id], chat.At, copy?.CommittedAt)
                {
                    IsOvertaken = copy is not null && chat.Position < last,
                    IsChanged = copy is not null && !await IsSameAsync(chat, copy, contacts[copy.ContactId], http, cancellationToken),
                    Doubles = Math.Max(0, copies[chat.Id].Count() - 1),
                });
                last = Math.Max(last, chat.Position);
            }
        }

        return fates;
    }

    private static async Task<bool> IsSameAsync(
        WrittenChat chat, SimulatedMessage copy, SimulatedContact contact, HttpClient http, CancellationToken cancellationToken) =>
        copy.Body == chat.Text && copy.Direction == "inbound"
        && copy.Attachments.Count == (chat.Picture is null ? 0 : 1)
        && (chat.Picture is null || (await http.GetByteArrayAsync(copy.Attachments[0], cancellationToken)).SequenceEqual(chat.Picture))
        && (chat.Customer.HidesNumber ? (contact.Phone, contact.Name) == (null, chat.Customer.Name) : contact.Phone == chat.Customer.Phone);

    /// <summary>An answer goes out as its text, or as its pictures with the text under the first.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="ids">The ids that were planned for its text and each of its pictures.</param>
    internal static IReadOnlyList<string> PartsOf(PlannedAnswer answer, IReadOnlyList<string> ids) =>
        [.. answer.Pictures.Count == 0 ? ids.Take(1) : ids.Skip(1)];

    /// <summary>What a phone shows of an answer beside one of each of its parts.</summary>
    internal static int DoublesOf(PlannedAnswer answer, IReadOnlyList<string> ids, IReadOnlyList<ShownChat> shown) =>
        shown.Count(one => ids.Contains(one.Id)) - PartsOf(answer, ids).Count(part => shown.Any(one => one.Id == part));

    private static async Task<(WrittenAnswer Answer, ChatFate Fate, int Place)> FateOfAsync(
        WrittenAnswer answer, IReadOnlyList<string> ids, IReadOnlyList<ShownChat> shown, Gateways gateways, CancellationToken cancellationToken)
    {
        var found = PartsOf(answer.Planned, ids).Select(id => shown.FirstOrDefault(one => one.Id == id)).ToList();
        var hasAll = found.Count > 0 && found.All(one => one is not null);
        var isSame = hasAll && found[0]!.Text == answer.Planned.Text && found.All(one => one!.From == answer.Contact.AccountNumber);
        for (var index = 0; isSame && index < answer.Planned.Pictures.Count; index++)
        {
            var opened = await gateways.WhatsApp.CallAsync(
                HttpMethod.Post, $"/contacts/{answer.Contact.Phone[1..]}/open-media", new JsonObject { ["id"] = found[index]!.Id }, cancellationToken);
            isSame = answer.Planned.Pictures[index].SequenceEqual(opened.GetProperty("data").GetBytesFromBase64());
        }

        DateTimeOffset? arrived = hasAll ? found.Max(one => one!.At) : null;
        var place = hasAll ? shown.ToList().IndexOf(found[0]!) : -1;
        var fate = new ChatFate($"{answer.Id} to {answer.Contact.Phone}", [answer.Id, .. ids], answer.AcceptedAt!.Value, arrived)
        {
            IsChanged = hasAll && !isSame,
            Doubles = DoublesOf(answer.Planned, ids, shown),
        };
        return (answer, fate, place);
    }
}
