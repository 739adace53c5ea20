using Azure;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Consent;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Messages;

/// <summary>
/// Stores one received message in its sender's lane, once, before the provider gets its answer. A word that opts its sender out, or in
/// again, is queued besides: it counts before the message has its turn.
/// </summary>
public sealed partial class AcceptInbound(Aliases aliases, JoinIdentities join, AcceptRow accept, IWorkQueue queue, ILogger<AcceptInbound> logger)
{
    public async Task<AcceptOutcome> RunAsync(InboundMessage message, CancellationToken cancellationToken)
    {
        var lane = message is { NumberIdentity: { } number, LidIdentity: { } lid }
            ? await join.RunAsync(message.LocationId, number, lid, null, cancellationToken)
            : await aliases.ResolveAsync(message.LocationId, message.SenderIdentity, cancellationToken);
        var outcome = await accept.RunAsync(lane, message.Marker, message.ToJson(), message.OccurredAt, cancellationToken);

        // The answer does not wait for it: should it not come, the message is heard when it has its turn.
        if (outcome is AcceptOutcome.Accepted { At: var at } && HeardWork.For(message, lane, at) is { IsSureEarly: true } heard) _ = PutAsync(heard);
        return outcome;
    }

    private async Task PutAsync(HeardWork heard)
    {
        try
        {
            await queue.SendAsync(QueueNames.HearConsent, heard.ToJson(), TimeSpan.Zero, CancellationToken.None);
        }
        catch (Exception failed) when (failed is RequestFailedException or AggregateException)
        {
            LogNotQueued(heard.MessageId, failed.GetType().Name);
        }
    }

    [LoggerMessage(LogLevel.Warning, "What message {MessageId} says of consent could not be queued ({Error}); it counts when the message has its turn")]
    private partial void LogNotQueued(string messageId, string error);
}
