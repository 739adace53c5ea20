using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Messages;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>
/// <c>POST /hooks/gohighlevel/outbound</c>, the provider's Delivery URL: stores a signed message, once. A 2xx means that it
/// will be sent or shown as failed.
/// </summary>
public sealed class GoHighLevelOutboundEndpoint(
    GoHighLevelDoor door, LocationTable locations, AcceptOutbound accept, LastHeard heard,
    ILogger<GoHighLevelOutboundEndpoint> logger)
{
    public Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken) =>
        door.EnterAsync(request, TakeAsync, cancellationToken);

    private async Task<IResult> TakeAsync(byte[] body, CancellationToken cancellationToken)
    {
        var (message, problem) = OutboundPayload.Read(body);
        if (message is null)
        {
            return Answers.Refuse(
                StatusCodes.Status422UnprocessableEntity, problem!, "Send the body as GoHighLevel's Delivery URL documents it.");
        }

        using var scope = logger.OfMessage(message.LocationId, MarkerKey.GoHighLevel, message.MessageId);
        if (await locations.FindAsync(message.LocationId, cancellationToken) is null)
        {
            // GoHighLevel shows a message that is refused so as failed, at once.
            return Answers.Refuse(
                StatusCodes.Status422UnprocessableEntity, "WhatSnap is not installed in this location.",
                "Install WhatSnap in the location, then send the message again.");
        }

        // Beside the accepting: the answer does not wait longer for it.
        var noted = heard.NoteAsync(message.LocationId, HeardKind.Delivery, cancellationToken);
        await accept.RunAsync(message, cancellationToken);
        await noted;
        return Results.NoContent();
    }
}
