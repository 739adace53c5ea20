namespace WhatSnap.Core.Safety;

/// <summary>What a person chose for an account's safety, and what its provider warned of; a part of the account's row.</summary>
public sealed record SafetySettings
{
    public static SafetySettings None { get; } = new();

    /// <summary>Null where nobody chose one: the default of the account's kind.</summary>
    public SafetyMode? Mode { get; init; }

    /// <summary>Null for none.</summary>
    public QuietHours? Quiet { get; init; }

    /// <summary>The last pause; null for none. It may be over.</summary>
    public SafetyPause? Pause { get; init; }

    /// <summary>The texts that carriers filtered lately: hashes of their ids, with when.</summary>
    public IReadOnlyList<FilteredText> Filtered { get; init; } = [];
}

/// <summary>A text that a carrier filtered.</summary>
public sealed record FilteredText(string Id, DateTimeOffset At);
