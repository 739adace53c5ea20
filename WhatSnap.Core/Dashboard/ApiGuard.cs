using System.Net.Http.Headers;
using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.Dashboard;

/// <summary>The door of every <c>/api/</c> endpoint: no session, no answer.</summary>
public sealed partial class ApiGuard(SessionTokens tokens, RevokedSessions revoked, ApiLimits limits, ILogger<ApiGuard> logger)
{
    private const string Scheme = "Bearer";

    /// <summary>Runs an endpoint for a session that is bound to a location and has a right; else 401 or 403.</summary>
    /// <param name="request">The request, with <c>Authorization: Bearer</c> and a session token.</param>
    /// <param name="needed">The right that the endpoint needs.</param>
    /// <param name="run">The endpoint, for the verified location and user.</param>
    public Task<IResult> RunAsync(HttpRequest request, Rights needed, Func<LocationSession, Task<IResult>> run) =>
        EnterAsync(request, session => session switch
        {
            { LocationId: null } => Task.FromResult(NotBound()),
            _ when needed == Rights.None || !session.Rights.HasFlag(needed) => Task.FromResult(MissingRight(needed)),
            { LocationId: { } location } => run(new LocationSession(location, session.UserId, session.Rights)),
        });

    /// <summary>Runs an endpoint for the session of an agency that has not chosen a location yet; else 401 or 403.</summary>
    public Task<IResult> RunUnboundAsync(HttpRequest request, Func<ApiSession, Task<IResult>> run) =>
        EnterAsync(request, session => session.LocationId is null ? run(session) : Task.FromResult(Bound()));

    /// <summary>Runs an endpoint for whatever session is current, bound to a location or not; else 401.</summary>
    public Task<IResult> RunAnyAsync(HttpRequest request, Func<ApiSession, Task<IResult>> run) => EnterAsync(request, run);

    private async Task<IResult> EnterAsync(HttpRequest request, Func<ApiSession, Task<IResult>> run)
    {
        ApiHeaders.Write(request.HttpContext.Response);
        if (TokenOf(request) is not { } token || await tokens.ReadAsync(token) is not { } session) return NoSession(request);
        if (!limits.Admits(session)) return TooMany();

        KeyValuePair<string, object?>[] who = [new("LocationId", session.LocationId), new("UserId", session.UserId)];
        using var scope = logger.BeginScope(who);
        try
        {
            if (await revoked.IsRevokedAsync(session, request.HttpContext.RequestAborted)) return NoSession(request);
            var answer = await run(session);
            return HttpMethods.IsGet(request.Method) ? new ChangedAnswer(answer) : answer;
        }
        catch (Exception failed) when (failed is RequestFailedException or AggregateException)
        {
            LogStorageFailed(failed.GetType().Name);
            return StorageFailed();
        }
    }

    /// <summary>What an endpoint says while our storage can't be reached.</summary>
    internal static IResult StorageFailed() => Answers.Refuse(
        StatusCodes.Status503ServiceUnavailable, "Our storage could not be reached just now.", "Try again in a moment.");

    private static string? TokenOf(HttpRequest request)
    {
        var header = request.Headers.Authorization;
        return header.Count == 1 && AuthenticationHeaderValue.TryParse(header[0], out var value)
            && value.Scheme.Equals(Scheme, StringComparison.OrdinalIgnoreCase) && value.Parameter is { Length: > 0 } token
                ? token
                : null;
    }

    private static IResult NoSession(HttpRequest request)
    {
        request.HttpContext.Response.Headers.WWWAuthenticate = Scheme;
        return Answers.Refuse(
            StatusCodes.Status401Unauthorized, "There is no session, or it has ended.", "Open WhatSnap again inside GoHighLevel.");
    }

    private static IResult TooMany() => Answers.Refuse(
        StatusCodes.Status429TooManyRequests, "These are too many calls at once.", "Wait a few seconds, then go on more slowly.");

    private static IResult NotBound() => Answers.Refuse(
        StatusCodes.Status403Forbidden, "This session is not bound to a location.",
        "Choose a location first (POST /api/session/location).");

    private static IResult Bound() => Answers.Refuse(
        StatusCodes.Status403Forbidden, "This session is bound to one location already.",
        "Open WhatSnap at the agency level of GoHighLevel to choose among locations.");

    private static IResult MissingRight(Rights needed) => Answers.Refuse(
        StatusCodes.Status403Forbidden, $"Your GoHighLevel role does not include this right: {string.Join(", ", RightsNames.Of(needed))}.",
        "Ask an admin of the location or the agency to do it.");

    [LoggerMessage(LogLevel.Error, "A call could not be answered: storage failed ({Error})")]
    private partial void LogStorageFailed(string error);
}

/// <summary>A session that is bound to a location.</summary>
public sealed record LocationSession(string LocationId, string UserId, Rights Rights);
