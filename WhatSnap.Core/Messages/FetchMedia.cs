using WhatSnap.Core.Accounts;
using WhatSnap.Core.Devices;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Twilio;
using WhatSnap.Core.WhatsApp;

namespace WhatSnap.Core.Messages;

/// <summary>Whoever has the file is away for now: it may be had later.</summary>
public sealed class FileNotNowException() : Exception("The file can't be had now; it may be later.");

/// <summary>Fetches a media file from the provider of the account that received it.</summary>
public sealed class FetchMedia(TwilioMedia twilio, WhatsAppMedia whatsapp, Uploads uploads)
{
    /// <summary>The file, or null when it can't be had.</summary>
    /// <param name="account">The account that received the message.</param>
    /// <param name="messageId">The message that the file must belong to; null when that was checked before.</param>
    /// <param name="media">Where the provider keeps it.</param>
    /// <param name="cancellationToken">Cancels the fetch.</param>
    /// <exception cref="FileNotNowException">It may be had later.</exception>
    public Task<MediaFile?> RunAsync(
        Account account, string? messageId, InboundMedia media, CancellationToken cancellationToken) => account switch
        {
            { WhatsApp: { } link } => whatsapp.FetchAsync(link, media, cancellationToken),
            { Twilio: not null } => twilio.FetchAsync(account, messageId, media, cancellationToken),
            { Platform: Platform.Device } => uploads.ReadAsync(account.LocationId, media, cancellationToken),
            _ => Task.FromResult<MediaFile?>(null),
        };
}
