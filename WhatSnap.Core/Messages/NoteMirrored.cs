namespace WhatSnap.Core.Messages;

/// <summary>
/// Remembers that a message in GoHighLevel was written on the account's own phone: should GoHighLevel hand it over to be sent, the
/// customer has it already.
/// </summary>
public sealed class NoteMirrored(MessageLinks links, TimeProvider time)
{
    internal const string Reason = "Written on the account's own phone.";

    /// <param name="message">What was written; others are left alone.</param>
    /// <param name="contactId">The contact that it was written to.</param>
    /// <param name="messageId">GoHighLevel's id of it.</param>
    /// <param name="cancellationToken">Cancels the note.</param>
    public async Task RunAsync(InboundMessage message, string contactId, string messageId, CancellationToken cancellationToken)
    {
        if (!message.IsFromAccount) return;
        await links.AddAsync(
            new MessageLink(message.LocationId, messageId, contactId, message.AccountId, Reason, time.GetUtcNow())
            {
                ProviderId = message.ProviderMessageId,
                State = SendStates.Delivered,
                Reported = SendStates.Delivered.Code,
                IsMirrored = true,
            },
            cancellationToken);
    }
}
