using System.Collections.Concurrent;
using WhatSnap.Bench.Pipeline;
using WhatSnap.Bench.Traffic;
using WhatSnap.Bench.World;

namespace WhatSnap.Bench.Fair;

/// <summary>
/// A customer for each quiet location, who writes now and then and is written to now and then; how long each message was on
/// its way, to the CRM or to Twilio, is known at the end.
/// </summary>
internal sealed class QuietTraffic(BenchWorld world, IReadOnlyList<BenchPlace> places, PostTexts post, IReadOnlyList<Uri> hosts, int seed)
{
    private static readonly TimeSpan MeanGap = TimeSpan.FromSeconds(5);
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly TextMaker _texts = new(seed);
    private readonly Lock _maker = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> _inbound = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _outbound = new(StringComparer.Ordinal);

    /// <summary>Lets every location have its contact, and waits for it.</summary>
    public async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        for (var round = 0; round < 2; round++)
        {
            await Task.WhenAll(places.Select(place => WriteInAsync(place, cancellationToken)));
            while (Unarrived() > 0) await Task.Delay(TimeSpan.FromMilliseconds(100), _time, cancellationToken);
        }
    }

    /// <summary>Each location's customer and people write at random moments, every ten seconds on average.</summary>
    public async Task RunAsync(CancellationToken until)
    {
        try
        {
            await Task.WhenAll(places.Select(place => RunAsync(place, new Random(seed + place.Index), until)));
        }
        catch (OperationCanceledException) when (until.IsCancellationRequested)
        {
            // The phase is over.
        }
    }

    /// <summary>Messages that have not arrived yet.</summary>
    public int Unarrived() => _inbound.Count + _outbound.Count - Times(default, DateTimeOffset.MaxValue).Sum(times => times.Count);

    /// <summary>Milliseconds on the way of what was written between two moments: what came in, and what went out.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Times(DateTimeOffset from, DateTimeOffset to)
    {
        var stored = world.GoHighLevel.World.Log.All.Where(message => message.AltId is not null)
            .Select(message => (Id: message.AltId!, message.CommittedAt));
        var sent = world.Twilio.World.Sent.Select(message => (Id: message.Message.Body, message.Message.DateSent));
        return [Times(stored, _inbound, from, to), Times(sent, _outbound, from, to)];
    }

    private static List<double> Times(
        IEnumerable<(string Id, DateTimeOffset At)> arrived, ConcurrentDictionary<string, DateTimeOffset> written, DateTimeOffset from,
        DateTimeOffset to)
    {
        var times = new List<double>();
        foreach (var (id, at) in arrived.DistinctBy(message => message.Id))
        {
            if (written.TryGetValue(id, out var began) && began >= from && began < to) times.Add((at - began).TotalMilliseconds);
        }

        return times;
    }

    private async Task RunAsync(BenchPlace place, Random random, CancellationToken until)
    {
        var writes = new List<Task>();
        while (true)
        {
            await Task.Delay(MeanGap * (0.2 + (random.NextDouble() * 1.6)), _time, until);
            WriteOut(place);
            await Task.Delay(MeanGap * (0.2 + (random.NextDouble() * 1.6)), _time, until);
            writes.Add(WriteInAsync(place, CancellationToken.None));
        }
    }

    private async Task WriteInAsync(BenchPlace place, CancellationToken cancellationToken)
    {
        SignedText text;
        lock (_maker)
        {
            var message = _texts.WithUniqueText(place.Index) with { To = place.Number };
            text = SignedText.Of(message, world);
        }

        _inbound[text.Message.Sid] = _time.GetUtcNow();
        await post.PostAsync(text, hosts[place.Index % hosts.Count], cancellationToken);
    }

    private void WriteOut(BenchPlace place)
    {
        var contact = world.GoHighLevel.World.Contacts.First(one => one.LocationId == place.LocationId);
        var text = $"quiet {place.Index} {Guid.NewGuid():N}";
        _outbound[text] = _time.GetUtcNow();
        world.GoHighLevel.World.WriteAsWorkflow(contact.Id, text);
    }
}
