using System.Collections.Concurrent;

namespace WhatSnap.Bench.Chaos;

/// <summary>One fault.</summary>
/// <param name="From">Its start.</param>
/// <param name="To">Its end.</param>
/// <param name="Host">What it struck.</param>
/// <param name="What">What was done: <see cref="Killed"/>, <see cref="Paused"/> or another word.</param>
internal sealed record HostFault(DateTimeOffset From, DateTimeOffset To, string Host, string What)
{
    public const string Killed = "killed";
    public const string Paused = "paused";
}

/// <summary>The faults of hosts in the order in which they ended.</summary>
internal sealed class FaultLog
{
    private readonly ConcurrentQueue<HostFault> _faults = new();

    public IReadOnlyList<HostFault> All => [.. _faults];

    public int Kills => Count(HostFault.Killed);

    public int Pauses => Count(HostFault.Paused);

    public int Count(string what) => _faults.Count(fault => fault.What == what);

    public void Add(HostFault fault) => _faults.Enqueue(fault);
}
