using Microsoft.Extensions.DependencyInjection;
using WhatSnap.Bench.Command;
using WhatSnap.Bench.World;
using WhatSnap.Core.Messages;
using WhatSnap.Local.Demo;

namespace WhatSnap.Bench.Chaos;

/// <summary>Looks at what has arrived: in the CRM, or among the dead letters.</summary>
internal sealed class WatchDelivery(Journal journal, BenchWorld world)
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Still = TimeSpan.FromMinutes(3);
    private readonly TimeProvider _time = TimeProvider.System;

    /// <summary>Prints where the run stands, every ten seconds.</summary>
    public async Task TellAsync(CancellationToken cancellationToken)
    {
        var start = _time.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(10), _time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            var accepted = journal.Texts.Count(text => text.AcceptedAt is not null);
            Report.Progress(
                $"  {_time.GetElapsedTime(start).TotalSeconds,4:0} s: {accepted} accepted, {world.GoHighLevel.World.Messages.Count} in the CRM, "
                + $"{journal.Repeats} repeats, {journal.Faults.Count} faults of hosts");
        }
    }

    /// <summary>Ends when everything accepted has arrived, or nothing has changed for three minutes.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var (last, since) = (-1, _time.GetTimestamp());
        while (true)
        {
            var arrived = Arrived();
            arrived.UnionWith(await DeadAsync(cancellationToken));
            if (journal.Texts.All(text => text.AcceptedAt is null || arrived.Contains(text.Sid))) return;

            if (arrived.Count != last) (last, since) = (arrived.Count, _time.GetTimestamp());
            if (_time.GetElapsedTime(since) > Still) return;
            await Task.Delay(Look, _time, cancellationToken);
        }
    }

    /// <summary>The MessageSids among the dead letters.</summary>
    public async Task<IReadOnlySet<string>> DeadAsync(CancellationToken cancellationToken)
    {
        var dead = new HashSet<string>(StringComparer.Ordinal);
        var letters = world.Product.GetRequiredService<DeadLetters>();
        await foreach (var letter in letters.ListAsync(DemoAccount.LocationId, null, cancellationToken))
        {
            dead.Add(letter.Message.ProviderMessageId);
        }

        return dead;
    }

    private HashSet<string> Arrived() =>
        [.. world.GoHighLevel.World.Messages.Select(message => message.AltId).OfType<string>()];
}
