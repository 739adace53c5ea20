namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>One sub-account as it is seeded: who may call for it and how it treats duplicate contacts.</summary>
public sealed record GoHighLevelLocation
{
    public required string Id { get; init; }

    public string CompanyId { get; init; } = "company0000000000001";

    public string Name { get; init; } = "Demo location";

    /// <summary>Two letters, ISO 3166-1.</summary>
    public string Country { get; init; } = "US";

    public string Timezone { get; init; } = "America/New_York";

    public bool AllowDuplicateContact { get; init; }

    /// <summary>Bearer tokens accepted for this location.</summary>
    public IReadOnlyList<string> AccessTokens { get; init; } = [];

    /// <summary>Conversation providers installed here; any other id is refused.</summary>
    public IReadOnlyList<string> ConversationProviderIds { get; init; } = [];

    /// <summary>The provider in the SMS slot; null means the app's, any other sends without the app.</summary>
    public string? SmsProviderId { get; init; }

    /// <summary>The people to whom contacts can be given.</summary>
    public IReadOnlyList<GoHighLevelUser> Users { get; init; } = [];
}

/// <summary>A person who works in a location.</summary>
public sealed record GoHighLevelUser(string Id, string Name)
{
    public string Email => $"{Id}@example.com";

    /// <summary><c>admin</c> or <c>user</c>.</summary>
    public string Role { get; init; } = "user";
}
