using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace WhatSnap.Bench.World;

/// <summary>Passes a request on as it came, and its answer back.</summary>
internal static class Forward
{
    private static readonly HashSet<string> NotForwarded =
        new(["Connection", "Keep-Alive", "Transfer-Encoding", "Content-Length", "Expect"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Path and query as they were written.</summary>
    public static string TargetOf(HttpContext context) => context.Features.Get<IHttpRequestFeature>()!.RawTarget;

    public static async Task<byte[]> BodyOfAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return body.ToArray();
    }

    /// <summary>The same request for another address.</summary>
    /// <param name="context">The request.</param>
    /// <param name="authority">Scheme, host and port to send it to.</param>
    /// <param name="body">Its body.</param>
    public static HttpRequestMessage RequestTo(HttpContext context, string authority, byte[] body)
    {
        // Untouched: the path may be signed as its writer wrote it.
        var address = new Uri(authority + TargetOf(context), new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), address);
        if (body.Length > 0 || context.Request.ContentLength is not null) request.Content = new ByteArrayContent(body);
        foreach (var (name, values) in context.Request.Headers)
        {
            if (NotForwarded.Contains(name)) continue;
            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)values))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)values);
            }
        }

        return request;
    }

    public static async Task AnswerAsync(HttpContext context, HttpResponseMessage answer, byte[] bytes)
    {
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
        {
            if (!NotForwarded.Contains(name)) context.Response.Headers[name] = values.ToArray();
        }

        if (answer.StatusCode == HttpStatusCode.NoContent) return;
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }
}
