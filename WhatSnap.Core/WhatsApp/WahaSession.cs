using WhatSnap.Core.Contacts;

namespace WhatSnap.Core.WhatsApp;

/// <summary>What the gateway says of a session.</summary>
/// <param name="Status">One of <see cref="WahaStatus"/>.</param>
/// <param name="Reason">Why, in the bundled gateway's words; null where it says nothing.</param>
/// <param name="Number">The number of the phone that linked it; null while none has, or where it can't be read.</param>
public sealed record WahaSession(string Status, string? Reason, PhoneNumber? Number)
{
    /// <summary>The events that the gateway tells of it.</summary>
    public IReadOnlyList<string> Events { get; init; } = [];

    internal static WahaSession Of(WireSession wire) =>
        new(wire.Status ?? "", wire.Reason is { Length: > 0 } reason ? reason : null, NumberOf(wire.Me?.Id))
        {
            Events = [.. wire.Config.Items("webhooks").SelectMany(webhook => webhook.Items("events")).Select(one => one.TextOr(""))],
        };

    /// <summary>The digits of <c>digits@c.us</c>, or of <c>digits:device@s.whatsapp.net</c>; a LID is no number.</summary>
    internal static PhoneNumber? NumberOf(string? id)
    {
        if (id is null || !(id.EndsWith("@c.us", StringComparison.Ordinal) || id.EndsWith("@s.whatsapp.net", StringComparison.Ordinal))) return null;
        var digits = id[..id.IndexOfAny([':', '@'])];
        return PhoneNumber.TryParse("+" + digits, out var number) ? number : null;
    }
}

/// <summary>WAHA's states of a session.</summary>
internal static class WahaStatus
{
    public const string ScanQrCode = "SCAN_QR_CODE";
    public const string Starting = "STARTING";
    public const string PasskeyRequired = "PASSKEY_REQUIRED";
    public const string PasskeyConfirmation = "PASSKEY_CONFIRMATION_REQUIRED";
    public const string Working = "WORKING";
    public const string Failed = "FAILED";
}
