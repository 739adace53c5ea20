using WhatSnap.Bench.Chaos;
using WhatSnap.Bench.Outbound;
using WhatSnap.Bench.Traffic;
using WhatSnap.Bench.WhatsApp;

namespace WhatSnap.Bench.Faults;

/// <summary>The load of the matrix: texts, WhatsApp messages and texts to phones come in, and people and workflows write through all, at an even pace.</summary>
internal sealed class CellTraffic(ChaosBed bed, Gateways gateways, FaultPhones phones, OutboundJournal answers, FaultOptions options)
{
    public const int Texters = 12;
    public const int Accounts = 2;
    public const double TextPace = 1;
    private const int Contacts = 10;
    private const int Customers = 8;

    /// <summary>Customers besides, who write texts that are too long for a table's row: those are kept in blobs.</summary>
    private const int LongWriters = 2;
    private const int LongText = 32_000;
    private static readonly TimeSpan BetweenLongTexts = TimeSpan.FromSeconds(4);
    private const int FirstContact = 1_000;
    private const int FirstCustomer = 2_000;

    /// <summary>Messages a second: from WhatsApp, to phones, and written to the contacts of Twilio and WhatsApp accounts; half as many to those of phones.</summary>
    private const double OtherPace = 0.5;

    private IReadOnlyList<RunContact> _twilioContacts = [];
    private IReadOnlyList<RunContact> _chatContacts = [];
    private IReadOnlyList<Customer> _customers = [];

    /// <summary>Makes who is written to, and links the accounts.</summary>
    public async Task PrepareAsync(LinkAccounts link, CancellationToken cancellationToken)
    {
        _twilioContacts = await OutboundWorld.MakeAsync(bed.World, Contacts, cancellationToken, FirstContact);
        var accounts = await link.RunAsync(Accounts, cancellationToken);
        _customers = await People.MakeAsync(
            bed.World, gateways.WhatsApp, accounts, options.Chaos with { Senders = Customers + LongWriters }, cancellationToken, FirstCustomer);
        _chatContacts = [.. _customers.Select(customer => customer.Contact).OfType<RunContact>()];
        await phones.PairAsync(cancellationToken);
    }

    /// <summary>Ends when all texts are accepted and all else is written; GoHighLevel may still be handing over.</summary>
    public async Task SendAsync(FaultCell cell, TimeSpan span, CancellationToken cancellationToken)
    {
        var (first, firstText) = (answers.Written.Count, phones.Received.Count);
        var texts = Over(cell, span, TextPace, Texters);
        cell.Texts = new Journal(TrafficPlan.Make(texts));
        var chats = Over(cell, span, OtherPace, Customers);
        cell.Chats = new Chats(gateways.WhatsApp, chats);
        try
        {
            await Task.WhenAll(
                new SendTraffic(cell.Texts, bed.World, bed.Hosts, bed.Http, texts.Seed).RunAsync(cancellationToken),
                cell.Chats.RunAsync(_customers, cancellationToken),
                WriteLongAsync(cell, span, cancellationToken),
                phones.WriteAsync(Over(cell, span, OtherPace, FaultPhones.Customers), cancellationToken),
                WriteAsync(Over(cell, span, OtherPace, _twilioContacts.Count), _twilioContacts, cancellationToken),
                WriteAsync(Over(cell, span, OtherPace, _chatContacts.Count), _chatContacts, cancellationToken));
        }
        finally
        {
            var written = answers.Written.Skip(first).ToList();
            cell.TwilioAnswers = [.. written.Where(answer => _twilioContacts.Contains(answer.Contact))];
            cell.ChatAnswers = [.. written.Where(answer => _chatContacts.Contains(answer.Contact))];
            cell.PhoneAnswers = [.. written.Where(answer => phones.Contacts.Contains(answer.Contact))];
            cell.PhoneTexts = [.. phones.Received.Skip(firstText)];
        }
    }

    private async Task WriteLongAsync(FaultCell cell, TimeSpan span, CancellationToken cancellationToken)
    {
        var texts = new TextMaker(options.Chaos.Seed + cell.Number);
        for (var number = 0; number < span / BetweenLongTexts; number++)
        {
            var customer = _customers[Customers + (number % LongWriters)];
            await cell.Chats!.WriteAsync(customer, texts.UniqueText() + new string('.', LongText), null, cancellationToken);
            await Task.Delay(BetweenLongTexts, TimeProvider.System, cancellationToken);
        }
    }

    private Task WriteAsync(ChaosOptions plan, IReadOnlyList<RunContact> contacts, CancellationToken cancellationToken) =>
        new WriteAnswers(OutboundPlan.Make(plan), answers, bed.World, contacts, plan).WriteAsync(cancellationToken);

    /// <summary>Other messages in every cell.</summary>
    private ChaosOptions Over(FaultCell cell, TimeSpan span, double pace, int people) => options.Chaos with
    {
        Messages = (int)Math.Ceiling(span.TotalSeconds * pace),
        Pace = pace,
        Senders = people,
        Seed = options.Chaos.Seed + (1_000_003 * cell.Number),
    };
}
