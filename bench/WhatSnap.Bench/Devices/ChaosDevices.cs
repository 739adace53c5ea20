using WhatSnap.Bench.Chaos;
using WhatSnap.Bench.Command;
using WhatSnap.Bench.Outbound;
using WhatSnap.Bench.Traffic;
using WhatSnap.Local.Demo;
using WhatSnap.Local.Simulators.Android;

namespace WhatSnap.Bench.Devices;

/// <summary>
/// Customers text phones that lose their network, are killed, tell things twice and are away for days, and get answers, through two hosts
/// that are killed and paused and into a GoHighLevel that fails; and it counts what was lost, doubled, stored out of order or dated wrong.
/// </summary>
internal sealed class ChaosDevices(ChaosOptions options)
{
    private const double SlowestAllowed = 60;
    private readonly DeviceJournal _journal = new();
    private readonly OutboundJournal _answers = new();
    private readonly List<Task> _living = [];
    private PhoneTraffic? _traffic;
    private WatchDevices? _watch;
    private PhoneLife? _life;

    /// <returns>The exit code: 1 when a promise was broken.</returns>
    public async Task<int> RunAsync(CancellationToken stopping)
    {
        await using var bed = await ChaosBed.StartAsync("chaos-devices", options, stopping);
        await using var front = await new Balancer(_answers, bed.Hosts, bed.Http).StartAsync(bed.World.Ports.Front, stopping);
        var door = new DeviceFront(bed.Hosts, bed.Http);
        await using var devices = await door.StartAsync(bed.World.Ports.Doors[0], stopping);
        using var life = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        try
        {
            await bed.RunAsync(
                async token =>
                {
                    var phones = await PairAsync(bed, devices.Address, life.Token, token);
                    door.IsPairing = false;
                    Begin(bed, phones);
                },
                new ChaosTraffic(_journal.Faults, () => _watch!.Tell(), HappenAsync, token => _watch!.WaitAsync(token)));
        }
        finally
        {
            await life.CancelAsync();
            await Task.WhenAll(_living).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return _watch is null ? bed.End(isKept: false) : await JudgeAsync(bed);
    }

    private async Task<IReadOnlyList<PairedPhone>> PairAsync(ChaosBed bed, Uri front, CancellationToken living, CancellationToken cancellationToken)
    {
        var pair = new PairPhones(bed, front, _journal);
        List<PairedPhone> phones = [];

        // One after the other: all of them have one address, and that has five tries under way.
        for (var index = 0; index < options.Accounts; index++) phones.Add(await pair.RunAsync(index, options.Seed + index, _living, living, cancellationToken));
        Report.Progress($"{phones.Count} phones are paired.");
        return phones;
    }

    private void Begin(ChaosBed bed, IReadOnlyList<PairedPhone> phones)
    {
        var crm = bed.World.GoHighLevel.World;
        var contacts = Enumerable.Range(0, options.Senders).Select(index =>
        {
            var (phone, number) = (phones[index % phones.Count], TextMaker.NumberOf(index));
            return new RunContact(crm.SeedContact(DemoAccount.LocationId, number, null, phone.Tag).Id, number, phone.Number);
        }).ToList();
        crm.App = crm.App with { DeliveryUrl = new Uri($"http://127.0.0.1:{bed.World.Ports.Front}/{Core.Hosting.Routes.GoHighLevelOutbound}") };
        crm.Calls.Clear();
        crm.Faults = OutboundWorld.CrmFaults(options.Seed) with { RateLimit = ChaosBed.CrmFaults(options.Seed).RateLimit };
        _traffic = new PhoneTraffic(_journal, _answers, bed.World, phones, contacts, options);
        _watch = new WatchDevices(_journal, _answers, bed.World, phones, _traffic);
        _life = new PhoneLife(phones, _journal, _traffic.WriteLateAsync, options);
        foreach (var phone in phones)
        {
            phone.Phone.Network = text => _traffic.Refused.Contains(text.Text) ? new TextOutcome.Refused(SmsErrors.Generic) : new TextOutcome.Delivered();
        }
    }

    private Task HappenAsync(CancellationToken cancellationToken) => Task.WhenAll(
        _traffic!.RunAsync(cancellationToken), _life!.RunAsync(TimeSpan.FromSeconds(options.Messages / options.Pace), cancellationToken));

    private async Task<int> JudgeAsync(ChaosBed bed)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5), TimeProvider.System);
        var (verdict, dead) = await _watch!.JudgeAsync(limit.Token);
        new ExplainDevices(_journal, bed).Print(verdict);
        var figures = new DeviceFigures(options, bed, _journal.Faults)
        {
            Sent = _journal.Received.Count + _answers.Written.Count,
            Accepted = _journal.Received.Count(text => text.AcceptedAt is not null) + _answers.Written.Count(answer => answer.AcceptedAt is not null),
            Repeats = _journal.Repeats + _answers.Repeats,
            Late = _journal.Received.Count(text => text.CameAt - text.Date > TimeSpan.FromHours(1)),
            Lost = verdict.LostIn.Count + verdict.LostOut.Count,
            Duplicated = verdict.DoubledIn + verdict.DoubledOut.Count,
            OutOfOrder = verdict.OutOfOrderIn.Count + verdict.OutOfOrderOut.Count,
            Changed = verdict.Foreign,
            WrongDate = verdict.WrongDate.Count,
            WrongStatus = verdict.WrongStatus.Count,
            Unknown = verdict.Unknown.Count,
            DeadLetters = dead,
            SlowestRecoveryS = Math.Round(verdict.Took.DefaultIfEmpty(0).Max(), 1),
            P95InS = Math.Round(Quantile.Of(verdict.Took, 0.95), 2),
        };
        Report.Figures(figures);
        return bed.End(verdict.IsKept && verdict.Unknown.Count == 0 && figures.SlowestRecoveryS <= SlowestAllowed);
    }
}
