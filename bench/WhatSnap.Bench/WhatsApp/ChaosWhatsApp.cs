using WhatSnap.Bench.Chaos;
using WhatSnap.Bench.Command;
using WhatSnap.Bench.Outbound;

namespace WhatSnap.Bench.WhatsApp;

/// <summary>
/// Customers write on WhatsApp and get answers through two gateways and two hosts that are killed, paused, displaced, cut off and slowed,
/// and it counts what was lost, doubled, changed or spoiled.
/// </summary>
internal sealed class ChaosWhatsApp(ChaosOptions options)
{
    private const double CodeAllowedMs = 1000;
    private readonly FaultLog _faults = new();
    private readonly OutboundJournal _answers = new();
    private IReadOnlyList<LinkedAccount> _accounts = [];
    private IReadOnlyList<Customer> _customers = [];

    /// <returns>The exit code: 1 when a promise was broken.</returns>
    public async Task<int> RunAsync(CancellationToken stopping)
    {
        await using var bed = await ChaosBed.StartAsync("chaos-whatsapp", options, stopping, Gateways.Settings);
        await using var gateways = await Gateways.StartAsync(bed, options.Lease, stopping);
        var link = new LinkAccounts(bed, gateways);
        await using var front = await new Balancer(_answers, bed.Hosts, bed.Http, link.Note).StartAsync(bed.World.Ports.Front, stopping);
        var chats = new Chats(gateways.WhatsApp, options);
        var watch = new WatchChats(bed, gateways, chats, _answers, link);
        var faults = new InjectChatFaults(_faults, gateways, bed.Hosts, options, options.Lease);
        await bed.RunAsync(
            async token =>
            {
                _accounts = await link.RunAsync(options.Accounts, token);
                _customers = await People.MakeAsync(bed.World, gateways.WhatsApp, _accounts, options, token);
                await watch.BeginAsync(token);
                bed.World.GoHighLevel.World.Calls.Clear();
                Report.Progress($"{_accounts.Count} accounts are linked.");
            },
            new ChaosTraffic(_faults, watch.Tell, token => WriteAsync(bed, chats, token), token => EndAsync(watch, token))
            {
                Inject = token => faults.RunAsync(_accounts, token),
            });
        return await JudgeAsync(bed, gateways, chats, watch, link);
    }

    private Task WriteAsync(ChaosBed bed, Chats chats, CancellationToken cancellationToken)
    {
        var contacts = _customers.Select(customer => customer.Contact).OfType<RunContact>().ToList();
        var plan = OutboundPlan.Make(options with { Senders = contacts.Count });
        return Task.WhenAll(
            chats.RunAsync(_customers, cancellationToken),
            new WriteAnswers(plan, _answers, bed.World, contacts, options).RunAsync(cancellationToken));
    }

    private async Task EndAsync(WatchChats watch, CancellationToken cancellationToken)
    {
        await watch.WaitAsync(cancellationToken);
        await watch.TryAsync(_accounts, _customers, cancellationToken);
    }

    private async Task<int> JudgeAsync(ChaosBed bed, Gateways gateways, Chats chats, WatchChats watch, LinkAccounts link)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10), TimeProvider.System);
        var verdict = await ChatVerdict.JudgeAsync(bed, gateways, chats, _answers.Written, limit.Token);
        var owners = OwnerVerdict.Of(gateways, _faults, TimeProvider.System.GetUtcNow());
        var state = await ChatState.ReadAsync(gateways.WhatsApp, limit.Token);
        new ExplainChats(bed, gateways, _faults).Print(verdict, owners, state, watch.Corrupted);
        var figures = new WhatsAppFigures(options, bed, _faults)
        {
            Sent = chats.Written.Count + _answers.Written.Count,
            Accepted = verdict.All.Count(),
            Answers = _answers.Written.Count,
            Repeats = _answers.Repeats,
            Lost = verdict.All.Count(fate => fate.IsLost),
            Duplicated = verdict.All.Sum(fate => fate.Doubles),
            OutOfOrder = verdict.All.Count(fate => fate.IsOvertaken),
            Changed = verdict.All.Count(fate => fate.IsChanged) + verdict.Foreign,
            SessionsCorrupted = watch.Corrupted.Count,
            AskedAgain = state.Accounts.Values.Sum(account => account.Unread.Count),
            OwnersLost = owners.Lost.Count,
            OwnerClosedS = owners.ClosedS,
            WritesAfterLoss = owners.After.Count,
            CodeAtEndpointMs = Math.Round(link.CodesTook.DefaultIfEmpty(-1).Max()),
            CodeAtEndpointP50Ms = Math.Round(Quantile.Of(link.CodesTook, 0.5)),
            FirstCodeAtEndpointMs = Math.Round(link.FirstCodesTook.DefaultIfEmpty(-1).Max()),
            SlowestInS = WhatsAppFigures.Slowest(verdict.Inbound),
            SlowestOutS = WhatsAppFigures.Slowest(verdict.Outbound),
            P95InS = WhatsAppFigures.P95(verdict.Inbound),
            P95OutS = WhatsAppFigures.P95(verdict.Outbound),
        };
        Report.Figures(figures);
        return bed.End(
            verdict.IsKept && owners.IsKept && watch.Corrupted.Count == 0 && figures.CodeAtEndpointMs is >= 0 and <= CodeAllowedMs);
    }
}
