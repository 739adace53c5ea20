namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>Finds out whose contact a call is about, for the habit of being slow with some.</summary>
internal static class ConcernedPhone
{
    /// <returns>Milliseconds.</returns>
    public static int SlownessOf(GoHighLevelWorld world, GoHighLevelCall call, GoHighLevelFaults faults)
    {
        if (faults.SlowPhones.Count == 0) return 0;
        return PhoneOf(world, call) is { } phone ? faults.SlowPhones.GetValueOrDefault(phone) : 0;
    }

    private static string? PhoneOf(GoHighLevelWorld world, GoHighLevelCall call)
    {
        if ((call.BodyText("phone") ?? call.QueryValue("number")) is { } number) return PhoneText.Normalize(number);

        var contactId = call.BodyText("contactId") ?? call.QueryValue("contactId") ?? call.PathId;
        if (world.Contact(contactId) is { } contact) return contact.Phone;

        var conversationId = call.BodyText("conversationId") ?? call.QueryValue("conversationId") ?? call.PathId;
        return world.Log.Conversation(conversationId) is { } conversation
            ? world.Contact(conversation.ContactId)?.Phone
            : null;
    }
}
