using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace WhatSnap.Core.Dashboard;

/// <summary>
/// An answer that is sent only when it differs from the one that the caller has: the dashboard asks every few seconds, and most
/// times nothing is new.
/// </summary>
internal sealed class ChangedAnswer(IResult answer) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var body = response.Body;
        using var kept = new MemoryStream();
        response.Body = kept;
        try
        {
            await answer.ExecuteAsync(httpContext);
        }
        finally
        {
            response.Body = body;
        }

        if (response.StatusCode == StatusCodes.Status200OK)
        {
            var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(kept.GetBuffer().AsSpan(0, (int)kept.Length)))[..32]}\"";
            response.Headers.ETag = tag;
            if (httpContext.Request.Headers.IfNoneMatch.Any(known => known == tag))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                response.Headers.ContentType = default;
                return;
            }
        }

        kept.Position = 0;
        await kept.CopyToAsync(body, httpContext.RequestAborted);
    }
}
