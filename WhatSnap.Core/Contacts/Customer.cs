namespace WhatSnap.Core.Contacts;

/// <summary>Whom a message is from or to, as far as the platform tells.</summary>
/// <param name="Number">The number; null where WhatsApp hides it.</param>
/// <param name="Lid">WhatsApp's id; for a group the group's, <c>digits@g.us</c>; null on other platforms.</param>
/// <param name="Name">The display name; null where none is known.</param>
public sealed record Customer(PhoneNumber? Number, string? Lid, string? Name)
{
    /// <summary>When it wrote what is worked on; null where the account's owner did.</summary>
    public DateTimeOffset? WroteAt { get; init; }

    /// <summary>The e-mail address by which iMessage names it; null for everybody else.</summary>
    public string? MailAddress { get; init; }

    /// <summary>True where the platform hides the number that the customer has there.</summary>
    public bool HidesNumber => Number is null && MailAddress is null;

    public bool IsGroup => IsGroupId(Lid);

    /// <summary>True for WhatsApp's id of a group.</summary>
    internal static bool IsGroupId(string? lid) => lid?.EndsWith("@g.us", StringComparison.Ordinal) == true;

    public override string ToString() => Number?.Masked ?? "hidden number";
}
