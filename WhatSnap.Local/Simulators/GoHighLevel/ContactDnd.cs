using System.Text.Json;
using System.Text.Json.Nodes;

namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>Do-not-disturb of a contact: <c>dnd</c> for everything, <c>dndSettings</c> by channel. What is sent of it replaces it whole.</summary>
internal static class ContactDnd
{
    public const string Settings = "dndSettings";
    private const string All = "dnd";

    /// <summary>The channels that a person can switch here; the vendor has more.</summary>
    public static readonly IReadOnlyList<string> Channels = ["SMS", "WhatsApp", "Email"];

    /// <summary>Whether it is on for a channel, or for everything when none is named.</summary>
    public static bool IsOn(SimulatedContact contact, string? channel) => channel is null
        ? contact.Other.TryGetValue(All, out var all) && all.ValueKind == JsonValueKind.True
        : SettingsOf(contact)[channel]?["status"]?.GetValue<string>() is "active" or "permanent";

    /// <summary>The contact after a person switched it; who and when stands in the setting, as the vendor writes it.</summary>
    public static SimulatedContact Switch(SimulatedContact contact, bool isOn, string? channel, DateTimeOffset at)
    {
        if (channel is null) return With(contact, All, JsonSerializer.SerializeToElement(isOn));
        var settings = SettingsOf(contact);
        settings[channel] = new JsonObject
        {
            ["status"] = isOn ? "active" : "inactive",
            ["message"] = $"Updated by 'Demo User' at {IsoDate.Write(at)}",
            ["code"] = "103",
        };
        return With(contact, Settings, JsonSerializer.SerializeToElement(settings));
    }

    /// <summary>All of it, to see whether it changed.</summary>
    public static string TextOf(SimulatedContact contact) => $"{IsOn(contact, null)} {SettingsOf(contact).ToJsonString()}";

    private static JsonObject SettingsOf(SimulatedContact contact) =>
        contact.Other.TryGetValue(Settings, out var settings) && settings.ValueKind == JsonValueKind.Object
            ? JsonObject.Create(settings)!
            : [];

    private static SimulatedContact With(SimulatedContact contact, string name, JsonElement value) =>
        contact with { Other = new Dictionary<string, JsonElement>(contact.Other) { [name] = value } };
}
