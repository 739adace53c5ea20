namespace WhatSnap.Core.Messages;

/// <summary>Tells what a provider lists and need not be taken: what was seen before, and what was erased since.</summary>
public sealed class KnownMessages(Aliases aliases, LaneTable lanes)
{
    public async Task<bool> HasAsync(InboundMessage message, CancellationToken cancellationToken)
    {
        foreach (var identity in Identities(message))
        {
            // Asked of the table itself: an erasure on another host is not in this one's memory.
            if (await aliases.WasErasedSinceAsync(message.LocationId, identity, message.OccurredAt, cancellationToken)) return true;
            if (await aliases.FindAsync(message.LocationId, identity, cancellationToken) is not { Lane: var lane }) continue;
            if (await lanes.FindMarkerAsync(lane, message.Marker, cancellationToken) is not null) return true;
            foreach (var merged in (await lanes.ReadAsync(lane, cancellationToken)).MergedFrom)
            {
                if (await lanes.FindMarkerAsync(merged, message.Marker, cancellationToken) is not null) return true;
            }
        }

        return false;
    }

    /// <summary>Every name under which it may have been stored.</summary>
    private static IEnumerable<string> Identities(InboundMessage message) => new[]
    {
        message.SenderIdentity, message.LidIdentity,
    }.OfType<string>().Distinct(StringComparer.Ordinal);
}
