using System.Text.Json;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Storage;

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

    /// <summary>When that ends; null where the gateway names no end.</summary>
    public DateTimeOffset? RestrictedUntil { get; init; }

    /// <summary>True when WhatsApp lets it begin no more chats with strangers in this cycle; the bundled gateway alone says so.</summary>
    public bool IsCapped { get; init; }

    /// <summary>When that cycle ends; null where the gateway names no end.</summary>
    public DateTimeOffset? CappedUntil { get; init; }

    /// <summary>True while nothing of groups is told, as far as its setup says; null where it says nothing.</summary>
    public bool? IgnoresGroups { get; init; }

    /// <summary>Where the gateway tells of it, and what; empty where it does not say.</summary>
    public IReadOnlyList<WahaHook> Hooks { get; init; } = [];

    private static readonly long LatestMs = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    internal static WahaSession Of(WireSession wire) =>
        new(wire.Status ?? "", wire.Reason is { Length: > 0 } reason ? reason : null, NumberOf(wire.Me?.Id))
        {
            CaughtUp = wire.CaughtUp,
            PhoneSeenAt = TimeOf(wire.Timestamps.Number("phone")),
            IsRestricted = wire.Me is { } me && me.ReachoutTimelock.IsTrue("isActive"),
            RestrictedUntil = TimeOf(wire.Me?.ReachoutTimelock.Number("ends")),
            IsCapped = wire.Me is { } own && own.NewChatCap.IsTrue("isActive"),
            CappedUntil = TimeOf(wire.Me?.NewChatCap.Number("ends")),
            IgnoresGroups = wire.Config.Member("ignore").Member("groups") is { ValueKind: JsonValueKind.True or JsonValueKind.False } groups ? groups.GetBoolean() : null,
            Hooks = [.. wire.Config.Items("webhooks").Select(WahaHook.Of).Where(hook => hook.Events.Count > 0)],
        };

    private static DateTimeOffset? TimeOf(long? milliseconds) =>
        milliseconds is > 0 and { } known && known < LatestMs ? DateTimeOffset.FromUnixTimeMilliseconds(known) : null;

    /// <summary>The digits of <c>digits@c.us</c>, or of <c>digits:device@s.whatsapp.net</c>; a LID is no number.</summary>
    internal static PhoneNumber? NumberOf(string? id)
    {
        if (id is null || !(id.EndsWith("@c.us", StringComparison.Ordinal) || id.EndsWith("@s.whatsapp.net", StringComparison.Ordinal))) return null;
        var digits = id[..id.IndexOfAny([':', '@'])];
        return PhoneNumber.TryParse("+" + digits, out var number) ? number : null;
    }
}

/// <summary>A webhook of a session, as the gateway shows it.</summary>
/// <param name="Url">The address that is called; empty where it is not shown.</param>
/// <param name="Events">The events that are told there.</param>
/// <param name="Key">The key that signs them; null where it is not shown.</param>
public sealed record WahaHook(string Url, IReadOnlyList<string> Events, Secret? Key)
{
    internal static WahaHook Of(JsonElement webhook) => new(
        webhook.Member("url").TextOr(""),
        [.. webhook.Items("events").Select(one => one.TextOr(""))],
        webhook.Member("hmac").Text("key") is { } key && key.Trim('*').Length > 0 ? new Secret(key) : null);
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
