using Microsoft.AspNetCore.Http;

namespace WhatSnap.Core.Hosting;

/// <summary>Refusals for machines and people: problem JSON with what was wrong and what to do.</summary>
public static class Answers
{
    public static IResult Refuse(int status, string whatWasWrong, string whatToDo) =>
        Results.Problem(statusCode: status, title: whatWasWrong, detail: whatToDo);

    /// <summary>Refuses a request one of whose values is wrong.</summary>
    public static IResult Wrong(string whatWasWrong, string whatToDo) => Refuse(StatusCodes.Status400BadRequest, whatWasWrong, whatToDo);

    /// <summary>The same, with the member of the body that is wrong, so that a page shows the refusal beside its field.</summary>
    public static IResult WrongField(string field, string whatWasWrong, string whatToDo) => Results.Problem(
        statusCode: StatusCodes.Status400BadRequest, title: whatWasWrong, detail: whatToDo, extensions: new Dictionary<string, object?> { ["field"] = field });

    /// <summary>What a webhook says while it can't keep what came.</summary>
    public static IResult SendAgain() =>
        Refuse(StatusCodes.Status503ServiceUnavailable, "What you sent could not be stored just now.", "Send it again.");

    /// <summary>The answer of a webhook to a test of our own: nothing was stored.</summary>
    /// <param name="header">The header that says so.</param>
    public static IResult TestPassed(string header) => new PassedTest(header);

    private sealed class PassedTest(string header) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers[header] = Passed;
            httpContext.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }
    }

    /// <summary>True for that answer.</summary>
    internal static bool IsPassed(HttpResponseMessage answer, string header) =>
        answer.Headers.TryGetValues(header, out var values) && values.SequenceEqual([Passed]);

    private const string Passed = "passed";
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

    /// <summary>The refusal of a body that has more than <paramref name="limit"/>.</summary>
    public static IResult TooLarge(int limit) => Answers.Refuse(
        StatusCodes.Status413PayloadTooLarge, "The body is too large.", $"Send at most {limit / 1024} kB.");
}
