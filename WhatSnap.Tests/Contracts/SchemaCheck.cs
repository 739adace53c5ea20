using System.Text.Json;

namespace WhatSnap.Tests.Contracts;

/// <summary>Checks JSON against the part of JSON Schema that vendors' documents use.</summary>
internal sealed class SchemaCheck
{
    private static readonly string[] Compositions = ["allOf", "anyOf", "oneOf"];

    private readonly Dictionary<string, JsonElement> _documents = [];

    public JsonElement Document(string file)
    {
        if (!_documents.TryGetValue(file, out var document))
        {
            using var parsed = JsonDocument.Parse(File.ReadAllBytes(file));
            _documents.Add(file, document = parsed.RootElement.Clone());
        }

        return document;
    }

    public IEnumerable<string> Check(JsonElement schema, JsonElement value, SchemaPlace place)
    {
        (schema, place) = Resolve(schema, place);
        if (value.ValueKind == JsonValueKind.Null)
            return AllowsNull(schema) ? [] : [$"{place.Name} is null"];

        if (!IsOfType(schema, value)) return [$"{place.Name} is not of type {schema.GetProperty("type")}"];

        return CheckEnum(schema, value, place)
            .Concat(CheckObject(schema, value, place))
            .Concat(CheckItems(schema, value, place))
            .Concat(CheckCompositions(schema, value, place));
    }

    private (JsonElement Schema, SchemaPlace Place) Resolve(JsonElement schema, SchemaPlace place)
    {
        while (schema.TryGetProperty("$ref", out var reference))
        {
            var parts = reference.GetString()!.Split('#', 2);
            if (parts[0].Length > 0)
                place = place with { File = Path.GetFullPath(parts[0], Path.GetDirectoryName(place.File)!) };

            schema = Document(place.File);
            foreach (var step in parts[1].Split('/', StringSplitOptions.RemoveEmptyEntries))
                schema = schema.GetProperty(Uri.UnescapeDataString(step).Replace("~1", "/").Replace("~0", "~"));
        }

        return (schema, place);
    }

    /// <summary>A schema that names no type at all does not forbid null.</summary>
    private static bool AllowsNull(JsonElement schema) =>
        (schema.TryGetProperty("nullable", out var nullable) && nullable.GetBoolean())
        || (!schema.TryGetProperty("type", out _)
            && !Array.Exists(Compositions, name => schema.TryGetProperty(name, out _)));

    private static bool IsOfType(JsonElement schema, JsonElement value)
    {
        if (!schema.TryGetProperty("type", out var type)) return true;
        return type.GetString() switch
        {
            "string" => value.ValueKind == JsonValueKind.String,
            "number" => value.ValueKind == JsonValueKind.Number,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            _ => true,
        };
    }

    private static IEnumerable<string> CheckEnum(JsonElement schema, JsonElement value, SchemaPlace place)
    {
        if (schema.TryGetProperty("enum", out var allowed)
            && !allowed.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)))
        {
            yield return $"{place.Name} is {value.GetRawText()}, which is none of {allowed.GetRawText()}";
        }
    }

    private IEnumerable<string> CheckObject(JsonElement schema, JsonElement value, SchemaPlace place)
    {
        if (value.ValueKind != JsonValueKind.Object) yield break;

        if (schema.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.Array)
        {
            foreach (var name in required.EnumerateArray().Select(name => name.GetString()!))
            {
                if (!value.TryGetProperty(name, out _)) yield return $"{place.Name}.{name} is missing";
            }
        }

        var properties = schema.TryGetProperty("properties", out var named) ? named : default;
        var known = place.RefuseUnknown ? KnownNames(schema, place).ToHashSet(StringComparer.Ordinal) : [];
        foreach (var member in value.EnumerateObject())
        {
            if (properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty(member.Name, out var inner))
            {
                foreach (var problem in Check(inner, member.Value, place.At($".{member.Name}"))) yield return problem;
            }
            else if (known.Count > 0 && !known.Contains(member.Name))
            {
                yield return $"{place.Name}.{member.Name} is not documented";
            }
        }
    }

    private IEnumerable<string> KnownNames(JsonElement schema, SchemaPlace place)
    {
        (schema, place) = Resolve(schema, place);
        var own = schema.TryGetProperty("properties", out var properties)
            ? properties.EnumerateObject().Select(property => property.Name)
            : [];
        return own.Concat(Parts(schema).SelectMany(part => KnownNames(part.Schema, place)));
    }

    private IEnumerable<string> CheckItems(JsonElement schema, JsonElement value, SchemaPlace place) =>
        value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items)
            ? value.EnumerateArray().SelectMany((item, index) => Check(items, item, place.At($"[{index}]")))
            : [];

    private IEnumerable<string> CheckCompositions(JsonElement schema, JsonElement value, SchemaPlace place)
    {
        // What a part does not name may be named by the whole or by another part.
        var within = place with { RefuseUnknown = false };
        var results = Parts(schema)
            .Select(part => (part.Kind, Problems: Check(part.Schema, value, within).ToList()))
            .ToLookup(part => part.Kind, part => part.Problems);

        foreach (var problem in results["allOf"].SelectMany(problems => problems)) yield return problem;
        if (results.Contains("anyOf") && results["anyOf"].All(problems => problems.Count > 0))
            yield return $"{place.Name} fits none of anyOf: {string.Join("; ", results["anyOf"].First())}";
        if (results.Contains("oneOf") && results["oneOf"].Count(problems => problems.Count == 0) != 1)
            yield return $"{place.Name} does not fit exactly one of oneOf";
    }

    private static IEnumerable<(string Kind, JsonElement Schema)> Parts(JsonElement schema) =>
        from kind in Compositions
        where schema.TryGetProperty(kind, out _)
        from part in schema.GetProperty(kind).EnumerateArray()
        select (kind, part);
}

/// <summary>Where in which file a check stands, in the words of its problems.</summary>
internal sealed record SchemaPlace(string File, string Name, bool RefuseUnknown)
{
    public SchemaPlace At(string step) => this with { Name = Name + step };
}
