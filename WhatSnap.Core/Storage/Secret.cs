namespace WhatSnap.Core.Storage;

/// <summary>A value that must never be printed: <see cref="ToString"/> is always <c>***</c>.</summary>
public sealed class Secret(string value)
{
    /// <summary>The secret itself; only for the call or the signature that needs it.</summary>
    public string Reveal() => value;

    public override string ToString() => "***";
}
