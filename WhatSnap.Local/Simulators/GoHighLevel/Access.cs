namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>Decides whether a call may do its work, with the vendor's own refusals.</summary>
internal static class Access
{
    public const string ConversationsVersion = "2021-04-15";
    public const string ContactsVersion = "2021-07-28";
    public const string NewestVersion = "v3";

    /// <summary>The location whose token was shown.</summary>
    public static LocationState Admit(GoHighLevelWorld world, GoHighLevelCall call, string version)
    {
        if (call.Token is null || world.Tokens.OwnerOf(call.Token) is not { } owner)
            throw GoHighLevelRefusal.Unauthorized("Invalid JWT");

        if (owner.LocationId is null || world.LocationOfToken(call.Token) is not { } state)
            throw GoHighLevelRefusal.Unauthorized("Token's user type mismatch!");

        if (call.Version is null) throw GoHighLevelRefusal.Unauthorized("version header was not found.");
        if (call.Version != version)
            throw GoHighLevelRefusal.BadRequest($"Version header {call.Version} is not valid.");
        if (world.Faults.LocationsGone.Contains(state.Location.Id))
            throw GoHighLevelRefusal.BadRequest("Location is not active");

        if (call.BodyIsBroken) throw GoHighLevelRefusal.BadRequest("Unexpected token in JSON");
        return state;
    }

    /// <summary>The company whose token was shown.</summary>
    public static string AdmitCompany(GoHighLevelWorld world, GoHighLevelCall call)
    {
        if (call.Token is null || world.Tokens.OwnerOf(call.Token) is not { } owner)
            throw GoHighLevelRefusal.Unauthorized("Invalid JWT");

        if (owner.LocationId is not null) throw GoHighLevelRefusal.Unauthorized("Token's user type mismatch!");
        if (call.Version is null) throw GoHighLevelRefusal.Unauthorized("version header was not found.");
        if (call.Version != ContactsVersion)
            throw GoHighLevelRefusal.BadRequest($"Version header {call.Version} is not valid.");

        return owner.CompanyId;
    }

    public static void DemandLocation(LocationState state, string? locationId)
    {
        if (string.IsNullOrEmpty(locationId))
            throw GoHighLevelRefusal.Unprocessable("locationId must be a string", "locationId should not be empty");

        if (locationId != state.Location.Id) throw GoHighLevelRefusal.OtherLocation();
    }

    /// <summary>The contact, when it exists and belongs to the location.</summary>
    public static SimulatedContact DemandContact(GoHighLevelWorld world, LocationState state, string contactId)
    {
        var owner = world.LocationOfContact(contactId);
        if (owner is not null && owner != state) throw GoHighLevelRefusal.OtherLocation();

        return owner?.Contacts.Get(contactId)
            ?? throw GoHighLevelRefusal.BadRequest($"Contact not found for id: {contactId}");
    }

    /// <summary>The conversation, when it exists and belongs to the location.</summary>
    public static SimulatedConversation DemandConversation(
        GoHighLevelWorld world, LocationState state, string conversationId)
    {
        var conversation = world.Log.Conversation(conversationId)
            ?? throw GoHighLevelRefusal.BadRequest($"Conversation not found for id: {conversationId}");
        if (conversation.LocationId != state.Location.Id) throw GoHighLevelRefusal.OtherLocation();
        return conversation;
    }
}
