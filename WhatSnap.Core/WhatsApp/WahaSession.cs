using System.Text.Json;
using WhatSnap.Core.Contacts;

namespace WhatSnap.Core.WhatsApp;

/// <summary>What the gateway says of a session.</summary>
/// <param name="Status">One of <see cref="WahaStatus"/>.</param>
/// <param name="Reason">Why, in the bundled gateway's words; null where it says nothing.</param>
/// <param name="Number">The number of the phone that linked it; null while none has, or where it can't be read.</param>
public sealed record WahaSession(string Status, string? Reason, PhoneNumber? Number)
{
    /// <summary>True when all that WhatsApp had for it was told, as far as the gateway knows; null where it does not say.</summary>
    public bool? CaughtUp { get; init; }

    /// <summary>When its phone gave a sign of life; null where the gateway does not say.</summary>
    public DateTimeOffset? PhoneSeenAt { get; init; }

    /// <summary>True while WhatsApp does not let it write to people whom it has never talked with.</summary>
    public bool IsRestricted { get; init; }

    /// <summary>True while nothing of groups is told, as far as its setup says; null where it says nothing.</summary>
    public bool? IgnoresGroups { get; init; }

    /// <summary>The events that the gateway tells of it.</summary>
    public IReadOnlyList<string> Events { get; init; } = [];

    private static readonly long LatestMs = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    internal static WahaSession Of(WireSession wire) =>
        new(wire.Status ?? "", wire.Reason is { Length: > 0 } reason ? reason : null, NumberOf(wire.Me?.Id))
        {
            CaughtUp = wire.CaughtUp,
            PhoneSeenAt = wire.Timestamps.Number("phone") is > 0 and { } seen && seen < LatestMs ? DateTimeOffset.FromUnixTimeMilliseconds(seen) : null,
            IsRestricted = wire.Me is { } me && me.ReachoutTimelock.IsTrue("isActive"),
            IgnoresGroups = wire.Config.Member("ignore").Member("groups") is { ValueKind: JsonValueKind.True or JsonValueKind.False } groups ? groups.GetBoolean() : null,
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
    public const string Stopped = "STOPPED";
    public const string Starting = "STARTING";
    public const string PasskeyRequired = "PASSKEY_REQUIRED";
    public const string PasskeyConfirmation = "PASSKEY_CONFIRMATION_REQUIRED";
    public const string Working = "WORKING";
    public const string Failed = "FAILED";
}
