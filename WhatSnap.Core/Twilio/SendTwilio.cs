using System.Globalization;
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
    TwilioMessages messages, TwilioPrices prices, MessageLinks links, IOptions<PublicAddressOptions> host) : IProvider
{
    /// <summary>What clocks may differ by.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(2);

    public bool CanBeAsked => true;

    public bool Carries(Account account) => account.Twilio is not null;

    public bool WaitsFor(Account account) => false;

    public async Task<SendPlan> PlanAsync(
        Account account, Recipient to, OutboundMessage message, CancellationToken cancellationToken)
    {
        var segments = SmsSegments.Of(message.Text);
        var cost = to.Number is { } number && message.Attachments.Count == 0
            ? await prices.EstimateAsync(account, number, segments.Count, cancellationToken)
            : null;
        return new SendPlan([], segments, cost);
    }

    public async Task<SendOutcome> SendAsync(Sending sending, LaneLease lease, CancellationToken cancellationToken)
    {
        if (sending.To.Number is not { } number) return new SendOutcome.Refused(Failures.RecipientWithoutNumber, null);
        await lease.EnsureWithinAsync(LaneTiming.PostWithin, cancellationToken);
        var (account, message) = (sending.Account, sending.Message);
        var text = new TwilioText(
            account.Number!.Value, number, message.Text, message.Attachments,
            host.Value.Absolute(Routes.TwilioStatusOf(HookTable.KeyOf(account.Twilio!.HookUrl), message.SendingId))
            + TwilioNumbers.RetryFragment);
        try
        {
            return Known(await messages.SendAsync(account.Twilio!, text, lease.Window, cancellationToken));
        }
        catch (TwilioException failed)
        {
            return OutcomeOf(failed);
        }
    }

    /// <summary>The message in Twilio's own list; null when it is not there.</summary>
    public async Task<SendOutcome?> FindAsync(Sending sending, CancellationToken cancellationToken)
    {
        if (sending.To.Number is not { } number) return null;
        try
        {
            var found = await FindAsync(sending.Account, number, sending.Message, sending.AcceptedAt, cancellationToken);
            return found is null ? null : Known(found);
        }
        catch (TwilioException failed)
        {
            return OutcomeOf(failed);
        }
    }

    public async Task<SendOutcome?> AskAsync(Account account, string providerId, CancellationToken cancellationToken)
    {
        try
        {
            return await messages.ReadSentAsync(account.Twilio!, providerId, cancellationToken) is { } sent ? Known(sent) : null;
        }
        catch (TwilioException failed)
        {
            return failed.IsTransient
                ? new SendOutcome.NotNow(Failures.ProviderUnreachable)
                : new SendOutcome.Refused(Failures.ProviderRefused, failed.Code?.ToString(CultureInfo.InvariantCulture));
        }
    }

    private async Task<TwilioSent?> FindAsync(
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

    private static SendOutcome.Known Known(TwilioSent sent) =>
        new(new ProviderStatus(sent.Sid, sent.State, sent.ErrorCode?.ToString(CultureInfo.InvariantCulture)));

    private static SendOutcome OutcomeOf(TwilioException failed) => failed.Outcome switch
    {
        CallOutcome.NotDone => new SendOutcome.NotNow(Failures.ProviderUnreachable),
        CallOutcome.MayStillRun or CallOutcome.MayHaveBeenDone => new SendOutcome.InDoubt(Failures.ProviderUnreachable, LaneTiming.DoubtHold),
        _ => new SendOutcome.Refused(Failures.ProviderRefused, failed.Code?.ToString(CultureInfo.InvariantCulture)),
    };
}
