using Microsoft.AspNetCore.Http;

namespace WhatSnap.Core.Dashboard;

/// <summary>The door of every <c>/api/</c> endpoint: no session, no answer.</summary>
public sealed class ApiGuard
{
    /// <summary>Runs an endpoint for a session that is bound to a location and has a right; else 401 or 403.</summary>
    /// <param name="request">The request, with <c>Authorization: Bearer</c> and a session token.</param>
    /// <param name="needed">The right that the endpoint needs.</param>
    /// <param name="run">The endpoint, for the verified location and user.</param>
    public Task<IResult> RunAsync(HttpRequest request, Rights needed, Func<LocationSession, Task<IResult>> run) =>
        throw new NotSupportedException();
}

/// <summary>A session that is bound to a location.</summary>
public sealed record LocationSession(string LocationId, string UserId, Rights Rights);
