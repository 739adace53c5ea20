using System.Collections.Concurrent;
using WhatSnap.Bench.Pipeline;
using WhatSnap.Bench.Traffic;
using WhatSnap.Bench.World;

namespace WhatSnap.Bench.Soak;

/// <summary>Customers of several locations write, and workflows write to them, evenly; what arrived is counted at the other ends.</summary>
internal sealed class SoakTraffic(BenchWorld world, IReadOnlyList<BenchPlace> places, PostTexts post, Uri host, SoakOptions options)
{
    private const int FirstSender = 1_000;
    private const int OneOutOf = 4;
    private const int MostUnderWay = 64;
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly TextMaker _texts = new(options.Seed);
    private readonly ConcurrentDictionary<string, byte> _accepted = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _written = new(StringComparer.Ordinal);
    private int _skipped;

    /// <summary>Texts that were answered with 2xx, and messages that were written.</summary>
    public int Sent => _accepted.Count + _written.Count;

    /// <summary>Texts that were not posted, because 64 were under way: the host takes less than the rate.</summary>
    public int Skipped => _skipped;

    /// <summary>Messages that have not arrived yet.</summary>
    public int Waiting => Sent - Arrived;

    private int Arrived => world.GoHighLevel.World.Log.Count - _written.Count + world.Twilio.World.Sent.Count;

    /// <summary>Lets every customer become a contact.</summary>
    public async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        foreach (var sender in Enumerable.Range(0, SoakOptions.Senders))
        {
            await Task.WhenAll(places.Select(place => PostAsync(place, sender, cancellationToken)));
        }

        while (Waiting > 0) await Task.Delay(Beat, _time, cancellationToken);
    }

    /// <summary>Ends when the time is over and what was posted is answered.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var contacts = world.GoHighLevel.World.Contacts.Where(contact => places.Any(place => place.LocationId == contact.LocationId)).ToList();
        using var under = new SemaphoreSlim(MostUnderWay);
        using var timer = new PeriodicTimer(Beat, _time);
        var began = _time.GetTimestamp();
        for (var number = 0; _time.GetElapsedTime(began) < options.Length;)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
            for (var due = (int)(options.Rate * _time.GetElapsedTime(began).TotalSeconds); number < due; number++)
            {
                if (number % OneOutOf == 0) WriteOut(contacts[number / OneOutOf % contacts.Count].Id, $"soak {number}");
                else if (under.Wait(0, CancellationToken.None)) _ = PostAsync(number, under, cancellationToken);
                else Interlocked.Increment(ref _skipped);
            }
        }

        for (var place = 0; place < MostUnderWay; place++) await under.WaitAsync(cancellationToken);
    }

    /// <summary>Ends when everything has arrived, or nothing more did for a minute.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var (last, since) = (-1, _time.GetTimestamp());
        while (Waiting is var waiting && waiting > 0)
        {
            if (waiting != last) (last, since) = (waiting, _time.GetTimestamp());
            if (_time.GetElapsedTime(since) > TimeSpan.FromMinutes(1)) return;
            await Task.Delay(TimeSpan.FromSeconds(1), _time, cancellationToken);
        }
    }

    /// <summary>What was accepted and stands nowhere, and copies too many.</summary>
    public (int Lost, int Duplicated) Judge()
    {
        var stored = world.GoHighLevel.World.Log.All.Where(message => message.AltId is not null).ToLookup(message => message.AltId!, StringComparer.Ordinal);
        var sent = world.Twilio.World.Sent.ToLookup(one => one.Message.Body, StringComparer.Ordinal);
        return (
            _accepted.Keys.Count(id => !stored.Contains(id)) + _written.Keys.Count(text => !sent.Contains(text)),
            stored.Sum(copies => copies.Count() - 1) + sent.Sum(copies => copies.Count() - 1));
    }

    private async Task PostAsync(int number, SemaphoreSlim under, CancellationToken cancellationToken)
    {
        try
        {
            await PostAsync(places[number % places.Count], number / places.Count % SoakOptions.Senders, cancellationToken);
        }
        catch (HttpRequestException)
        {
            // Not accepted, and Twilio's own repeat is not played here.
            Interlocked.Increment(ref _skipped);
        }
        finally
        {
            under.Release();
        }
    }

    private async Task PostAsync(BenchPlace place, int sender, CancellationToken cancellationToken)
    {
        SignedText text;
        lock (_texts) text = SignedText.Of(_texts.WithUniqueText(FirstSender + (place.Index * SoakOptions.Senders) + sender) with { To = place.Number }, world);
        await post.PostAsync(text, host, cancellationToken);
        _accepted[text.Message.Sid] = 0;
    }

    private void WriteOut(string contactId, string text)
    {
        _written[text] = 0;
        world.GoHighLevel.World.WriteAsWorkflow(contactId, text);
    }
}
