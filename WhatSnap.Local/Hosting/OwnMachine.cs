using System.Net;

namespace WhatSnap.Local.Hosting;

/// <summary>
/// Tells a caller who sits at this machine from a web page of another origin, a name that was pointed at this machine (DNS
/// rebinding) and a tunnel that ends here.
/// </summary>
internal static class OwnMachine
{
    /// <summary>Headers that a proxy or a tunnel adds.</summary>
    private static readonly string[] ProxyHeaders =
        ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via"];

    /// <summary>True when the connection comes from this machine.</summary>
    public static bool IsConnected(HttpRequest request) =>
        request.HttpContext.Connection.RemoteIpAddress is { } remote && IPAddress.IsLoopback(remote);

    /// <summary>True when the request was made for this machine: by its own name, from no other page, through nothing between.</summary>
    public static bool IsMeant(HttpRequest request) =>
        IsNamed(request.Host.Host) && IsOfThisOrigin(request) && !ProxyHeaders.Any(request.Headers.ContainsKey);

    private static bool IsNamed(string name) =>
        name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(address));

    private static bool IsOfThisOrigin(HttpRequest request) =>
        !request.Headers.TryGetValue("Origin", out var origin)
        || string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
}
