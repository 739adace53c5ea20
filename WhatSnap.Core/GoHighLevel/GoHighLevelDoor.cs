using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>
/// The door of every address that GoHighLevel posts to: the raw body, its signature, and an answer in time. A 2xx means that
/// what came is kept or that there is nothing to do; a 503 asks GoHighLevel to send it again.
/// </summary>
public sealed partial class GoHighLevelDoor(
    EventSignature signature, OwnAddressProof proof, TimeProvider time, ILogger<GoHighLevelDoor> logger)
{
    /// <summary>GoHighLevel's own limit for a body.</summary>
    internal const int LargestBody = 256 * 1024;

    /// <summary>GoHighLevel does not say how long it waits; storage that hangs is answered before most callers give up.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(8);

    /// <param name="request">The request.</param>
    /// <param name="take">Reads and keeps a body that GoHighLevel signed.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public async Task<IResult> EnterAsync(
        HttpRequest request, Func<byte[], CancellationToken, Task<IResult>> take, CancellationToken cancellationToken)
    {
        if (await BoundedBody.ReadAsync(request, LargestBody, cancellationToken) is not { } body) return BoundedBody.TooLarge(LargestBody);
        if (proof.AnswerTo(request) is { } passed) return passed;
        if (!signature.IsValid(body, request.Headers[EventSignature.Header]))
        {
            LogBadSignature(request.Path);
            return Answers.Refuse(
                StatusCodes.Status401Unauthorized, "The signature is missing or does not match.",
                $"Sign the raw body with the Ed25519 key of GoHighLevel and send the signature as {EventSignature.Header}.");
        }

        return await AnswerInTime.RunAsync(
            AnswerWithin, time, token => take(body, token), error => LogNotKept(request.Path, error), cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "A post to {Path} had no valid signature")]
    private partial void LogBadSignature(string path);

    [LoggerMessage(LogLevel.Error, "A post to {Path} could not be kept ({Error}); GoHighLevel was asked to repeat it")]
    private partial void LogNotKept(string path, string error);
}
