using Microsoft.Extensions.DependencyInjection;
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

    /// <summary>Where the run stands.</summary>
    public string Tell() =>
        $"{journal.Texts.Count(text => text.AcceptedAt is not null)} accepted, {world.GoHighLevel.World.Messages.Count} in the CRM, "
        + $"{journal.Repeats} repeats, {journal.Faults.All.Count} faults of hosts";

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
        await foreach (var letter in letters.ListAsync(DemoAccount.LocationId, cancellationToken))
        {
            dead.Add(letter.Message.ProviderMessageId);
        }

        return dead;
    }

    private HashSet<string> Arrived() =>
        [.. world.GoHighLevel.World.Messages.Select(message => message.AltId).OfType<string>()];
}
