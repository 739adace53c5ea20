using System.Text.Json;
using System.Text.RegularExpressions;

namespace WhatSnap.Tests.Contracts;

/// <summary>A vendor's OpenAPI document that JSON bodies can be held against.</summary>
public sealed class OpenApiDocument
{
    private readonly SchemaCheck _check = new();
    private readonly string _file;
    private readonly List<PathTemplate> _templates;

    private OpenApiDocument(string file)
    {
        _file = file;
        _templates = [.. _check.Document(file).GetProperty("paths").EnumerateObject()
            .Select(path => new PathTemplate(path.Name, path.Value))
            .OrderBy(template => template.Placeholders)];
    }

    public static OpenApiDocument Load(string path) => new(Path.GetFullPath(path));

    /// <summary>Holds a request's body against its operation; members that no schema names are problems too.</summary>
    /// <param name="method">GET, POST and so on, in any case.</param>
    /// <param name="path">With values or with placeholders; a query is ignored.</param>
    /// <param name="body">Of a form, an object with its fields.</param>
    /// <returns>One sentence for each problem; none when the body is as documented.</returns>
    public IReadOnlyList<string> CheckRequest(string method, string path, JsonElement body)
    {
        if (Operation(method, path) is not { } operation) return [$"{method} {path} is not documented"];
        if (!operation.TryGetProperty("requestBody", out var request)) return [$"{method} {path} takes no body"];

        return [.. _check.Check(SchemaOf(request)!.Value, body, new SchemaPlace(_file, "body", RefuseUnknown: true))];
    }

    /// <summary>Holds the names of a query against the parameters of its operation.</summary>
    public IReadOnlyList<string> CheckQuery(string method, string path, IEnumerable<string> names)
    {
        if (Operation(method, path) is not { } operation) return [$"{method} {path} is not documented"];

        var known = operation.TryGetProperty("parameters", out var parameters)
            ? parameters.EnumerateArray()
                .Where(one => one.TryGetProperty("in", out var place) && place.GetString() == "query")
                .Select(one => one.GetProperty("name").GetString()!).ToHashSet(StringComparer.Ordinal)
            : [];
        return [.. names.Where(name => !known.Contains(name)).Select(name => $"query.{name} is not documented")];
    }

    /// <inheritdoc cref="CheckRequest"/>
    /// <param name="method">GET, POST and so on, in any case.</param>
    /// <param name="path">With values or with placeholders; a query is ignored.</param>
    /// <param name="status">A status that the document does not name is a problem.</param>
    /// <param name="body">The answer.</param>
    public IReadOnlyList<string> CheckResponse(string method, string path, int status, JsonElement body)
    {
        if (Operation(method, path) is not { } operation) return [$"{method} {path} is not documented"];
        if (!operation.GetProperty("responses").TryGetProperty($"{status}", out var response))
            return [$"{method} {path} is not documented to answer {status}"];

        var place = new SchemaPlace(_file, "body", RefuseUnknown: false);
        return SchemaOf(response) is { } schema ? [.. _check.Check(schema, body, place)] : [];
    }

    private JsonElement? Operation(string method, string path)
    {
        var sought = path.Split('?')[0];
        foreach (var template in _templates.Where(template => template.Matches(sought)))
        {
            if (template.Operations.TryGetProperty(method.ToLowerInvariant(), out var operation)) return operation;
        }

        return null;
    }

    private static JsonElement? SchemaOf(JsonElement holder)
    {
        if (!holder.TryGetProperty("content", out var content)) return null;

        var media = content.TryGetProperty("application/json", out var json)
            ? json
            : content.EnumerateObject().Select(kind => kind.Value).FirstOrDefault();
        if (media.ValueKind != JsonValueKind.Object) return null;
        return media.TryGetProperty("schema", out var schema) ? schema : null;
    }

    private sealed class PathTemplate(string template, JsonElement operations)
    {
        private readonly Regex _pattern = new(
            "^" + Regex.Replace(Regex.Escape(template), @"\\\{[^}]*}", "[^/]+") + "$", RegexOptions.CultureInvariant);

        public JsonElement Operations { get; } = operations;

        /// <summary>Few come first: a path of words wins over one that could hold any value.</summary>
        public int Placeholders { get; } = template.Count('{'.Equals);

        public bool Matches(string path) => _pattern.IsMatch(path);
    }
}
