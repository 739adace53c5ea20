using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.Dashboard;

/// <summary>Opens a session for whoever has the custom page open in GoHighLevel.</summary>
public sealed partial class SessionEndpoint(
    OpenSession open, SessionAnswers answers, SessionLimits limits, ILogger<SessionEndpoint> logger)
{
    /// <summary>Above the largest payload, so that one that is too large is refused like any other that is not ours.</summary>
    internal const int LargestBody = 2 * SsoPayload.LargestText;

    public async Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        ApiHeaders.Write(request.HttpContext.Response);
        if (!limits.Admits(request))
        {
            request.HttpContext.Response.Headers.RetryAfter = "1";
            return Answers.Refuse(
                StatusCodes.Status429TooManyRequests, "Too many sessions were asked for from this address.", "Try again in a moment.");
        }

        var (body, refusal) = await JsonBody.ReadAsync(
            request, DashboardJson.Default.SessionBody, LargestBody, cancellationToken);
        if (body is null) return refusal!;

        try
        {
            switch (await open.RunAsync(body.Payload ?? "", cancellationToken))
            {
                case SessionOutcome.Opened opened:
                    return answers.Open(request, opened.Session, opened.UserName);
                case SessionOutcome.Refused refused:
                    LogRefused(refused.Why.Sentence);
                    return refused.Why.Answer();
                default:
                    throw new InvalidOperationException("An outcome of sessions has no answer.");
            }
        }
        catch (Exception failed) when (failed is RequestFailedException or AggregateException)
        {
            LogStorageFailed(failed.GetType().Name);
            return ApiGuard.StorageFailed();
        }
    }

    [LoggerMessage(LogLevel.Information, "No session: {Why}")]
    private partial void LogRefused(string why);

    [LoggerMessage(LogLevel.Error, "A session could not be opened: storage failed ({Error})")]
    private partial void LogStorageFailed(string error);
}
