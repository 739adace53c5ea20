using System.Globalization;

namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>How a webhook is tried, as the #fragment of its address sets it; values out of range are ignored.</summary>
internal sealed record WebhookOverrides
{
    private static readonly string[] KnownPolicies = ["4xx", "5xx", "ct", "rt", "all"];

    /// <summary>rc: further attempts after the first, 0 to 5.</summary>
    public int Retries { get; private init; } = 1;

    /// <summary>rp: which failures are tried again.</summary>
    public IReadOnlyList<string> Policies { get; private init; } = ["ct"];

    /// <summary>ct: 100 to 10,000 ms.</summary>
    public TimeSpan Connect { get; private init; } = TimeSpan.FromSeconds(5);

    /// <summary>rt: 100 to 15,000 ms.</summary>
    public TimeSpan Read { get; private init; } = TimeSpan.FromSeconds(15);

    /// <summary>tt: all attempts together, 100 to 15,000 ms.</summary>
    public TimeSpan Total { get; private init; } = TimeSpan.FromSeconds(15);

    public static WebhookOverrides Parse(string url)
    {
        var overrides = new WebhookOverrides();
        if (url.Split('#', 2) is not [_, var fragment]) return overrides;

        foreach (var part in fragment.Split('&'))
        {
            if (part.Split('=', 2) is [var name, var value]) overrides = overrides.With(name, value);
        }

        return overrides;
    }

    /// <param name="failure">"ct", "rt", "4xx" or "5xx".</param>
    public bool TriesAgainAfter(string failure) => Policies.Contains(failure) || Policies.Contains("all");

    public WebhookOverrides WithRead(TimeSpan read) => this with { Read = read };

    private WebhookOverrides With(string name, string value) => name switch
    {
        "rc" when Number(value, 0, 5) is { } retries => this with { Retries = retries },
        "rp" => this with { Policies = [.. Uri.UnescapeDataString(value).Split(',').Where(KnownPolicies.Contains)] },
        "ct" when Number(value, 100, 10_000) is { } time => this with { Connect = TimeSpan.FromMilliseconds(time) },
        "rt" when Number(value, 100, 15_000) is { } time => this with { Read = TimeSpan.FromMilliseconds(time) },
        "tt" when Number(value, 100, 15_000) is { } time => this with { Total = TimeSpan.FromMilliseconds(time) },
        _ => this,
    };

    private static int? Number(string value, int least, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number >= least && number <= most
            ? number
            : null;
}
