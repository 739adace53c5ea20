using System.Text.Json;
using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.Devices;

/// <summary>Reads what a device sends about messages. Their texts may be half letters, so that only what is no JSON at all is refused.</summary>
internal static class ItemsBody
{
    public static async Task<(JsonElement Body, IResult? Refusal)> ReadAsync(HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        if (!request.HasJsonContentType()) return (default, DeviceRefusals.NotJson.Answer());
        if (await BoundedBody.ReadAsync(request, limit, cancellationToken) is not { } bytes) return (default, DeviceRefusals.TooLarge.Answer());
        try
        {
            var body = JsonElement.Parse(bytes);
            if (body.ValueKind == JsonValueKind.Object) return (body, null);
        }
        catch (Exception malformed) when (JsonText.IsMalformed(malformed))
        {
            // Its message repeats parts of the body.
        }

        return (default, DeviceRefusals.BodyInvalid.Answer());
    }

    /// <summary>The items of a body, at most so many; null where there are none or more.</summary>
    public static IReadOnlyList<JsonElement>? ItemsOf(JsonElement body, int most)
    {
        try
        {
            return body.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Array && items.GetArrayLength() <= most
                ? [.. items.EnumerateArray()]
                : null;
        }
        catch (InvalidOperationException)
        {
            // A name in it is half a letter.
            return null;
        }
    }
}
