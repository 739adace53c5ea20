using System.Text.Json;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.WhatsApp;

/// <summary>Reads JSON whose members may be missing or of another kind than expected: then there is nothing.</summary>
internal static class Lenient
{
    /// <summary>A member; an undefined element where there is none.</summary>
    public static JsonElement Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : default;

    /// <summary>The text of a member; null for none and for an empty one.</summary>
    public static string? Text(this JsonElement element, string name) => element.Member(name).TextOr(null);

    /// <summary>The items of an array member.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    public static bool IsTrue(this JsonElement element, string name) => element.Member(name).ValueKind == JsonValueKind.True;

    /// <summary>A whole number; null where there is none.</summary>
    public static long? Number(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Number } member && member.TryGetInt64(out var number) ? number : null;

    /// <returns>The text of an element, or <paramref name="instead"/> where it is none or empty.</returns>
    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(instead))]
    public static string? TextOr(this JsonElement element, string? instead) =>
        element.TextOrNull() is { Length: > 0 } text ? text : instead;
}
