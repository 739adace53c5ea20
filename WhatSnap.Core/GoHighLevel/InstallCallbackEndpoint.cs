using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Dashboard;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>
/// <c>GET /oauth/callback</c>: takes the code that an install brings. A <c>state</c> must be ours and current; an install
/// that began in GoHighLevel's marketplace has none. Where WhatSnap is installed says GoHighLevel's answer to the code alone.
/// </summary>
public sealed partial class InstallCallbackEndpoint(
    InstallState state, CompleteInstall complete, SessionLimits limits, ILogger<InstallCallbackEndpoint> logger)
{
    private const int LongestCode = 2048;

    public async Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var answer = await AnswerAsync(request, cancellationToken);
        return InstallAnswers.Show(request, answer);
    }

    private async Task<InstallAnswer> AnswerAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!limits.Admits(request)) return InstallAnswers.TooMany;
        if (request.Query["state"] is { Count: > 0 } states && !(states.Count == 1 && state.IsValid(states[0] ?? "")))
        {
            return InstallAnswers.LinkEnded;
        }

        if (request.Query["code"] is not { Count: 1 } codes || codes[0] is not { Length: > 0 and <= LongestCode } code)
        {
            return InstallAnswers.NotFinished;
        }

        try
        {
            return await complete.RunAsync(code, cancellationToken);
        }
        catch (Exception failed) when (failed is RequestFailedException or AggregateException)
        {
            LogNotKept(failed.GetType().Name);
            return InstallAnswers.NotKept;
        }
    }

    [LoggerMessage(LogLevel.Error, "An installation could not be kept: storage failed ({Error})")]
    private partial void LogNotKept(string error);
}
