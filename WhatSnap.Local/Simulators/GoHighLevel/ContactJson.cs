using System.Text.Json;
using System.Text.Json.Nodes;

namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>Writes contacts as the vendor answers them: empty members are left out.</summary>
internal static class ContactJson
{
    public static JsonObject Of(SimulatedContact contact)
    {
        var json = new JsonObject { ["id"] = contact.Id, ["locationId"] = contact.LocationId };
        Put(json, "name", contact.Name);
        Put(json, "firstName", contact.FirstName);
        Put(json, "lastName", contact.LastName);
        Put(json, "email", contact.Email);
        Put(json, "phone", contact.Phone);
        json["tags"] = Texts(contact.Tags);
        json["customFields"] = new JsonArray([.. contact.CustomFields.Select(CustomField)]);
        foreach (var (name, value) in contact.Other)
        {
            if (value.ValueKind != JsonValueKind.Null) json[name] = JsonSerializer.SerializeToNode(value);
        }

        json["dateAdded"] = IsoDate.Write(contact.DateAdded);
        json["dateUpdated"] = IsoDate.Write(contact.DateUpdated);
        return json;
    }

    public static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);

    private static JsonNode CustomField(KeyValuePair<string, JsonElement> field) =>
        new JsonObject { ["id"] = field.Key, ["value"] = JsonSerializer.SerializeToNode(field.Value) };

    private static void Put(JsonObject json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value)) json[name] = value;
    }
}
