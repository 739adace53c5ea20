using System.Text.Json;

namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>What a JSON body may hold; anything else is refused 422 in the vendor's words.</summary>
internal sealed class BodyShape(params IEnumerable<BodyMember> members)
{
    private readonly Dictionary<string, BodyMember> _members = members.ToDictionary(member => member.Name);

    public void Demand(JsonElement body)
    {
        var problems = Check(body, prefix: "").ToList();
        if (problems.Count > 0) throw GoHighLevelRefusal.Unprocessable(problems);
    }

    private IEnumerable<string> Check(JsonElement body, string prefix)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            // An absent body and a body of the wrong kind both lack every required member.
            foreach (var member in _members.Values.Where(member => member.Required))
                yield return $"{prefix}{member.Name} should not be empty";
            if (body.ValueKind != JsonValueKind.Undefined) yield return "body must be an object";
            yield break;
        }

        foreach (var property in body.EnumerateObject().Where(property => !_members.ContainsKey(property.Name)))
            yield return $"{prefix}property {property.Name} should not exist";

        foreach (var member in _members.Values)
        {
            var present = body.TryGetProperty(member.Name, out var value) && value.ValueKind != JsonValueKind.Null;
            if (present)
            {
                foreach (var problem in CheckValue(member, value, prefix)) yield return problem;
            }
            else if (member.Required)
            {
                yield return $"{prefix}{member.Name} should not be empty";
            }
        }
    }

    private static IEnumerable<string> CheckValue(BodyMember member, JsonElement value, string prefix)
    {
        var name = prefix + member.Name;
        var problem = member.Kind switch
        {
            BodyKind.Text when value.ValueKind != JsonValueKind.String => $"{name} must be a string",
            BodyKind.Text when member.Values.Count > 0 && !member.Values.Contains(value.GetString()!) =>
                $"{name} must be one of the following values: {string.Join(", ", member.Values)}",
            BodyKind.Text when member.Required && value.GetString()!.Length == 0 => $"{name} should not be empty",
            BodyKind.Date when value.ValueKind != JsonValueKind.String
                || !IsoDate.TryParse(value.GetString()!, out _) => $"{name} must be a valid ISO 8601 date string",
            BodyKind.Flag when value.ValueKind is not (JsonValueKind.True or JsonValueKind.False) =>
                $"{name} must be a boolean value",
            BodyKind.Number when value.ValueKind != JsonValueKind.Number =>
                $"{name} must be a number conforming to the specified constraints",
            BodyKind.Texts or BodyKind.Objects or BodyKind.List when value.ValueKind != JsonValueKind.Array =>
                $"{name} must be an array",
            BodyKind.Texts when value.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String) =>
                $"each value in {name} must be a string",
            BodyKind.Objects when value.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.Object) =>
                $"each value in {name} must be an object",
            BodyKind.Object when value.ValueKind != JsonValueKind.Object => $"{name} must be an object",
            _ => null,
        };
        if (problem is not null) return [problem];
        return member.Shape is null ? [] : CheckInner(member.Shape, name, value);
    }

    private static IEnumerable<string> CheckInner(BodyShape shape, string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().SelectMany((item, index) => shape.Check(item, $"{name}.{index}."))
            : shape.Check(value, $"{name}.");
}

/// <summary>One member of a body.</summary>
internal sealed record BodyMember(string Name, BodyKind Kind, bool Required = false)
{
    /// <summary>The only values allowed; none listed means any.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>The shape of the object, or of each object in the list.</summary>
    public BodyShape? Shape { get; init; }
}

/// <summary>Kinds of JSON values as the vendor's validation tells them apart.</summary>
internal enum BodyKind
{
    Any,
    Text,
    Date,
    Flag,
    Number,
    Object,
    Texts,
    Objects,
    List,
}
