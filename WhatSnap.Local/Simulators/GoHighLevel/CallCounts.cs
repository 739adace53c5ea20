using System.Collections.Concurrent;

namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>How often each endpoint was called.</summary>
public sealed class CallCounts
{
    private readonly ConcurrentDictionary<string, int> _byRoute = new(StringComparer.Ordinal);
    private int _total;
    private int _injected;

    /// <summary>Calls by method and documented path, for instance "POST /contacts/{contactId}/tags".</summary>
    public IReadOnlyDictionary<string, int> ByRoute => _byRoute;

    public int Total => Volatile.Read(ref _total);

    /// <summary>Calls without those that an injected fault has spoiled.</summary>
    public int TotalWithoutInjectedFailures => Total - Volatile.Read(ref _injected);

    public int this[string route] => _byRoute.GetValueOrDefault(route);

    internal void Count(string route, bool injectedFailure)
    {
        _byRoute.AddOrUpdate(route, 1, static (_, count) => count + 1);
        Interlocked.Increment(ref _total);
        if (injectedFailure) Interlocked.Increment(ref _injected);
    }

    internal void Clear()
    {
        _byRoute.Clear();
        Volatile.Write(ref _total, 0);
        Volatile.Write(ref _injected, 0);
    }
}
