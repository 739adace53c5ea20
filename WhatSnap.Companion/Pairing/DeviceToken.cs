namespace WhatSnap.Companion.Pairing;

/// <summary>The token of this Mac, which no output shows.</summary>
public sealed record DeviceToken(string Value)
{
    public override string ToString() => "***";
}
