namespace WhatSnap.Core.Messages;

/// <summary>Stores one received message in its sender's lane, once, before the provider gets its answer.</summary>
public sealed class AcceptInbound(Aliases aliases, AcceptRow accept)
{
    public async Task<AcceptOutcome> RunAsync(InboundMessage message, CancellationToken cancellationToken)
    {
        var lane = await aliases.ResolveAsync(message.LocationId, message.SenderIdentity, cancellationToken);
        return await accept.RunAsync(lane, message.Marker, message.ToJson(), message.OccurredAt, cancellationToken);
    }
}
