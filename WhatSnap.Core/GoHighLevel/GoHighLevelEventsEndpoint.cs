using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.GoHighLevel;

/// <summary><c>POST /hooks/gohighlevel/events</c>: puts the work of a signed event on a queue, once per event.</summary>
public sealed partial class GoHighLevelEventsEndpoint(
    GoHighLevelDoor door, IEnumerable<IHandleEvent> handlers, SeenEvents seen, LastHeard heard, IWorkQueue queue,
    TimeProvider time, ILogger<GoHighLevelEventsEndpoint> logger)
{
    public Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken) =>
        door.EnterAsync(request, TakeAsync, cancellationToken);

    private async Task<IResult> TakeAsync(byte[] body, CancellationToken cancellationToken)
    {
        if (CrmEvent.Read(body) is not { } received)
        {
            return Answers.Wrong("The body is not an event.", "Send a JSON object with a type, every name once.");
        }

        // Beside the work: the answer does not wait longer for it.
        var noted = received is { LocationId: { } location } && received.Kind != HandleUninstall.EventKind
            ? heard.NoteAsync(location, HeardKind.Event, cancellationToken)
            : Task.CompletedTask;
        await QueueAsync(received, body, cancellationToken);
        await noted;
        return Results.NoContent();
    }

    private async Task QueueAsync(CrmEvent received, byte[] body, CancellationToken cancellationToken)
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

    [LoggerMessage(LogLevel.Information, "Event {Kind} of location {LocationId}, company {CompanyId} was taken")]
    private partial void LogTaken(string kind, string? locationId, string? companyId);
}
