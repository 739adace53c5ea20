using WhatSnap.Bench.Chaos;
using WhatSnap.Bench.Command;

namespace WhatSnap.Bench.Faults;

/// <summary>Makes one fault after the other under load, and waits after each one until everything has arrived.</summary>
internal sealed class RunCells(
    IReadOnlyList<FaultCell> cells, CellTraffic traffic, Dependencies dependencies, FollowMessages follow, FaultPhones phones, FaultLog faults, FaultOptions options)
{
    private const int StillShare = 4;

    /// <summary>Traffic before the fault.</summary>
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>The hosts look at the health of their accounts at the full five minutes.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan BeforeLook = TimeSpan.FromSeconds(30);
    private readonly TimeProvider _time = TimeProvider.System;
    private FaultCell? _now;

    /// <summary>The traffic without a fault, which lets everybody become a contact.</summary>
    public FaultCell Before { get; } = new(null, FaultKind.Slow, TimeSpan.FromSeconds(12), 0);

    public string Tell() => _now is not { } cell ? "preparing"
        : $"{cell.Number} of {cells.Count}: {cell.Name}{(cell.Ended == DateTimeOffset.MaxValue ? "" : ", over")}, "
            + $"{cell.Texts.Texts.Count(text => text.AcceptedAt is not null)} texts accepted, {cell.Chats?.Written.Count} chats, "
            + $"{cell.PhoneTexts.Count} texts to phones, {cell.Answers.Count} answers";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await RunAsync(Before, cancellationToken);
        foreach (var cell in cells)
        {
            await AlignAsync(cell, cancellationToken);
            await RunAsync(cell, cancellationToken);
        }
    }

    /// <summary>
    /// Ends when everything of all cells has arrived or was given up, or nothing has changed for a while: GoHighLevel may hand over what was
    /// not accepted minutes after the end of a fault.
    /// </summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        var (last, since) = (-1, _time.GetTimestamp());
        while (true)
        {
            var open = 0;
            foreach (var cell in cells.Prepend(Before)) open += (await OpenAsync(cell, _ => true, cancellationToken)).Count;
            if (open == 0 && phones.AreAtRest) return;
            if (open != last) (last, since) = (open, _time.GetTimestamp());

            // A phone's next try may come after a pause as long as the fault was.
            if (_time.GetElapsedTime(since) > (phones.AreAtRest ? options.Patience / StillShare : options.Patience)) return;
            await Task.Delay(Look * 2, _time, cancellationToken);
        }
    }

    private async Task RunAsync(FaultCell cell, CancellationToken cancellationToken)
    {
        _now = cell;
        var sending = traffic.SendAsync(cell, Lead + cell.Length + Passage.StillCounts, cancellationToken);
        await Task.Delay(Lead, _time, cancellationToken);
        cell.Began = _time.GetUtcNow();
        if (cell.Dependency is { } failing) await dependencies.FailAsync(failing, cell.Kind);
        await Task.Delay(cell.Length, _time, cancellationToken);
        if (cell.Dependency is { } mended) await dependencies.MendAsync(mended, cell.Kind, cancellationToken);
        cell.Ended = _time.GetUtcNow();
        faults.Add(new HostFault(cell.Began, cell.Ended, cell.Dependency?.Name ?? "nothing", $"{cell.Kind}"));
        await sending;
        await RecoverAsync(cell, cancellationToken);
    }

    private async Task RecoverAsync(FaultCell cell, CancellationToken cancellationToken)
    {
        IReadOnlyList<Passage> open = [];
        while (_time.GetUtcNow() - cell.Ended < options.Patience)
        {
            open = await OpenAsync(cell, passage => passage.Counts(cell.Ended), cancellationToken);
            if (open.Count == 0) break;
            await Task.Delay(Look, _time, cancellationToken);
        }

        var arrived = (await follow.ReadAsync(cell, cancellationToken)).Where(passage => passage.Arrived is not null && passage.Counts(cell.Ended));
        if (open.Count == 0) cell.RecoveryS = Math.Round(arrived.Select(passage => passage.TookAfter(cell.Ended)).DefaultIfEmpty(0).Max(), 1);
        Report.Progress(
            $"  {_time.GetUtcNow():HH:mm:ss} {cell.Name} for {(cell.Ended - cell.Began).TotalSeconds:0} s: "
            + (cell.RecoveryS is { } seconds ? $"recovered after {seconds} s" : $"not recovered, {open.Count} messages are missing, {string.Join(", ", open.Take(3).Select(one => one.Id))} among them"));
    }

    /// <summary>Messages that have neither arrived nor were given up.</summary>
    private async Task<IReadOnlyList<Passage>> OpenAsync(FaultCell cell, Func<Passage, bool> counts, CancellationToken cancellationToken)
    {
        var open = (await follow.ReadAsync(cell, cancellationToken)).Where(passage => counts(passage) && passage.Arrived is null).ToList();
        var given = await follow.GivenUpAsync(open.Select(passage => passage.Id), cell.Answers, cancellationToken);
        return [.. open.Where(passage => !given.Contains(passage.Id))];
    }

    /// <summary>
    /// What is gone for long enough is told. Three looks fall into that: the first may come before a state is noted, or a message has waited.
    /// </summary>
    private async Task AlignAsync(FaultCell cell, CancellationToken cancellationToken)
    {
        if (!options.HasToTell(cell)) return;
        var now = _time.GetUtcNow();
        var look = new DateTimeOffset(now.Ticks + BetweenLooks.Ticks - (now.Ticks % BetweenLooks.Ticks), TimeSpan.Zero);
        var wait = look - Lead - BeforeLook - now;
        if (wait < TimeSpan.Zero) wait += BetweenLooks;
        Report.Progress($"Waiting {wait.TotalSeconds:0} s, so that three looks at the accounts' health fall into the next fault.");
        cell.Length += BeforeLook * 2;
        await Task.Delay(wait, _time, cancellationToken);
    }
}
