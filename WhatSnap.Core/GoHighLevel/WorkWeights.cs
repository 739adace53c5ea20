using System.Collections.Concurrent;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>How many calls one piece of each queue's work makes, by experience: a status makes one, a message up to three.</summary>
internal sealed class WorkWeights
{
    private const double Least = 1;
    private const double Most = 3;
    private const double Smoothing = 8;
    private readonly ConcurrentDictionary<string, double> _calls = new(StringComparer.Ordinal);

    public double Of(string queue) => Math.Clamp(_calls.GetValueOrDefault(queue, Least), Least, Most);

    /// <summary>Learns how many calls a piece of a queue's work made; one that made none says nothing.</summary>
    public void Learn(string queue, int made)
    {
        if (made > 0) _calls.AddOrUpdate(queue, _ => Least + ((made - Least) / Smoothing), (_, before) => before + ((made - before) / Smoothing));
    }
}
