using WhatSnap.Bench.Hosts;
using WhatSnap.Bench.Traffic;
using WhatSnap.Bench.World;

namespace WhatSnap.Bench.Chaos;

/// <summary>
/// The customers' phones and Twilio: each sender posts its texts one after the other, the next one only when the one
/// before was accepted, and again on a random host until it is.
/// </summary>
internal sealed class SendTraffic(
    Journal journal, BenchWorld world, IReadOnlyList<BenchHost> hosts, HttpClient phones, int seed)
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan BeforeRetry = TimeSpan.FromMilliseconds(250);
    private readonly TimeProvider _time = TimeProvider.System;

    /// <summary>Ends when every text was accepted and every repeat was made.</summary>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        var start = _time.GetTimestamp();
        return Task.WhenAll(journal.Senders.Select((texts, sender) =>
            SendAllAsync(texts, new Random(HashCode.Combine(seed, sender)), start, cancellationToken)));
    }

    private async Task SendAllAsync(
        IReadOnlyList<TextTrace> texts, Random random, long start, CancellationToken cancellationToken)
    {
        var repeats = new List<Task>();
        foreach (var text in texts)
        {
            var wait = text.Planned.Due - _time.GetElapsedTime(start);
            if (wait > TimeSpan.Zero) await Task.Delay(wait, _time, cancellationToken);

            world.Twilio.World.Keep(text.Planned.Message);
            var signed = SignedText.Of(text.Planned.Message, world);
            var first = random.Next(hosts.Count);
            if (text.Planned.Repeat == Repeat.Twin)
            {
                repeats.Add(RepeatAsync(text, signed, hosts[(first + 1) % hosts.Count], TimeSpan.Zero, cancellationToken));
            }

            for (var host = first; !await PostAsync(text, signed, hosts[host], false, cancellationToken); host = random.Next(hosts.Count))
            {
                await Task.Delay(BeforeRetry, _time, cancellationToken);
            }

            repeats.AddRange(text.Planned.Repeat switch
            {
                Repeat.AtOnce => hosts.Select(host => RepeatAsync(text, signed, host, TimeSpan.Zero, cancellationToken)),
                Repeat.Later => [RepeatAsync(
                    text, signed, hosts[random.Next(hosts.Count)], text.Planned.RepeatAfter, cancellationToken)],
                _ => [],
            });
        }

        await Task.WhenAll(repeats);
    }

    private async Task RepeatAsync(
        TextTrace text, SignedText signed, BenchHost host, TimeSpan after, CancellationToken cancellationToken)
    {
        await Task.Delay(after, _time, cancellationToken);
        journal.CountRepeat();
        await PostAsync(text, signed, host, true, cancellationToken);
    }

    private async Task<bool> PostAsync(
        TextTrace text, SignedText signed, BenchHost host, bool isRepeat, CancellationToken cancellationToken)
    {
        var at = _time.GetUtcNow();
        using var limit = new CancellationTokenSource(AnswerLimit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var request = signed.RequestTo(host.Address);
            using var answer = await phones.SendAsync(request, either.Token);
            var now = _time.GetUtcNow();
            text.Add(
                new Attempt(at, host.Name, isRepeat, $"{(int)answer.StatusCode} at {now:HH:mm:ss.fff}"),
                answer.IsSuccessStatusCode ? now : null);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException broken)
        {
            text.Add(new Attempt(at, host.Name, isRepeat, $"{broken.HttpRequestError}"), null);
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            text.Add(new Attempt(at, host.Name, isRepeat, "no answer"), null);
            return false;
        }
    }
}
