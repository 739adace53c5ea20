namespace WhatSnap.Core.Messages;

/// <summary>Stores a message that was written in GoHighLevel in its contact's lane, once, before GoHighLevel gets its answer.</summary>
public sealed class AcceptOutbound(AcceptRow accept)
{
    /// <summary>Attachments of one text at most (Twilio, create a Message resource).</summary>
    private const int AttachmentsPerText = 10;

    public async Task RunAsync(OutboundMessage message, CancellationToken cancellationToken)
    {
        var lane = LaneId.To(message.LocationId, message.ContactId);
        foreach (var part in message.InParts(AttachmentsPerText))
        {
            await accept.RunAsync(lane, part.Marker, part.ToJson(), null, cancellationToken);
        }
    }
}
