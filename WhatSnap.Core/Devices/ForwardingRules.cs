namespace WhatSnap.Core.Devices;

/// <summary>What of a personal phone or Mac goes to GoHighLevel, as its owner chose; nothing else leaves the device's account.</summary>
public sealed record ForwardingRules
{
    /// <summary>As long as nobody chose: what people write, and nothing of banks, shops and services.</summary>
    public static readonly ForwardingRules Careful = new();

    /// <summary>True to take what short codes and names write, which no contact can be made of.</summary>
    public bool TakesServices { get; init; }

    /// <summary>True to take texts that hold a one-time code.</summary>
    public bool TakesCodes { get; init; }

    /// <summary>True to take only messages with people who are contacts in GoHighLevel, as everybody is who was written to from there.</summary>
    public bool OnlyContacts { get; init; }
}
