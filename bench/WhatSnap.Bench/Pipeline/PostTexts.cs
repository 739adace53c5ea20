using System.Net;
using WhatSnap.Bench.Traffic;

namespace WhatSnap.Bench.Pipeline;

/// <summary>Posts signed texts over a few connections, on each one after the other, and times the answers.</summary>
internal sealed class PostTexts(HttpClient client, int connections)
{
    private static readonly TimeSpan AfterRefusal = TimeSpan.FromMilliseconds(100);
    private readonly TimeProvider _time = TimeProvider.System;

    /// <returns>Milliseconds from the start of each request to the end of its answer.</returns>
    public async Task<IReadOnlyList<double>> RunAsync(
        IReadOnlyList<SignedText> texts, Uri host, CancellationToken cancellationToken)
    {
        var next = -1;
        var took = new double[texts.Count];
        await Task.WhenAll(Enumerable.Range(0, connections).Select(async _ =>
        {
            for (var mine = Interlocked.Increment(ref next); mine < texts.Count; mine = Interlocked.Increment(ref next))
            {
                took[mine] = await PostAsync(texts[mine], host, cancellationToken);
            }
        }));
        return took;
    }

    /// <summary>Posts one text, again when the host asks for that; the time counts from the first post.</summary>
    public async Task<double> PostAsync(SignedText text, Uri host, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        while (true)
        {
            using var request = text.RequestTo(host);
            using var answer = await client.SendAsync(request, cancellationToken);
            if (answer.IsSuccessStatusCode) return _time.GetElapsedTime(started).TotalMilliseconds;
            if (answer.StatusCode != HttpStatusCode.ServiceUnavailable)
            {
                throw new InvalidOperationException($"{host} answered {(int)answer.StatusCode} to a text.");
            }

            await Task.Delay(AfterRefusal, _time, cancellationToken);
        }
    }
}
