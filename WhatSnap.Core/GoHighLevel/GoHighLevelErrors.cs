using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>What an answer of GoHighLevel other than a success says about the call.</summary>
internal static class GoHighLevelErrors
{
    public static CallOutcome OutcomeOf(HttpStatusCode status) => (int)status switch
    {
        429 => CallOutcome.NotDone,
        408 or 502 or 503 or 504 => CallOutcome.MayStillRun,
        >= 500 => CallOutcome.MayHaveBeenDone,
        _ => CallOutcome.Refused,
    };

    public static CallOutcome OutcomeOf(HttpRequestException broken) =>
        broken.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
            or HttpRequestError.SecureConnectionError ? CallOutcome.NotDone : CallOutcome.MayStillRun;

    /// <summary>The JSON of an answer; null when there is none.</summary>
    public static T? Read<T>(byte[] bytes, JsonTypeInfo<T> type)
        where T : class
    {
        if (bytes.Length == 0) return null;
        try
        {
            return JsonSerializer.Deserialize(bytes, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Reads the polymorphic <c>message</c>: a string, or an array of strings.</summary>
    public static string? Words(JsonElement? message) => message switch
    {
        { ValueKind: JsonValueKind.String } text => text.TextOrNull(),
        { ValueKind: JsonValueKind.Array } list => string.Join(
            "; ", list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.TextOrNull())),
        _ => null,
    };
}
