using WhatSnap.Bench.Chaos;
using WhatSnap.Bench.Command;
using WhatSnap.Bench.Devices;
using WhatSnap.Bench.Outbound;
using WhatSnap.Bench.WhatsApp;
using WhatSnap.Local.Simulators.GoHighLevel;

namespace WhatSnap.Bench.Faults;

/// <summary>
/// Lets everything that the hosts depend on be slow, fail, lie, refuse and be gone, one after the other and under load, and counts what was
/// lost, doubled, overtaken or changed.
/// </summary>
internal sealed class FaultMatrix(FaultOptions options)
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan JudgeAfterCut = TimeSpan.FromSeconds(9);
    private readonly OutboundJournal _answers = new();
    private readonly IReadOnlyList<FaultCell> _cells = options.Cells();
    private readonly List<(FaultCell Cell, CellVerdict Verdict)> _verdicts = [];
    private int _foreign;

    /// <returns>The exit code: 1 when a promise was broken.</returns>
    public async Task<int> RunAsync(CancellationToken stopping)
    {
        await using var bed = await ChaosBed.StartAsync("faults", options.Chaos, stopping, Gateways.Settings, FaultDoors.Settings);
        await using var doors = await FaultDoors.StartAsync(bed.World, options.Chaos.Seed, stopping);
        await using var gateways = await Gateways.StartAsync(bed, Lease, stopping);
        await using var alerts = await WatchAlerts.StartAsync(stopping);
        await using var phones = new FaultPhones(bed, _answers, options.Chaos.Seed);
        var link = new LinkAccounts(bed, gateways);
        await using var front = await new Balancer(_answers, bed.Hosts, bed.Http, link.Note).StartAsync(bed.World.Ports.Front, stopping);
        var traffic = new CellTraffic(bed, gateways, phones, _answers, options);
        var follow = new FollowMessages(bed, gateways, phones);
        var run = new RunCells(_cells, traffic, new Dependencies(doors, gateways, phones), follow, phones, _answers.Faults, options);
        Report.Progress($"{string.Join(", ", options.Only.Select(one => one.Name))}: {string.Join(", ", options.Kinds).ToLowerInvariant()}; {_cells.Count} faults.");
        await bed.RunAsync(
            async token =>
            {
                bed.World.GoHighLevel.World.Faults = new GoHighLevelFaults { Seed = options.Chaos.Seed, LatencyMs = 50, PostBackoffMs = 2_000 };
                await traffic.PrepareAsync(link, token);
                await alerts.ChooseAsync(new HostApi(bed), token);
            },
            new ChaosTraffic(_answers.Faults, run.Tell, run.RunAsync, token => EndAsync(run, alerts, token))
            {
                Inject = _ => Task.CompletedTask,
                Look = token => JudgeAsync(run, bed, gateways, phones, follow, token),
            });
        if (bed.IsCut) await JudgeWhatThereIsAsync(run, bed, gateways, phones, follow);
        return End(bed, alerts);
    }

    private async Task EndAsync(RunCells run, WatchAlerts alerts, CancellationToken cancellationToken)
    {
        await run.EndAsync(cancellationToken);
        if (options.IsLongEnoughForAlerts) await alerts.WaitAsync(cancellationToken);
    }

    /// <summary>All at the end, so that a late double is seen as well.</summary>
    private async Task JudgeAsync(
        RunCells run, ChaosBed bed, Gateways gateways, FaultPhones phones, FollowMessages follow, CancellationToken cancellationToken)
    {
        _verdicts.Clear();
        foreach (var cell in _cells.Prepend(run.Before).Where(cell => cell.Chats is not null))
        {
            _verdicts.Add((cell, await CellVerdict.JudgeAsync(cell, bed, gateways, phones, follow, cancellationToken)));
        }

        var known = _verdicts.SelectMany(one => one.Cell.Texts.Texts.Select(text => text.Sid).Concat(one.Cell.Chats!.Written.Select(chat => chat.Id)))
            .Concat(_answers.Written.Select(answer => answer.Id)).Concat(phones.Received.Select(text => text.Id)).ToHashSet(StringComparer.Ordinal);
        var written = _answers.Written.Select(DeviceVerdict.KeyOf).ToHashSet();
        _foreign = bed.World.GoHighLevel.World.Messages.Count(message => message.AltId is { } id && !known.Contains(id))
            + bed.World.Twilio.World.Sent.Count(sent => !known.Contains(OutboundVerdict.IdOf(sent)))
            + phones.Sent.Count(sent => !written.Contains(DeviceVerdict.KeyOf(sent)));
    }

    private async Task JudgeWhatThereIsAsync(RunCells run, ChaosBed bed, Gateways gateways, FaultPhones phones, FollowMessages follow)
    {
        using var limit = new CancellationTokenSource(JudgeAfterCut, TimeProvider.System);
        try
        {
            await JudgeAsync(run, bed, gateways, phones, follow, limit.Token);
        }
        catch (Exception late) when (late is OperationCanceledException or HttpRequestException)
        {
            Report.Progress("There was no time left to judge all of it.");
        }
    }

    private int End(ChaosBed bed, WatchAlerts alerts)
    {
        foreach (var (cell, verdict) in _verdicts) ExplainCell.Print(cell, verdict, bed, _answers);
        if (_foreign > 0) Report.Progress($"{_foreign} messages stand at an end that nobody wrote.");
        List<CellFigures> cells = [.. _verdicts.Where(one => one.Cell.Dependency is not null).Select(one => FiguresOf(one.Cell, one.Verdict, alerts))];
        var untold = cells.Count(cell => cell.LacksAlert);
        if (untold > 0) Report.Progress($"Of {untold} faults no alert was told, or not its end.");
        foreach (var wrong in alerts.Wrong) Report.Progress($"alert: {wrong}");
        var figures = new FaultFigures
        {
            Host = bed.Kind.Name,
            Seed = options.Chaos.Seed,
            Lost = _verdicts.Sum(one => one.Verdict.Lost.Count),
            Duplicated = _verdicts.Sum(one => one.Verdict.Duplicated.Count),
            OutOfOrder = _verdicts.Sum(one => one.Verdict.OutOfOrder.Count),
            Changed = _verdicts.Sum(one => one.Verdict.Changed.Count) + _foreign,
            SlowestRecoveryS = _cells.Any(cell => cell.RecoveryS is null) ? null : _cells.Max(cell => cell.RecoveryS),
            Alerts = TellOf(alerts, untold),
            Cells = cells,
            DurationS = Math.Round(bed.Elapsed.TotalSeconds, 1),
            Cut = bed.IsCut,
        };
        Report.Figures(figures);
        return bed.End(_verdicts.All(one => one.Verdict.IsKept) && _foreign == 0 && figures.SlowestRecoveryS is not null && alerts.Wrong.Count == 0 && untold == 0);
    }

    private string TellOf(WatchAlerts alerts, int untold) =>
        !options.IsLongEnoughForAlerts ? "not long enough"
        : alerts.Wrong.Count > 0 ? "not told once each"
        : untold > 0 ? "not told"
        : alerts.All.Count > 0 ? "told once each, and their ends" : "none";

    private CellFigures FiguresOf(FaultCell cell, CellVerdict verdict, WatchAlerts alerts)
    {
        var next = _cells.FirstOrDefault(one => one.Number == cell.Number + 1);
        var (raised, cleared) = alerts.Between(cell.Began, next is { Began: var began } && began > cell.Began ? began : DateTimeOffset.MaxValue);
        return new CellFigures
        {
            Dependency = cell.Dependency!.Name,
            Kind = $"{cell.Kind}".ToLowerInvariant(),
            FaultS = Math.Round((cell.Ended < DateTimeOffset.MaxValue ? cell.Ended - cell.Began : TimeSpan.Zero).TotalSeconds),
            Accepted = verdict.Accepted,
            RecoveryS = cell.RecoveryS,
            Lost = verdict.Lost.Count,
            Duplicated = verdict.Duplicated.Count,
            OutOfOrder = verdict.OutOfOrder.Count,
            Changed = verdict.Changed.Count,
            GivenUp = verdict.GivenUp.Count,
            Placeholders = verdict.Placeholders,
            AlertsRaised = raised,
            AlertsCleared = cleared,
            HasToTell = options.HasToTell(cell),
        };
    }
}
