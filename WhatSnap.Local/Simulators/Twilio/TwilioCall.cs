using System.Net;
using System.Text;

namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>One API request with its credentials, path values and form.</summary>
internal sealed class TwilioCall(
    TwilioCallName name, HttpRequest request, IReadOnlyList<KeyValuePair<string, string>> form)
{
    public TwilioCallName Name => name;

    public string Path => request.Path;

    public static async Task<TwilioCall> ReadAsync(TwilioCallName name, HttpRequest request)
    {
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        var text = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        return new TwilioCall(name, request, ParseForm(text));
    }

    public string PathValue(string name) => (string)request.RouteValues[name]!;

    /// <summary>Scheme and host that the caller used.</summary>
    public string Host => $"{request.Scheme}://{request.Host}";

    public string? QueryValue(string name) => request.Query[name].ToString() is { Length: > 0 } value ? value : null;

    /// <summary>The field of exactly this spelling; ASP.NET's own form would also take another case.</summary>
    public string? FormValue(string name)
    {
        foreach (var (key, value) in form)
        {
            if (key == name) return value;
        }

        return null;
    }

    /// <summary>The same list with the same filters at another page, as a path.</summary>
    public string Link(int page, int pageSize, string? pageToken)
    {
        var query = request.Query
            .Where(field => field.Key is not ("Page" or "PageSize" or "PageToken"))
            .Select(field => new KeyValuePair<string, string?>(field.Key, field.Value))
            .Append(new("PageSize", $"{pageSize}"))
            .Append(new("Page", $"{page}"));
        if (pageToken is not null) query = query.Append(new("PageToken", pageToken));
        return request.Path + QueryString.Create(query);
    }

    /// <summary>User and password of HTTP Basic; null when there are none.</summary>
    public (string User, string Password)? Credentials()
    {
        const string scheme = "Basic ";
        var header = request.Headers.Authorization.ToString();
        var bytes = new byte[header.Length];
        if (!header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)
            || !Convert.TryFromBase64String(header[scheme.Length..], bytes, out var length)) return null;

        return Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [var user, var password]
            ? (user, password)
            : null;
    }

    private static List<KeyValuePair<string, string>> ParseForm(string text)
    {
        var fields = new List<KeyValuePair<string, string>>();
        foreach (var field in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = field.Split('=', 2);
            fields.Add(new(WebUtility.UrlDecode(parts[0]), parts.Length > 1 ? WebUtility.UrlDecode(parts[1]) : ""));
        }

        return fields;
    }
}
