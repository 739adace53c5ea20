using System.Net;
using System.Text;

namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>
/// One API request with its credentials, path values and form, read whole, so that its work can be done when the
/// connection is long gone.
/// </summary>
internal sealed class TwilioCall(
    TwilioCallName name, HttpRequest request, IReadOnlyList<KeyValuePair<string, string>> form)
{
    private readonly RouteValueDictionary _path = new(request.RouteValues);
    private readonly IQueryCollection _query = request.Query;
    private readonly string _authorization = request.Headers.Authorization.ToString();

    public TwilioCallName Name => name;

    public string Path { get; } = request.Path;

    public static async Task<TwilioCall> ReadAsync(TwilioCallName name, HttpRequest request)
    {
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        var text = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        return new TwilioCall(name, request, ParseForm(text));
    }

    public string PathValue(string name) => (string)_path[name]!;

    /// <summary>Scheme and host that the caller used.</summary>
    public string Host { get; } = $"{request.Scheme}://{request.Host}";

    public string? QueryValue(string name) => _query[name].ToString() is { Length: > 0 } value ? value : null;

    /// <summary>The field of exactly this spelling; ASP.NET's own form would also take another case.</summary>
    public string? FormValue(string name)
    {
        foreach (var (key, value) in form)
        {
            if (key == name) return value;
        }

        return null;
    }

    /// <summary>Every field of that spelling, for a name that may be repeated.</summary>
    public IReadOnlyList<string> FormValues(string name) =>
        [.. form.Where(field => field.Key == name).Select(field => field.Value)];

    /// <summary>The same list with the same filters at another page, as a path.</summary>
    public string Link(int page, int pageSize, string? pageToken)
    {
        var query = _query
            .Where(field => field.Key is not ("Page" or "PageSize" or "PageToken"))
            .Select(field => new KeyValuePair<string, string?>(field.Key, field.Value))
            .Append(new("PageSize", $"{pageSize}"))
            .Append(new("Page", $"{page}"));
        if (pageToken is not null) query = query.Append(new("PageToken", pageToken));
        return Path + QueryString.Create(query);
    }

    /// <summary>User and password of HTTP Basic; null when there are none.</summary>
    public (string User, string Password)? Credentials()
    {
        const string scheme = "Basic ";
        var bytes = new byte[_authorization.Length];
        if (!_authorization.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)
            || !Convert.TryFromBase64String(_authorization[scheme.Length..], bytes, out var length)) return null;

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
