using System.Net;
using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.Dashboard;

/// <summary>How often one address may ask one host for a session: 60 at once, then one a second.</summary>
public sealed class SessionLimits : IDisposable
{
    internal const int Burst = 60;

    private readonly TokenBuckets _perAddress = new(Burst, 1);

    /// <summary>True when the caller may ask now.</summary>
    public bool Admits(HttpRequest request) => _perAddress.Admits(AddressOf(request));

    public void Dispose() => _perAddress.Dispose();

    /// <summary>The last forwarded address: Azure's front end appends the caller's own, whatever the caller claimed before.</summary>
    private static string AddressOf(HttpRequest request)
    {
        var forwarded = request.Headers["X-Forwarded-For"].ToString();
        var last = forwarded[(forwarded.LastIndexOf(',') + 1)..].Trim();
        var address = IPEndPoint.TryParse(last, out var caller) ? caller.Address : request.HttpContext.Connection.RemoteIpAddress;
        return address?.ToString() ?? "";
    }
}
