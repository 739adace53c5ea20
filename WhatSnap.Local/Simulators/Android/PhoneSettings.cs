using System.Text.Json;
using System.Text.Json.Nodes;

namespace WhatSnap.Local.Simulators.Android;

/// <summary>The app's settings that a server can change, with the defaults of the app.</summary>
internal sealed record PhoneSettings
{
    private const string Auto = "AUTO";
    private const string Lifo = "LIFO";
    private const int Retries = 15;

    /// <summary>AUTO or SSE_ONLY.</summary>
    public string NotificationChannel { get; init; } = Auto;

    /// <summary>The pause between two texts, in seconds.</summary>
    public double SendIntervalMin { get; init; }

    public double SendIntervalMax { get; init; }

    public string ProcessingOrder { get; init; } = Lifo;

    /// <summary>0 when the app does not ping.</summary>
    public int PingSeconds { get; init; }

    public bool InternetRequired { get; init; } = true;

    public int RetryCount { get; init; } = Retries;

    public required string SigningKey { get; init; }

    /// <summary>What a server says: a section or key that is missing stays, null is the default again.</summary>
    /// <param name="sections">The answer of the server.</param>
    /// <param name="newKey">Makes a signing key.</param>
    public PhoneSettings Import(JsonObject sections, Func<string> newKey)
    {
        var settings = this;
        Each(sections, "gateway", "notification_channel", value => settings = settings with { NotificationChannel = value?.GetValue<string>() ?? Auto });
        Each(sections, "messages", "send_interval_min", value => settings = settings with { SendIntervalMin = value?.GetValue<double>() ?? 0 });
        Each(sections, "messages", "send_interval_max", value => settings = settings with { SendIntervalMax = value?.GetValue<double>() ?? 0 });
        Each(sections, "messages", "processing_order", value => settings = settings with { ProcessingOrder = value?.GetValue<string>() ?? Lifo });
        Each(sections, "ping", "interval_seconds", value => settings = settings with { PingSeconds = value?.GetValue<int>() ?? 0 });
        Each(sections, "webhooks", "internet_required", value => settings = settings with { InternetRequired = value?.GetValue<bool>() ?? true });
        Each(sections, "webhooks", "retry_count", value => settings = settings with { RetryCount = value?.GetValue<int>() ?? Retries });
        Each(sections, "webhooks", "signing_key", value => settings = settings with { SigningKey = value?.GetValue<string>() ?? newKey() });
        return settings;
    }

    public override string ToString() => nameof(PhoneSettings);

    private static void Each(JsonObject sections, string section, string key, Action<JsonNode?> take)
    {
        if (sections[section] is not JsonObject found || !found.TryGetPropertyValue(key, out var value)) return;
        try
        {
            take(value);
        }
        catch (Exception other) when (other is InvalidOperationException or FormatException or JsonException)
        {
            // The app leaves a setting of another kind as it was.
        }
    }
}
