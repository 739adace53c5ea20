using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Messages;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>
/// <c>POST /hooks/gohighlevel/outbound</c>, the provider's Delivery URL: verifies the signature over the raw bytes and
/// stores the message, once. A 2xx means that it will be sent or shown as failed; a 503 asks GoHighLevel to send it again.
/// </summary>
public sealed partial class GoHighLevelOutboundEndpoint(
    EventSignature signature, OwnAddressProof proof, LocationTable locations, AcceptOutbound accept, LastHeard heard, TimeProvider time,
    ILogger<GoHighLevelOutboundEndpoint> logger)
{
    internal const int LargestBody = 256 * 1024;

    /// <summary>GoHighLevel does not say how long it waits; storage that hangs is answered before most callers give up.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(8);

    public async Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (await BoundedBody.ReadAsync(request, LargestBody, cancellationToken) is not { } body)
        {
            return Answers.Refuse(
                StatusCodes.Status413PayloadTooLarge, "The body is too large.", $"Send at most {LargestBody / 1024} kB.");
        }

        if (proof.AnswerTo(request) is { } passed) return passed;
        if (!signature.IsValid(body, request.Headers[EventSignature.Header]))
        {
            LogBadSignature();
            return Answers.Refuse(
                StatusCodes.Status401Unauthorized, "The signature is missing or does not match.",
                $"Sign the raw body with the Ed25519 key of GoHighLevel and send the signature as {EventSignature.Header}.");
        }

        var (message, problem) = OutboundPayload.Read(body);
        if (message is null)
        {
            return Answers.Refuse(
                StatusCodes.Status422UnprocessableEntity, problem!, "Send the body as GoHighLevel's Delivery URL documents it.");
        }

        using var limit = new CancellationTokenSource(AnswerWithin, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await TakeAsync(message, either.Token);
        }
        catch (Exception failed) when (failed is RequestFailedException or AggregateException
            || (failed is OperationCanceledException && limit.IsCancellationRequested))
        {
            LogNotStored(failed.GetType().Name);
            return Answers.Refuse(
                StatusCodes.Status503ServiceUnavailable, "The message could not be stored just now.", "Send it again.");
        }
    }

    private async Task<IResult> TakeAsync(OutboundMessage message, CancellationToken cancellationToken)
    {
        using var scope = logger.OfMessage(message.LocationId, MarkerKey.GoHighLevel, message.MessageId);
        if (await locations.FindAsync(message.LocationId, cancellationToken) is null)
        {
            // GoHighLevel shows a message that is refused so as failed, at once.
            return Answers.Refuse(
                StatusCodes.Status422UnprocessableEntity, "WhatSnap is not installed in this location.",
                "Install WhatSnap in the location, then send the message again.");
        }

        await accept.RunAsync(message, cancellationToken);
        await heard.NoteAsync(message.LocationId, HeardKind.Delivery, cancellationToken);
        return Results.NoContent();
    }

    [LoggerMessage(LogLevel.Warning, "An outbound message had no valid signature")]
    private partial void LogBadSignature();

    [LoggerMessage(LogLevel.Error, "An outbound message could not be stored ({Error}); GoHighLevel was asked to repeat it")]
    private partial void LogNotStored(string error);
}
