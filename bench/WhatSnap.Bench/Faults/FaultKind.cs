namespace WhatSnap.Bench.Faults;

/// <summary>How a dependency fails.</summary>
internal enum FaultKind
{
    /// <summary>Each call takes long. Some take longer than their callers wait, and are done all the same.</summary>
    Slow,

    /// <summary>Each call is answered with 5xx; every second one that writes is done all the same.</summary>
    Failing,

    /// <summary>Each call is answered with 2xx and nonsense; every second one that writes is done all the same.</summary>
    Lying,

    /// <summary>Each call is answered with 403.</summary>
    Refusing,

    /// <summary>Nobody listens.</summary>
    Gone,
}
