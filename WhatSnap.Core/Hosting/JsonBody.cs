using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace WhatSnap.Core.Hosting;

/// <summary>Reads a small JSON body of the API; anything else is a refusal that says what is wrong.</summary>
public static class JsonBody
{
    private const int Largest = 16 * 1024;

    /// <summary>The body, or the refusal; one of the two is null.</summary>
    public static async Task<(T? Body, IResult? Refusal)> ReadAsync<T>(
        HttpRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        if (!request.HasJsonContentType())
        {
            return (null, Answers.Refuse(
                StatusCodes.Status415UnsupportedMediaType, "This is not JSON.", "Send Content-Type: application/json."));
        }

        if (await BoundedBody.ReadAsync(request, Largest, cancellationToken) is not { } bytes)
        {
            return (null, Answers.Refuse(
                StatusCodes.Status413PayloadTooLarge, "The body is too large.", $"Send at most {Largest / 1024} kB."));
        }

        try
        {
            if (JsonSerializer.Deserialize(bytes, type) is { } body) return (body, null);
        }
        catch (JsonException)
        {
            // Its words may hold what was sent.
        }

        return (null, Answers.Refuse(
            StatusCodes.Status400BadRequest, "The body is not the JSON that is expected here.",
            "Send the fields that docs/api.md names, with the types it gives."));
    }
}
