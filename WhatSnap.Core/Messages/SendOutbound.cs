using System.Globalization;
using System.Text.Json;
using Azure;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Storage;
using WhatSnap.Core.Twilio;

namespace WhatSnap.Core.Messages;

/// <summary>
/// Sends one message that was written in GoHighLevel: account, doubt, then the message. The choice is stored before
/// anything is sent, so that every try goes out from the same account and a callback finds its message.
/// </summary>
public sealed class SendOutbound(
    MessageLinks links, ChooseAccount choose, AccountDirectory accounts, OversizedBodies bodies, SendTwilio twilio,
    MarkerRetention retention, IWorkQueue queue, TimeProvider time) : IDeliverRows
{
    private const string CommandAlone = "command";

    public int RetentionDays => MarkerRetention.DaysOfOutbound;

    public async Task<RowOutcome> TryAsync(
        LaneLease lease, LaneView view, PendingRow row, CancellationToken cancellationToken)
    {
        var message = OutboundMessage.FromJson(await bodies.ReadAsync(row, cancellationToken));
        try
        {
            var link = await links.FindAsync(message.LocationId, message.SendingId, cancellationToken);
            if (link?.ProviderId is { } known) return new RowOutcome.Stored(known);
            if (!PhoneNumber.TryParse(message.Phone, out var to)) return new RowOutcome.Dead(Failures.RecipientWithoutNumber, null);

            if (link is null)
            {
                var choice = await choose.RunAsync(lease, message, cancellationToken);
                if (choice is AccountChoice.None none) return new RowOutcome.Dead(none.Failure, null);
                (row, link) = await PlanAsync(lease, row, message, to, (AccountChoice.From)choice, cancellationToken);
            }

            return await SendAsync(lease, row, link, message with { Text = row.Prepared ?? message.Text }, to, cancellationToken);
        }
        catch (GoHighLevelException failed)
        {
            return JudgeCrm(lease, row, failed);
        }
        catch (TwilioException failed)
        {
            return Judge(lease, row, failed);
        }
        catch (CallWindowClosedException)
        {
            // Nothing was sent: the process stood still. If the lane is still ours, it goes on soon.
            return new RowOutcome.Later(row, LaneTiming.Backoff(1), lease.Head.InDoubt);
        }
    }

    public async Task<string?> FindAsync(LaneView view, LaneHead head, PendingRow row, CancellationToken cancellationToken)
    {
        var message = OutboundMessage.FromJson(await bodies.ReadAsync(row, cancellationToken));
        message = message with { Text = row.Prepared ?? message.Text };
        var link = await links.FindAsync(message.LocationId, message.SendingId, cancellationToken);
        if (link?.ProviderId is { } known) return known;
        if (link?.AccountId is not { } accountId || !PhoneNumber.TryParse(message.Phone, out var to)) return null;

        if (await accounts.FindAsync(message.LocationId, accountId, cancellationToken) is not { Twilio: not null } account) return null;
        try
        {
            var found = await twilio.FindAsync(account, to, message, row.AcceptedAt, cancellationToken);
            return found is null ? null : await NoteAsync(link, found, cancellationToken);
        }
        catch (TwilioException)
        {
            return null;
        }
    }

    /// <summary>The end is on the link before the row goes, and somebody looks after what GoHighLevel has to be told.</summary>
    public async Task EndAsync(LaneLease lease, PendingRow row, RowOutcome outcome, CancellationToken cancellationToken)
    {
        var (locationId, sendingId) = (lease.Lane.LocationId, row.Marker.MessageId);
        if (outcome is RowOutcome.Dead dead) await NoteDeadAsync(lease, row, dead, cancellationToken);

        var expiresOn = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(RetentionDays);
        await retention.NoteAsync(
            MarkerRetention.LinkKind, MessageLinks.RetentionKey(locationId, sendingId), expiresOn, cancellationToken);
        var work = new ReportWork(1, locationId, sendingId);
        await queue.SendAsync(
            QueueNames.ReportStatus, work.ToJson(),
            outcome is RowOutcome.Stored { ResultId: not CommandAlone } ? ReportWork.FirstPoll : ReportWork.FirstReport,
            cancellationToken);
    }

    /// <summary>Stores the choice, and on the row the text without its command.</summary>
    private async Task<(PendingRow Row, MessageLink Link)> PlanAsync(
        LaneLease lease, PendingRow row, OutboundMessage message, PhoneNumber to, AccountChoice.From from,
        CancellationToken cancellationToken)
    {
        if (from.Text != message.Text)
        {
            row = row with { Prepared = from.Text };
            await lease.RenewAsync(row, cancellationToken);
        }

        var segments = SmsSegments.Of(from.Text);
        var link = await links.AddAsync(
            new MessageLink(
                message.LocationId, message.SendingId, message.ContactId, from.Account.AccountId, from.Reason, row.AcceptedAt)
            {
                Segments = segments.Count,
                IsUcs2 = segments.IsUcs2,
                Cost = await twilio.EstimateAsync(from.Account, to, message, segments, cancellationToken),
            },
            cancellationToken);
        return (row, link);
    }

    private async Task<RowOutcome> SendAsync(
        LaneLease lease, PendingRow row, MessageLink link, OutboundMessage message, PhoneNumber to,
        CancellationToken cancellationToken)
    {
        var account = await accounts.FindAsync(link.LocationId, link.AccountId ?? "", cancellationToken);
        if (account is null) return new RowOutcome.Dead(Failures.SenderGone, null);
        if (account.Twilio is null || account.StateCode != AccountStates.Active.Code)
        {
            return new RowOutcome.Dead(Failures.SenderNotActive, null);
        }

        if (lease.Head.InDoubt)
        {
            var found = await twilio.FindAsync(account, to, message, row.AcceptedAt, cancellationToken);
            if (found is not null) return new RowOutcome.Stored(await NoteAsync(link, found, cancellationToken));
            lease.SettleDoubt();
        }

        if (string.IsNullOrWhiteSpace(message.Text) && message.Attachments.Count == 0)
        {
            if (row.Prepared is null) return new RowOutcome.Dead(Failures.NothingToSend, null);

            // A command alone moved the contact: that was all.
            await links.UpdateAsync(
                link.LocationId, link.SendingId, now => now with { State = SendStates.Delivered }, cancellationToken);
            return new RowOutcome.Stored(CommandAlone);
        }

        await lease.EnsureWithinAsync(LaneTiming.PostWithin, cancellationToken);
        var sent = await twilio.SendAsync(account, to, message, lease.Window, cancellationToken);
        return new RowOutcome.Stored(await NoteAsync(link, sent, cancellationToken));
    }

    private async Task<string> NoteAsync(MessageLink link, TwilioSent sent, CancellationToken cancellationToken)
    {
        // A callback may have been faster and know more.
        await links.UpdateAsync(
            link.LocationId, link.SendingId,
            now => now with { ProviderId = now.ProviderId ?? sent.Sid, State = SendStates.MayFollow(now.State, sent.State) ? sent.State : now.State },
            cancellationToken);
        return sent.Sid;
    }

    private async Task NoteDeadAsync(
        LaneLease lease, PendingRow row, RowOutcome.Dead dead, CancellationToken cancellationToken)
    {
        var (locationId, sendingId) = (lease.Lane.LocationId, row.Marker.MessageId);

        // One that no account was chosen for has no link yet.
        var contactId = await ContactIdAsync(row, cancellationToken);
        await links.AddAsync(
            new MessageLink(locationId, sendingId, contactId, null, dead.Failure.Sentence, row.AcceptedAt), cancellationToken);
        var state = dead.Failure == Failures.OutcomeUnknown ? SendStates.Unknown : SendStates.Failed;
        await links.UpdateAsync(
            locationId, sendingId,
            now => SendStates.MayFollow(now.State, state)
                ? now with { State = state, FailureCode = dead.Failure.Code, ProviderCode = dead.VendorMessage }
                : null,
            cancellationToken);
    }

    private async Task<string> ContactIdAsync(PendingRow row, CancellationToken cancellationToken)
    {
        try
        {
            return OutboundMessage.FromJson(await bodies.ReadAsync(row, cancellationToken)).ContactId;
        }
        catch (Exception unreadable) when (unreadable is JsonException || unreadable is RequestFailedException { Status: 404 })
        {
            return "";
        }
    }

    private RowOutcome JudgeCrm(LaneLease lease, PendingRow row, GoHighLevelException failed)
    {
        // Nobody refused the message: it waits for the next install of WhatSnap, which is no failed try.
        if (failed.IsAccessLost && time.GetUtcNow() - row.AcceptedAt <= LaneTiming.GiveUpSendingAfter)
        {
            return new RowOutcome.Later(row with { Reason = Failures.ReconnectNeeded.Code }, LaneTiming.WithoutAccess, lease.Head.InDoubt);
        }

        if (!failed.IsTransient) return new RowOutcome.Dead(failed.IsContactGone ? Failures.RecipientGone : Failures.ReconnectNeeded, failed.VendorMessage);

        // A throttled location is not a failed try.
        return failed.RetryAfter is { } wait
            ? new RowOutcome.Later(row with { Reason = Failures.Unreachable.Code }, wait, lease.Head.InDoubt)
            : LaterOr(Failures.Unreachable, lease, row, null, lease.Head.InDoubt);
    }

    private RowOutcome Judge(LaneLease lease, PendingRow row, TwilioException failed) => failed.Outcome switch
    {
        CallOutcome.NotDone => LaterOr(Failures.ProviderUnreachable, lease, row, null, lease.Head.InDoubt),
        CallOutcome.MayStillRun or CallOutcome.MayHaveBeenDone => LaterOr(Failures.ProviderUnreachable, lease, row, LaneTiming.DoubtHold, inDoubt: true),
        _ => new RowOutcome.Dead(Failures.ProviderRefused, failed.Code?.ToString(CultureInfo.InvariantCulture)),
    };

    /// <summary>Tries again later, until a text would come too late to be of use.</summary>
    private RowOutcome LaterOr(Failure failure, LaneLease lease, PendingRow row, TimeSpan? wait, bool inDoubt)
    {
        if (time.GetUtcNow() - row.AcceptedAt > LaneTiming.GiveUpSendingAfter)
        {
            return new RowOutcome.Dead(inDoubt || lease.Head.InDoubt ? Failures.OutcomeUnknown : failure, null);
        }

        var tried = row with { Tries = row.Tries + 1, Reason = failure.Code };
        var backoff = LaneTiming.Backoff(tried.Tries);
        return new RowOutcome.Later(tried, wait is { } least && least > backoff ? least : backoff, inDoubt);
    }
}
