using System.Globalization;
using System.Text.Json;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>An event that GoHighLevel signed. Its body is flat: <c>type</c> and the fields beside it.</summary>
/// <param name="Kind">GoHighLevel's <c>type</c>.</param>
/// <param name="Body">The whole body.</param>
public sealed record CrmEvent(string Kind, JsonElement Body)
{
    /// <summary>GoHighLevel's id of the delivery, which its repeats keep; null when it has none.</summary>
    public string? WebhookId { get; private init; }

    /// <summary>When it happened, by GoHighLevel's clock; null when it does not say.</summary>
    public DateTimeOffset? At { get; private init; }

    /// <summary>The app that it is meant for; null when it does not say.</summary>
    public string? AppId { get; private init; }

    public string? LocationId { get; private init; }

    public string? CompanyId { get; private init; }

    /// <summary>The contact or location that it is about; null when it does not say.</summary>
    public string? SubjectId { get; private init; }

    /// <summary>The event of a body; null when it is not an object in JSON with a <c>type</c>, every name once.</summary>
    public static CrmEvent? Read(byte[] body)
    {
        try
        {
            var whole = JsonElement.Parse(body, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return whole.ValueKind == JsonValueKind.Object && Text(whole, "type") is { } kind
                ? new CrmEvent(kind, whole)
                {
                    WebhookId = Text(whole, "webhookId"),
                    At = Time(whole),
                    AppId = Text(whole, "appId"),
                    LocationId = GoHighLevelId.OrNull(Text(whole, "locationId")),
                    CompanyId = GoHighLevelId.OrNull(Text(whole, "companyId")),
                    SubjectId = GoHighLevelId.OrNull(Text(whole, "id")),
                }
                : null;
        }
        catch (Exception failed) when (JsonText.IsMalformed(failed))
        {
            return null;
        }
    }

    public override string ToString() => $"event {Kind}";

    private static DateTimeOffset? Time(JsonElement body) =>
        Text(body, "timestamp") is { } text && DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? at
            : null;

    private static string? Text(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.TextOrNull() is { Length: > 0 } text
            ? text
            : null;
}
