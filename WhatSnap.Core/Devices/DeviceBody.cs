using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.Devices;

/// <summary>Reads the JSON body of a device's call, or says why it is none.</summary>
internal static class DeviceBody
{
    public static async Task<(T? Body, DeviceRefusal? Refusal)> ReadAsync<T>(
        HttpRequest request, JsonTypeInfo<T> type, int limit, CancellationToken cancellationToken)
        where T : class
    {
        if (!request.HasJsonContentType()) return (null, DeviceRefusals.NotJson);
        if (await BoundedBody.ReadAsync(request, limit, cancellationToken) is not { } bytes) return (null, DeviceRefusals.TooLarge);
        try
        {
            if (JsonText.IsWellFormed(bytes) && JsonSerializer.Deserialize(bytes, type) is { } body) return (body, null);
        }
        catch (JsonException)
        {
            // Its message repeats parts of the body.
        }

        return (null, DeviceRefusals.BodyInvalid);
    }

    /// <summary>A text to be shown, without what can't be seen; null for none, or one that is too long.</summary>
    public static string? Text(string? given, int longest)
    {
        var text = new string([.. (given ?? "").Where(one => char.GetUnicodeCategory(one) is not (UnicodeCategory.Control or UnicodeCategory.Format))]).Trim();
        return text.Length is 0 || text.Length > longest ? null : text;
    }

    /// <summary>Reads a number that may be left out; false for one that is none.</summary>
    public static bool TryNumber(string? given, out PhoneNumber? number)
    {
        number = null;
        if (string.IsNullOrWhiteSpace(given)) return true;
        if (!PhoneNumber.TryParse(given.Trim(), out var parsed)) return false;
        number = parsed;
        return true;
    }
}
