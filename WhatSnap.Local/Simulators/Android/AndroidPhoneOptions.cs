namespace WhatSnap.Local.Simulators.Android;

/// <summary>What one simulated phone is like when it leaves its box.</summary>
public sealed record AndroidPhoneOptions
{
    /// <summary>Manufacturer and product, as the app names the phone.</summary>
    public string Name { get; init; } = "samsung/a52q";

    /// <summary>The number of its first SIM, of which the app tells the last four characters.</summary>
    public string OwnNumber { get; init; } = "+15005550190";

    public int SimCards { get; init; } = 1;

    /// <summary>The token of Google's push, which only the app's author can use; null on a phone without Play services.</summary>
    public string? PushToken { get; init; } = "push-token";

    /// <summary>How far the phone's clock is from UTC: it tells times in its own zone.</summary>
    public TimeSpan Offset { get; init; } = TimeSpan.FromHours(2);

    /// <summary>From handing a text to the system until the network has it.</summary>
    public TimeSpan SentAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>From there until the other phone confirms it.</summary>
    public TimeSpan DeliveredAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Decides the pauses between texts and the ids that the phone makes up.</summary>
    public int Seed { get; init; } = 1;
}
