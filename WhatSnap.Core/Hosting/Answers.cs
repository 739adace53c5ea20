using Microsoft.AspNetCore.Http;

namespace WhatSnap.Core.Hosting;

/// <summary>Refusals for machines and people: problem JSON with what was wrong and what to do.</summary>
public static class Answers
{
    public static IResult Refuse(int status, string whatWasWrong, string whatToDo) =>
        Results.Problem(statusCode: status, title: whatWasWrong, detail: whatToDo);
}

/// <summary>Reads a body whole, up to a limit.</summary>
public static class BoundedBody
{
    /// <summary>The bytes of the body, or null when it has more than <paramref name="limit"/>.</summary>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit) return null;

        var buffer = new byte[limit + 1];
        var read = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return read > limit ? null : buffer[..read];
    }
}
