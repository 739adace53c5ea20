namespace WhatSnap.Core.Messages;

/// <summary>Stores one received message in its sender's lane, once, before the provider gets its answer.</summary>
public sealed class AcceptInbound(Aliases aliases, JoinIdentities join, AcceptRow accept)
{
    public async Task<AcceptOutcome> RunAsync(InboundMessage message, CancellationToken cancellationToken)
    {
        var lane = message is { NumberIdentity: { } number, LidIdentity: { } lid }
            ? await join.RunAsync(message.LocationId, number, lid, null, cancellationToken)
            : await aliases.ResolveAsync(message.LocationId, message.SenderIdentity, cancellationToken);
        return await accept.RunAsync(lane, message.Marker, message.ToJson(), message.OccurredAt, cancellationToken);
    }
}
