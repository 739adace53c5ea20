using System.Net;
using Microsoft.AspNetCore.Http;

namespace WhatSnap.Core.Hosting;

/// <summary>From where a request came.</summary>
internal static class CallerAddress
{
    /// <summary>The last forwarded address: Azure's front end appends the caller's own, whatever the caller claimed before.</summary>
    public static IPAddress? Of(HttpRequest request)
    {
        var forwarded = request.Headers["X-Forwarded-For"].ToString();
        var last = forwarded[(forwarded.LastIndexOf(',') + 1)..].Trim();
        return IPEndPoint.TryParse(last, out var caller) ? caller.Address : request.HttpContext.Connection.RemoteIpAddress;
    }
}
