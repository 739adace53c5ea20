using WhatSnap.Core.Accounts;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.WhatsApp;

/// <summary>How a session at the gateway is set up.</summary>
/// <param name="HookUrl">The address that the gateway calls for it.</param>
public sealed record SessionSetup(string HookUrl)
{
    /// <summary>From when on a new link brings in what the phone's history holds; null for nothing.</summary>
    public DateTimeOffset? MessagesSince { get; init; }

    /// <summary>True when what is written in groups is told too.</summary>
    public bool TakesGroups { get; init; }

    /// <summary>The setup of an account's session. One whose link had ended wants what was written meanwhile.</summary>
    public static SessionSetup Of(Account account, PublicAddressOptions host) => new(host.Absolute(
        Routes.WhatsAppEvents.Replace("{key}", account.WhatsApp!.HookKey, StringComparison.Ordinal)))
    {
        TakesGroups = account.TakesGroups,
        MessagesSince = account.StateBefore is { } before && AccountStates.HasLostLink(before) ? account.Health?.BrokenSince : null,
    };
}
