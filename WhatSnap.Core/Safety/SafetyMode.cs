using System.Text.Json.Serialization;
using WhatSnap.Core.Accounts;

namespace WhatSnap.Core.Safety;

/// <summary>How carefully an account sends.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SafetyMode>))]
public enum SafetyMode
{
    /// <summary>Everything goes out as it comes.</summary>
    Off,

    /// <summary>Limits that ordinary use does not meet.</summary>
    Gentle,

    /// <summary>Limits for a number that must not be lost, or that was warned.</summary>
    Strict,
}

/// <summary>The names of the modes, and which one an account has that nobody chose one for.</summary>
public static class SafetyModes
{
    /// <summary>
    /// WhatsApp takes numbers away, also at low volume: gentle. A Twilio number is registered and paid, its carriers have limits and
    /// Twilio a queue of its own, and campaigns are what it is for: off.
    /// </summary>
    public static SafetyMode DefaultOf(Platform platform) => platform == Platform.WhatsApp ? SafetyMode.Gentle : SafetyMode.Off;

    public static string NameOf(SafetyMode mode) => mode switch
    {
        SafetyMode.Off => "off",
        SafetyMode.Gentle => "gentle",
        SafetyMode.Strict => "strict",
        _ => throw new ArgumentOutOfRangeException(nameof(mode)),
    };

    /// <summary>Null for what is no mode's name.</summary>
    public static SafetyMode? Find(string? name) =>
        Enum.GetValues<SafetyMode>().Where(mode => NameOf(mode) == name).Select(mode => (SafetyMode?)mode).FirstOrDefault();
}
