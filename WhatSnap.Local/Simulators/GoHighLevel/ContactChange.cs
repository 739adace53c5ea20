using System.Text.Json;

namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>Applies a checked body to a contact: what is sent replaces, what is left out stays.</summary>
internal static class ContactChange
{
    private static readonly HashSet<string> NotKept =
    [
        "locationId", "createNewIfDuplicateAllowed",
        "firstName", "lastName", "name", "email", "phone", "tags", "customFields",
    ];

    public static SimulatedContact Apply(SimulatedContact contact, JsonElement body)
    {
        var other = new Dictionary<string, JsonElement>(contact.Other);
        foreach (var property in body.EnumerateObject())
        {
            if (property.NameEquals("tags"))
                contact = contact with { Tags = Distinct(Texts(property.Value)) };
            else if (property.NameEquals("customFields"))
                contact = contact with { CustomFields = Merge(contact.CustomFields, property.Value) };
            else if (!NotKept.Contains(property.Name))
                other[property.Name] = property.Value;
            else
                contact = ApplyText(contact, property);
        }

        return contact with { Other = other };
    }

    public static IReadOnlyList<string> Distinct(IEnumerable<string> tags) =>
        [.. tags.Distinct(StringComparer.OrdinalIgnoreCase)];

    public static IEnumerable<string> Texts(JsonElement list) =>
        list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Select(item => item.GetString()!) : [];

    private static SimulatedContact ApplyText(SimulatedContact contact, JsonProperty property)
    {
        if (property.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null)) return contact;

        var text = property.Value.GetString();
        return property.Name switch
        {
            "firstName" => contact with { FirstName = text },
            "lastName" => contact with { LastName = text },
            "name" => WithName(contact, text),
            "email" => contact with { Email = text },
            "phone" => contact with { Phone = PhoneText.Normalize(text) },
            _ => contact,
        };
    }

    private static SimulatedContact WithName(SimulatedContact contact, string? name)
    {
        var parts = (name ?? "").Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return contact with { FirstName = parts.FirstOrDefault(), LastName = parts.Skip(1).FirstOrDefault() };
    }

    private static Dictionary<string, JsonElement> Merge(
        IReadOnlyDictionary<string, JsonElement> known, JsonElement sent)
    {
        var fields = new Dictionary<string, JsonElement>(known);
        if (sent.ValueKind != JsonValueKind.Array) return fields;

        foreach (var field in sent.EnumerateArray())
        {
            if (!field.TryGetProperty("id", out var id) && !field.TryGetProperty("key", out id)) continue;
            if (id.ValueKind == JsonValueKind.String && field.TryGetProperty("field_value", out var value))
                fields[id.GetString()!] = value;
        }

        return fields;
    }
}
