namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>The message types that can be sent, with the number and name under which the vendor stores them.</summary>
internal static class MessageTypes
{
    private static readonly Dictionary<string, (int Number, string Name)> Stored = new(StringComparer.Ordinal)
    {
        ["Call"] = (1, "TYPE_CALL"),
        ["SMS"] = (2, "TYPE_SMS"),
        ["Email"] = (3, "TYPE_EMAIL"),
        ["WhatsApp"] = (19, "TYPE_WHATSAPP"),
        ["Custom"] = (22, "TYPE_CUSTOM_PROVIDER_SMS"),
        ["Live_Chat"] = (29, "TYPE_LIVE_CHAT"),
        ["WebChat"] = (0, "TYPE_WEBCHAT"),
        ["RCS"] = (0, "TYPE_RCS"),
        ["GMB"] = (0, "TYPE_GMB"),
        ["IG"] = (0, "TYPE_INSTAGRAM"),
        ["FB"] = (0, "TYPE_FACEBOOK"),
        ["IVR_Call"] = (0, "TYPE_IVR_CALL"),
        ["Campaign_Call"] = (0, "TYPE_CAMPAIGN_CALL"),
        ["Campaign_VoiceMail"] = (0, "TYPE_CAMPAIGN_VOICEMAIL"),
        ["TIKTOK"] = (0, "TYPE_TIKTOK"),
        ["ALL_IN_ONE_CHAT"] = (29, "TYPE_LIVE_CHAT"),
        ["FORM_SUBMISSION"] = (0, "TYPE_FORM_SUBMISSION"),
    };

    public static IReadOnlyList<string> Sendable { get; } = [.. Stored.Keys];

    /// <summary>0 where no source gives the vendor's number.</summary>
    public static int NumberOf(string type) => Stored[type].Number;

    public static string NameOf(string type) => Stored[type].Name;

    /// <summary>Whether a message of the type belongs to a channel of the export.</summary>
    public static bool IsOfChannel(string type, string channel) => channel switch
    {
        "SMS" => type is "SMS" or "Custom",
        "Call" => type is "Call" or "IVR_Call" or "Campaign_Call",
        "Instagram" => type == "IG",
        "Facebook" => type == "FB",
        _ => type == channel,
    };
}
