namespace WhatSnap.Core.GoHighLevel;

/// <summary>What WhatSnap asks a location or an agency for; <c>docs/deploy.md</c> lists the same, and a test compares the two.</summary>
public static class GoHighLevelScopes
{
    public static readonly IReadOnlyList<string> All =
    [
        "contacts.readonly",
        "contacts.write",
        "conversations/message.readonly",
        "conversations/message.write",
        "conversations.readonly",
        "conversations.write",
        "locations.readonly",
        "locations/tags.readonly",
        "locations/tags.write",
        "locations/customFields.readonly",
        "locations/customFields.write",
        "users.readonly",
        "workflows.readonly",
        "oauth.readonly",
        "oauth.write",
        "marketplace-installer-details.readonly",
    ];
}
