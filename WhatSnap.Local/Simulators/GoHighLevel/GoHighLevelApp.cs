using WhatSnap.Core.GoHighLevel;

namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>The marketplace app as it is registered in the simulated developer portal.</summary>
public sealed record GoHighLevelApp
{
    /// <summary>The app's id, a hyphen and a suffix.</summary>
    public string ClientId { get; init; } = "simulatedapp00000001-local";

    public string ClientSecret { get; init; } = Guid.NewGuid().ToString();

    /// <summary>The redirect address that is registered; null takes any.</summary>
    public string? RedirectUri { get; init; }

    /// <summary>Where INSTALL, UNINSTALL and other events are posted; null posts none.</summary>
    public Uri? WebhookUrl { get; init; }

    /// <summary>True posts what happens to contacts and messages there too.</summary>
    public bool PostsEvents { get; init; }

    /// <summary>The provider's Delivery URL, where messages are handed over; null hands over none.</summary>
    public Uri? DeliveryUrl { get; init; }

    /// <summary>The app's conversation provider, as the portal named it.</summary>
    public string ConversationProviderId { get; init; } = "provider000000000001";

    /// <summary>The scopes that the app has in the portal, which every grant says.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = GoHighLevelScopes.All;

    /// <summary>How long access tokens work.</summary>
    public TimeSpan AccessLifetime { get; init; } = TimeSpan.FromSeconds(86_399);

    public string AppId => ClientId.Split('-')[0];
}
