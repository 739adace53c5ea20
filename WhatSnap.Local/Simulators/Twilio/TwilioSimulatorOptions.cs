namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>What a Twilio simulator starts with.</summary>
public sealed record TwilioSimulatorOptions
{
    /// <summary>0 picks a free port on 127.0.0.1; the messaging API and the media store have others of their own.</summary>
    public int Port { get; init; }

    public IReadOnlyList<TwilioAccount> Accounts { get; init; } = [];

    public IReadOnlyList<TwilioNumber> Numbers { get; init; } = [];

    public IReadOnlyList<TwilioService> Services { get; init; } = [];

    /// <summary>What media addresses in webhooks start with; null means the simulator's own address.</summary>
    public Uri? PublicAddress { get; init; }

    public TwilioFaults Faults { get; init; } = new();
}
