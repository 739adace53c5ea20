using System.Text.Json;

namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>One request, read whole, so that its work can be done when the connection is long gone.</summary>
internal sealed record GoHighLevelCall
{
    /// <summary>The value of the first placeholder in the path, if it has one.</summary>
    public string PathId { get; private init; } = "";

    /// <summary>The tag that the path names besides, if it does.</summary>
    public string TagId { get; private init; } = "";

    /// <summary>The channel that the path names besides, if it does.</summary>
    public string Channel { get; private init; } = "";

    public required IQueryCollection Query { get; init; }

    public string? Token { get; private init; }

    public string? Version { get; private init; }

    /// <summary>Undefined when the request has no JSON body.</summary>
    public JsonElement Body { get; private init; }

    public bool BodyIsBroken { get; private init; }

    public IReadOnlyDictionary<string, string> Form { get; private init; } = new Dictionary<string, string>();

    public IReadOnlyList<SimulatedFile> Files { get; private init; } = [];

    /// <summary>Scheme, host and port as the caller used them.</summary>
    public required string Origin { get; init; }

    public static async Task<GoHighLevelCall> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        var call = new GoHighLevelCall
        {
            PathId = request.RouteValues.FirstOrDefault(value => value.Key is not ("tagId" or "channel")).Value as string ?? "",
            TagId = request.RouteValues["tagId"] as string ?? "",
            Channel = request.RouteValues["channel"] as string ?? "",
            Query = request.Query,
            Token = TokenOf(request),
            Version = request.Headers["Version"].ToString() is { Length: > 0 } version ? version : null,
            Origin = $"{request.Scheme}://{request.Host}",
        };
        if (request.HasFormContentType) return await ReadFormAsync(call, request, context.RequestAborted);
        return await ReadJsonAsync(call, request, context.RequestAborted);
    }

    /// <summary>The query parameter, or null when it is missing or empty.</summary>
    public string? QueryValue(string name) => Query[name].ToString() is { Length: > 0 } value ? value : null;

    /// <summary>The string member of the JSON body, or null.</summary>
    public string? BodyText(string name) =>
        Body.ValueKind == JsonValueKind.Object
        && Body.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static string? TokenOf(HttpRequest request)
    {
        const string scheme = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) ? header[scheme.Length..].Trim() : null;
    }

    private static async Task<GoHighLevelCall> ReadJsonAsync(
        GoHighLevelCall call, HttpRequest request, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, cancellationToken);
        if (buffer.Length == 0) return call;

        try
        {
            return call with { Body = JsonElement.Parse(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)) };
        }
        catch (JsonException)
        {
            return call with { BodyIsBroken = true };
        }
    }

    private static async Task<GoHighLevelCall> ReadFormAsync(
        GoHighLevelCall call, HttpRequest request, CancellationToken cancellationToken)
    {
        var form = await request.ReadFormAsync(cancellationToken);
        var files = new List<SimulatedFile>();
        foreach (var file in form.Files)
        {
            using var buffer = new MemoryStream();
            await file.CopyToAsync(buffer, cancellationToken);
            files.Add(new SimulatedFile(file.FileName, file.ContentType, buffer.ToArray()));
        }

        var fields = form.ToDictionary(field => field.Key, field => field.Value.ToString());
        return call with { Form = fields, Files = files };
    }
}
