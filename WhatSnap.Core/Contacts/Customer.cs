namespace WhatSnap.Core.Contacts;

/// <summary>Whom a message is from or to, as far as the platform tells.</summary>
/// <param name="Number">The number; null where WhatsApp hides it.</param>
/// <param name="Lid">WhatsApp's id; null on other platforms.</param>
/// <param name="Name">The display name; null where none is known.</param>
public sealed record Customer(PhoneNumber? Number, string? Lid, string? Name)
{
    public override string ToString() => Number?.Masked ?? "hidden number";
}
