using Microsoft.Extensions.Options;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Messages;

namespace WhatSnap.Core.Twilio;

/// <summary>
/// Sends a text through a Twilio account, and finds one whose sending was cut off. Twilio has no idempotency key: a message
/// is known by its callback, else by recipient, text, number of files and time.
/// </summary>
public sealed class SendTwilio(
    TwilioMessages messages, TwilioPrices prices, MessageLinks links, IOptions<PublicAddressOptions> host)
{
    /// <summary>What clocks may differ by.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(2);

    /// <summary>What the message is likely to cost; null when that can't be known.</summary>
    public Task<CostEstimate?> EstimateAsync(
        Account account, PhoneNumber to, OutboundMessage message, SmsSegments segments, CancellationToken cancellationToken) =>
        message.Attachments.Count > 0
            ? Task.FromResult<CostEstimate?>(null)
            : prices.EstimateAsync(account, to, segments.Count, cancellationToken);

    public Task<TwilioSent> SendAsync(
        Account account, PhoneNumber to, OutboundMessage message, CallWindow window, CancellationToken cancellationToken) =>
        messages.SendAsync(
            account.Twilio!,
            new TwilioText(
                account.Number!.Value, to, message.Text, message.Attachments,
                host.Value.Absolute(Routes.TwilioStatusOf(HookTable.KeyOf(account.Twilio!.HookUrl), message.SendingId))
                + TwilioNumbers.RetryFragment),
            window, cancellationToken);

    /// <summary>The message at Twilio; null when it is not there.</summary>
    public async Task<TwilioSent?> FindAsync(
        Account account, PhoneNumber to, OutboundMessage message, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var listed = await messages.ListSentAsync(account.Twilio!, account.Number!.Value, to, since - Skew, cancellationToken);
        foreach (var sent in listed.Where(sent => sent.IsLike(message.Text, message.Attachments.Count)).OrderBy(sent => sent.CreatedAt))
        {
            var owner = await links.FindByProviderAsync(account.LocationId, sent.Sid, cancellationToken);
            if (owner is null || owner == message.SendingId) return sent;
        }

        return null;
    }
}
