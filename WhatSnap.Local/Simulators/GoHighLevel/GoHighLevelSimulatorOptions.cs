namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>What a GoHighLevel simulator starts with.</summary>
public sealed record GoHighLevelSimulatorOptions
{
    /// <summary>0 picks a free port on 127.0.0.1.</summary>
    public int Port { get; init; }

    public IReadOnlyList<GoHighLevelLocation> Locations { get; init; } = [];

    /// <summary>The marketplace app that is installed and called back.</summary>
    public GoHighLevelApp App { get; init; } = new();

    public GoHighLevelFaults Faults { get; init; } = new();

    /// <summary>The app's Shared Secret, which encrypts the user data of the custom page; a new one when left out.</summary>
    public string SharedSecret { get; init; } = Guid.NewGuid().ToString();

    /// <summary>The 32 bytes of the Ed25519 key that signs the webhooks; null makes a new one.</summary>
    public byte[]? WebhookKey { get; init; }
}
