using System.Text.Json;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Messages;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>
/// The body of a provider's Delivery URL (portal, ProviderOutboundMessage). Members may be missing, null or more than
/// documented; what is not text where text is due counts as missing.
/// </summary>
internal static class OutboundPayload
{
    private const int LongestText = 20_000;

    /// <summary>The message, or what is wrong with the body.</summary>
    public static (OutboundMessage? Message, string? Problem) Read(byte[] body)
    {
        JsonElement whole;
        try
        {
            whole = JsonElement.Parse(body, new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (Exception failed) when (JsonText.IsMalformed(failed))
        {
            return (null, "The body is not JSON, or names a member twice.");
        }

        if (whole.ValueKind != JsonValueKind.Object) return (null, "The body is not an object.");
        if (Text(whole, "type") is "Email") return (null, "WhatSnap sends no e-mail.");
        if (GoHighLevelId.OrNull(Text(whole, "locationId")) is not { } locationId) return (null, "locationId is missing.");
        if (GoHighLevelId.OrNull(Text(whole, "contactId")) is not { } contactId) return (null, "contactId is missing.");
        if (GoHighLevelId.OrNull(Text(whole, "messageId")) is not { } messageId) return (null, "messageId is missing.");

        var text = Text(whole, "message") ?? "";
        return text.Length > LongestText
            ? (null, $"The text has over {LongestText} letters.")
            : (new OutboundMessage(locationId, messageId, 1, contactId, Text(whole, "phone") ?? "", text, Attachments(whole)), null);
    }

    private static IReadOnlyList<string> Attachments(JsonElement body) =>
        body.TryGetProperty("attachments", out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(one => one.TextOrNull()).OfType<string>()
                .Where(one => Uri.TryCreate(one, UriKind.Absolute, out var address) && address.Scheme is "https" or "http")]
            : [];

    private static string? Text(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) ? value.TextOrNull() : null;
}
