using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.Dashboard;

/// <summary>Reads a small JSON body, or says why it is none.</summary>
internal static class JsonBody
{
    private const int LongestName = 40;

    public static async Task<(T? Body, IResult? Refusal)> ReadAsync<T>(
        HttpRequest request, JsonTypeInfo<T> type, int limit, CancellationToken cancellationToken)
        where T : class
    {
        if (!request.HasJsonContentType())
        {
            return (null, Answers.Refuse(
                StatusCodes.Status415UnsupportedMediaType, "This is not JSON.", "Send Content-Type: application/json."));
        }

        if (await BoundedBody.ReadAsync(request, limit, cancellationToken) is not { } bytes)
        {
            return (null, Answers.Refuse(
                StatusCodes.Status413PayloadTooLarge, "The body is too large.", $"Send at most {limit / 1024} kB."));
        }

        try
        {
            if (JsonText.IsWellFormed(bytes) && JsonSerializer.Deserialize(bytes, type) is { } body)
            {
                request.HttpContext.Items[ChangeGuard.MembersItem] = NamesIn(bytes);
                return (body, null);
            }
        }
        catch (JsonException)
        {
            // Its message repeats parts of the body.
        }

        return (null, Answers.Wrong("The body is not the JSON that is expected here.", "Send what the documentation shows."));
    }

    /// <summary>The names of the body's members, for the record of what was changed.</summary>
    private static List<string> NamesIn(byte[] json)
    {
        var body = JsonElement.Parse(json);
        return body.ValueKind == JsonValueKind.Object
            ? [.. body.EnumerateObject().Select(member => member.Name).Where(name => name.Length <= LongestName && name.All(char.IsAsciiLetterOrDigit))]
            : [];
    }
}
