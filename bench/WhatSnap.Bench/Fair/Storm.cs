using WhatSnap.Bench.Pipeline;
using WhatSnap.Bench.Traffic;
using WhatSnap.Bench.World;
using WhatSnap.Local.Demo;

namespace WhatSnap.Bench.Fair;

/// <summary>A location whose customers all write at once, and which then writes to all of its contacts.</summary>
internal sealed class Storm(BenchWorld world, PostTexts post, IReadOnlyList<Uri> hosts, FairnessOptions options)
{
    private const int FirstSender = 1_000;
    private const int MostUnderWay = 8;
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);
    private readonly TimeProvider _time = TimeProvider.System;
    private int _accepted;

    /// <summary>Texts that were answered with 2xx, and messages that were written.</summary>
    public int Accepted => _accepted;

    /// <summary>Posts its texts evenly, until its time is over.</summary>
    public async Task WriteInAsync(TimeSpan over, CancellationToken cancellationToken)
    {
        var maker = new TextMaker(options.Seed + 1);
        var posts = new List<Task>();

        // What the door does not take at this pace is left out: a storm of repeats would measure this machine.
        using var places = new SemaphoreSlim(MostUnderWay);
        await PaceAsync(
            over,
            number =>
            {
                if (!places.Wait(0, CancellationToken.None)) return;
                var text = SignedText.Of(maker.WithText(FirstSender + (number % options.Senders), $"storm {number}"), world);
                posts.Add(PostAsync(text, hosts[number % hosts.Count], places, cancellationToken));
            },
            cancellationToken);
        await Task.WhenAll(posts);
    }

    /// <summary>Lets a workflow write to many contacts that WhatSnap has not seen before, evenly, until its time is over.</summary>
    public async Task WriteOutAsync(TimeSpan over, CancellationToken cancellationToken)
    {
        var crm = world.GoHighLevel.World;
        var contacts = Enumerable.Range(0, options.Senders)
            .Select(number => crm.SeedContact(DemoAccount.LocationId, TextMaker.NumberOf(FirstSender + options.Senders + number)).Id)
            .ToList();
        await PaceAsync(
            over,
            number =>
            {
                crm.WriteAsWorkflow(contacts[number % contacts.Count], $"storm out {number}");
                Interlocked.Increment(ref _accepted);
            },
            cancellationToken);
    }

    private async Task PostAsync(SignedText text, Uri host, SemaphoreSlim places, CancellationToken cancellationToken)
    {
        try
        {
            await post.PostAsync(text, host, cancellationToken);
            Interlocked.Increment(ref _accepted);
        }
        finally
        {
            places.Release();
        }
    }

    private async Task PaceAsync(TimeSpan over, Action<int> write, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        using var timer = new PeriodicTimer(Beat, _time);
        for (var number = 0; number < options.Messages && _time.GetElapsedTime(began) < over;)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
            var due = Math.Min(options.Messages, (int)(options.Pace * _time.GetElapsedTime(began).TotalSeconds));
            for (; number < due; number++) write(number);
        }
    }
}
