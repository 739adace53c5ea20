using WhatSnap.Bench.Chaos;
using WhatSnap.Bench.Command;
using WhatSnap.Bench.Outbound;

namespace WhatSnap.Bench.WhatsApp;

/// <summary>Looks at what has arrived, and at the end tries every session once more.</summary>
internal sealed class WatchChats(ChaosBed bed, Gateways gateways, Chats chats, OutboundJournal answers, LinkAccounts link)
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Still = TimeSpan.FromSeconds(90);
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly Dictionary<string, LinkState> _linked = new(StringComparer.Ordinal);

    /// <summary>Accounts whose session can't read, can't be read, is not connected or was linked anew. All, until they were tried.</summary>
    public IReadOnlyList<string> Corrupted { get; private set; } = ["none was tried"];

    public string Tell()
    {
        var written = answers.Written;
        return $"{chats.Written.Count} written and {bed.World.GoHighLevel.World.Messages.Count(message => message.Direction == "inbound")} in the CRM, "
            + $"{written.Count(answer => answer.AcceptedAt is not null)} of {written.Count} answers accepted and "
            + $"{written.Count(answer => IsSent(answer.Id))} told as sent";
    }

    /// <summary>Remembers the links as they are.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        foreach (var (number, state) in (await ChatState.ReadAsync(gateways.WhatsApp, cancellationToken)).Accounts) _linked[number] = state;
    }

    /// <summary>Ends when everything has arrived, or nothing has changed for a minute and a half.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var (last, since) = (-1, _time.GetTimestamp());
        while (true)
        {
            var verdict = await ChatVerdict.JudgeAsync(bed, gateways, chats, answers.Written, cancellationToken);
            var open = verdict.All.Count(fate => fate.IsLost);
            if (open == 0) return;
            if (open != last) (last, since) = (open, _time.GetTimestamp());
            if (_time.GetElapsedTime(since) > Still) return;
            await Task.Delay(Look, _time, cancellationToken);
        }
    }

    /// <summary>Every customer writes once more and everybody who can gets one more answer, now that nothing fails any more.</summary>
    public async Task TryAsync(IReadOnlyList<LinkedAccount> accounts, IReadOnlyList<Customer> customers, CancellationToken cancellationToken)
    {
        Report.Progress("Every session is tried once more.");
        var before = await ChatState.ReadAsync(gateways.WhatsApp, cancellationToken);
        var crm = bed.World.GoHighLevel.World;
        List<string> tried = [];
        foreach (var customer in customers)
        {
            await chats.WriteAsync(customer, "Are you still there?", null, cancellationToken);
            if (customer.Contact is not { } contact) continue;
            var planned = new PlannedAnswer(TimeSpan.Zero, 0, "Yes, we are.", [], false);
            answers.Add(planned, contact, crm.WriteAsPerson(contact.Id, planned.Text));
        }

        while (crm.PendingPosts > 0) await Task.Delay(Look, _time, cancellationToken);
        await WaitAsync(cancellationToken);
        var after = await ChatState.ReadAsync(gateways.WhatsApp, cancellationToken);
        foreach (var account in accounts)
        {
            var (first, earlier, now) = (_linked[account.Number], before.Accounts[account.Number], after.Accounts[account.Number]);
            var isActive = (await link.ReadAsync(account.Id, cancellationToken)).GetProperty("state").GetProperty("code").GetString() == "active";
            if (!isActive || !now.IsConnected || now.Pending > 0 || now.Unread.Count > earlier.Unread.Count || !now.Devices.SequenceEqual(first.Devices)) tried.Add(account.Name);
        }

        Corrupted = tried;
    }

    private bool IsSent(string id) => bed.World.GoHighLevel.World.Message(id)!.Status != "pending";
}
