namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>A status that a message got, and from when on it stands.</summary>
public sealed record SimulatedStatus(string Status, DateTimeOffset At, SimulatedError? Error = null);

/// <summary>What the provider said about a message that failed.</summary>
public sealed record SimulatedError(string Code, string Type, string Message);
