using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>
/// <c>POST /hooks/gohighlevel/events</c>: verifies the signature over the raw bytes and puts the work on a queue, once per
/// event. A 2xx means that it is kept or that there is nothing to do; a 503 asks GoHighLevel to send it again.
/// </summary>
public sealed partial class GoHighLevelEventsEndpoint(
    EventSignature signature, OwnAddressProof proof, IEnumerable<IHandleEvent> handlers, SeenEvents seen, LastHeard heard,
    IWorkQueue queue, TimeProvider time, ILogger<GoHighLevelEventsEndpoint> logger)
{
    /// <summary>GoHighLevel's own limit for a body.</summary>
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

        if (CrmEvent.Read(body) is not { } received)
        {
            return Answers.Refuse(
                StatusCodes.Status400BadRequest, "The body is not an event.", "Send a JSON object with a type, every name once.");
        }

        using var limit = new CancellationTokenSource(AnswerWithin, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await TakeAsync(received, body, either.Token);
            if (received is { LocationId: { } location } && received.Kind != HandleUninstall.EventKind)
            {
                await heard.NoteAsync(location, HeardKind.Event, either.Token);
            }

            return Results.NoContent();
        }
        catch (Exception failed) when (failed is RequestFailedException or AggregateException
            || (failed is OperationCanceledException && limit.IsCancellationRequested))
        {
            LogNotKept(failed.GetType().Name);
            return Answers.Refuse(
                StatusCodes.Status503ServiceUnavailable, "The event could not be kept just now.", "Send it again.");
        }
    }

    private async Task TakeAsync(CrmEvent received, byte[] body, CancellationToken cancellationToken)
    {
        var handler = handlers.FirstOrDefault(one => one.Kind == received.Kind);
        if (handler?.Read(received, time.GetUtcNow()) is not { } work) return;

        var key = SeenEvents.KeyOf(received, body);
        if (await seen.HasSeenAsync(key, cancellationToken)) return;

        // Remembered last: a crash before leaves the work twice, never not at all.
        await queue.SendAsync(QueueNames.GoHighLevelEvents, work.ToJson(), TimeSpan.Zero, cancellationToken);
        await seen.RememberAsync(key, cancellationToken);
        LogTaken(work.Kind, work.LocationId, work.CompanyId);
    }

    [LoggerMessage(LogLevel.Warning, "An event had no valid signature")]
    private partial void LogBadSignature();

    [LoggerMessage(LogLevel.Information, "Event {Kind} of location {LocationId}, company {CompanyId} was taken")]
    private partial void LogTaken(string kind, string? locationId, string? companyId);

    [LoggerMessage(LogLevel.Error, "An event could not be kept ({Error}); GoHighLevel was asked to repeat it")]
    private partial void LogNotKept(string error);
}
