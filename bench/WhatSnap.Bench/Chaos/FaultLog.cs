using System.Collections.Concurrent;

namespace WhatSnap.Bench.Chaos;

/// <summary>One fault of a host, or the start of one.</summary>
internal sealed record HostFault(DateTimeOffset From, DateTimeOffset To, string Host, bool IsKill);

/// <summary>The faults of hosts in the order in which they ended.</summary>
internal sealed class FaultLog
{
    private readonly ConcurrentQueue<HostFault> _faults = new();

    public IReadOnlyList<HostFault> All => [.. _faults];

    public int Kills => _faults.Count(fault => fault.IsKill);

    public int Pauses => _faults.Count(fault => !fault.IsKill);

    public void Add(HostFault fault) => _faults.Enqueue(fault);
}
