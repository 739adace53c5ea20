namespace WhatSnap.Core.GoHighLevel;

/// <summary>What WhatSnap asks a location or an agency for; <c>docs/deploy.md</c> lists the same, and a test compares the two.</summary>
public static class GoHighLevelScopes
{
    /// <summary>Those without which something does not work in a location today.</summary>
    public static readonly IReadOnlyList<string> NeededInLocation =
    [
        "contacts.readonly",
        "contacts.write",
        "conversations/message.readonly",
        "conversations/message.write",
        "locations.readonly",
        "locations/tags.readonly",
        "locations/tags.write",
        "locations/customFields.readonly",
        "locations/customFields.write",
        "users.readonly",
    ];

    /// <summary>Those that an agency's grant needs besides, to give access to its locations.</summary>
    public static readonly IReadOnlyList<string> NeededInAgency = ["oauth.readonly", "oauth.write"];

    /// <summary>All that an install asks for: what is needed, and what later versions will use.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        .. NeededInLocation,
        .. NeededInAgency,
        "conversations.readonly",
        "conversations.write",
        "workflows.readonly",
        "marketplace-installer-details.readonly",
    ];
}
