using System.Text.Json;
using Azure;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Consent;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Safety;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Messages;

/// <summary>
/// Sends one message that was written in GoHighLevel: account, doubt, then the message. The choice is stored before
/// anything is sent, so that every try goes out from the same account and a callback finds its message.
/// </summary>
public sealed class SendOutbound(
    MessageLinks links, MessageIndex index, ChooseAccount choose, AccountDirectory accounts, OversizedBodies bodies, Providers providers,
    KnownContacts contacts, NoteRefusedText refusedText, TakeSlot slots, NoteWarning warning, IWorkQueue queue, TimeProvider time) : IDeliverRows
{
    private const string CommandAlone = "command";

    public int RetentionDays => MarkerRetention.DaysOfOutbound;

    public async Task<RowOutcome> TryAsync(
        LaneLease lease, LaneView view, PendingRow row, CancellationToken cancellationToken)
    {
        var message = OutboundMessage.FromJson(await bodies.ReadAsync(row, cancellationToken));
        MessageLink? link = null;
        try
        {
            link = await links.FindAsync(message.LocationId, message.SendingId, cancellationToken);
            if (link?.ProviderId is { } known) return new RowOutcome.Stored(known);
            if (await RecipientAsync(message, cancellationToken) is not { } to) return new RowOutcome.Dead(Failures.RecipientWithoutNumber, null);

            KnownContact? contact = null;
            if (link is null)
            {
                var choice = await choose.RunAsync(lease, message, cancellationToken);
                if (choice is AccountChoice.None none) return new RowOutcome.Dead(none.Failure, null);
                var from = (AccountChoice.From)choice;
                (row, link) = await PlanAsync(lease, row, message, to, from, cancellationToken);
                contact = from.Contact;
            }

            return await SendAsync(lease, row, link, message with { Text = row.Prepared ?? message.Text }, to, contact, cancellationToken);
        }
        catch (GoHighLevelException failed)
        {
            return JudgeCrm(lease, row, failed, mayHaveSent: link is not null && lease.Head.InDoubt);
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
        if (link?.ProviderId is { } sent) return sent;
        if (link?.AccountId is not { } accountId || await RecipientAsync(message, cancellationToken) is not { } to) return null;

        var account = await accounts.FindAsync(message.LocationId, accountId, cancellationToken);
        if (account is null || providers.Of(account) is not { } provider) return null;
        var found = await provider.FindAsync(new Sending(account, to, message, row.AcceptedAt, IsFirstTry: false), cancellationToken);
        return found is SendOutcome.Known known ? await NoteAsync(link, known.Status, cancellationToken) : null;
    }

    public async Task WaitAsync(LaneLease lease, PendingRow row, string reason, DateTimeOffset? until, CancellationToken cancellationToken)
    {
        var link = await links.UpdateAsync(
            lease.Lane.LocationId, row.Marker.MessageId,
            now => now.State == SendStates.Accepted ? now with { WaitsFor = reason, WaitsUntil = until } : null, cancellationToken);
        if (link is not null) return;

        // No account is chosen yet.
        var entry = MessageEntry.Of(lease.Lane, row, await ContactIdAsync(row, cancellationToken), ListedStates.Waiting.Code) with { FailureCode = reason };
        await index.NoteAsync(entry, row.Reason is not null, cancellationToken);
    }

    /// <summary>The end is on the link before the row goes, and somebody looks after what GoHighLevel has to be told.</summary>
    public async Task EndAsync(LaneLease lease, PendingRow row, RowOutcome outcome, CancellationToken cancellationToken)
    {
        var (locationId, sendingId) = (lease.Lane.LocationId, row.Marker.MessageId);
        if (outcome is RowOutcome.Dead dead) await refusedText.RunAsync(await NoteDeadAsync(lease, row, dead, cancellationToken), cancellationToken);

        var work = new ReportWork(1, locationId, sendingId);
        await queue.SendAsync(
            QueueNames.ReportStatus, work.ToJson(),
            outcome is RowOutcome.Stored { ResultId: not CommandAlone } ? ReportWork.FirstPoll : ReportWork.FirstReport,
            cancellationToken);
    }

    /// <summary>Stores the choice, and on the row the text without its command.</summary>
    private async Task<(PendingRow Row, MessageLink Link)> PlanAsync(
        LaneLease lease, PendingRow row, OutboundMessage message, Recipient to, AccountChoice.From from,
        CancellationToken cancellationToken)
    {
        if (from.Text != message.Text)
        {
            row = row with { Prepared = from.Text };
            await lease.RenewAsync(row, cancellationToken);
        }

        var plan = providers.Of(from.Account) is { } provider
            ? await provider.PlanAsync(from.Account, to, message with { Text = from.Text }, cancellationToken)
            : null;
        if (row.Reason is not null) await index.EndWaitAsync(MessageEntry.Of(lease.Lane, row, message.ContactId, ListedStates.Waiting.Code), cancellationToken);
        var link = await links.AddAsync(
            new MessageLink(
                message.LocationId, message.SendingId, message.ContactId, from.Account.AccountId, from.Reason, row.AcceptedAt)
            {
                PlannedIds = plan?.Ids ?? [],
                Segments = plan?.Segments?.Count,
                IsUcs2 = plan?.Segments?.IsUcs2 ?? false,
                Cost = plan?.Cost,
            },
            cancellationToken);
        return (row, link);
    }

    private async Task<RowOutcome> SendAsync(
        LaneLease lease, PendingRow row, MessageLink link, OutboundMessage message, Recipient to, KnownContact? contact,
        CancellationToken cancellationToken)
    {
        var account = await accounts.FindAsync(link.LocationId, link.AccountId ?? "", cancellationToken);
        if (account?.StateCode != AccountStates.Active.Code) account = await accounts.FindAnewAsync(link.LocationId, link.AccountId ?? "", cancellationToken);
        if (account is null) return new RowOutcome.Dead(Failures.SenderGone, null);
        if (providers.Of(account) is not { } provider) return new RowOutcome.Dead(Failures.SenderNotActive, null);
        if (account.StateCode != AccountStates.Active.Code)
        {
            return provider.WaitsFor(account) ? WaitOr(lease, row, Failures.SenderNotActive) : new RowOutcome.Dead(Failures.SenderNotActive, null);
        }

        var sending = new Sending(account, to, message, row.AcceptedAt, row.Tries == 0 && !lease.Head.InDoubt);
        if (lease.Head.InDoubt)
        {
            var found = await provider.FindAsync(sending, cancellationToken);
            if (found is not null) return await JudgeAsync(lease, row, link, found, cancellationToken);

            // An id of ours is repeated until it is answered; before that it is not known whether it was sent.
            if (link.PlannedIds.Count == 0) lease.SettleDoubt();
        }

        if (string.IsNullOrWhiteSpace(message.Text) && message.Attachments.Count == 0)
        {
            if (row.Prepared is null) return new RowOutcome.Dead(Failures.NothingToSend, null);

            // A command alone moved the contact: that was all.
            await links.UpdateAsync(
                link.LocationId, link.SendingId, now => now with { State = SendStates.Delivered }, cancellationToken);
            return new RowOutcome.Stored(CommandAlone);
        }

        // Read again by a later try: the contact may have opted out meanwhile.
        contact ??= await choose.SeeAgainAsync(lease, message, cancellationToken);
        if (MayWrite.Refusal(contact, account.Platform) is { } refusal)
        {
            return new RowOutcome.Dead(lease.Head.InDoubt ? Failures.OutcomeUnknown : refusal, null);
        }

        var clearance = await slots.RunAsync(account, message, contact, row, cancellationToken);
        if (clearance is not Clearance.Go go) return Held(lease, clearance);

        var outcome = await provider.SendAsync(sending with { DueAt = go.Row.DueAt }, lease, cancellationToken);
        if (outcome is SendOutcome.Refused refused)
        {
            // A warning holds the message back that it came for, too: nothing was sent.
            var warned = await warning.RunAsync(account, link.SendingId, refused.Failure, refused.VendorCode, cancellationToken);
            if (warned.Safety.Pause != account.Safety.Pause
                && await slots.RunAsync(warned, message, contact, go.Row, cancellationToken) is Clearance.Wait held) return Held(lease, held);
        }

        return await JudgeAsync(lease, go.Row, link, outcome, cancellationToken);
    }

    private static RowOutcome Held(LaneLease lease, Clearance clearance) => clearance switch
    {
        Clearance.Wait wait => new RowOutcome.Later(wait.Row, wait.For, lease.Head.InDoubt),
        Clearance.Refused refused => new RowOutcome.Dead(lease.Head.InDoubt ? Failures.OutcomeUnknown : refused.Failure, null),
        _ => throw new ArgumentOutOfRangeException(nameof(clearance)),
    };

    /// <summary>Who it is for; null when there is no way to the contact at all.</summary>
    private async Task<Recipient?> RecipientAsync(OutboundMessage message, CancellationToken cancellationToken)
    {
        if (PhoneNumber.TryParse(message.Phone, out var number)) return new Recipient(number, null);
        var contact = await contacts.FindAsync(message.LocationId, message.ContactId, cancellationToken);
        return contact is { Lid: null, MailAddress: null } or null ? null : new Recipient(null, contact.Lid) { MailAddress = contact.MailAddress };
    }

    private async Task<string> NoteAsync(MessageLink link, ProviderStatus sent, CancellationToken cancellationToken)
    {
        // An event may have been faster and know more.
        await links.UpdateAsync(
            link.LocationId, link.SendingId,
            now => now with { ProviderId = now.ProviderId ?? sent.ProviderId, State = SendStates.MayFollow(now.State, sent.State) ? sent.State : now.State },
            cancellationToken);
        return sent.ProviderId;
    }

    private async Task<MessageLink?> NoteDeadAsync(
        LaneLease lease, PendingRow row, RowOutcome.Dead dead, CancellationToken cancellationToken)
    {
        var (locationId, sendingId) = (lease.Lane.LocationId, row.Marker.MessageId);

        // One that no account was chosen for has no link yet.
        var contactId = await ContactIdAsync(row, cancellationToken);
        await links.AddAsync(
            new MessageLink(locationId, sendingId, contactId, null, dead.Failure.Sentence, row.AcceptedAt), cancellationToken);
        var state = dead.Failure == Failures.OutcomeUnknown ? SendStates.Unknown : SendStates.Failed;
        return await links.UpdateAsync(
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

    private RowOutcome JudgeCrm(LaneLease lease, PendingRow row, GoHighLevelException failed, bool mayHaveSent)
    {
        // Nobody refused the message: it waits until the location is served again, which is no failed try.
        if (failed.IsAccessLost) return WaitOr(lease, row, Failures.ReconnectNeeded);
        if (failed.IsLocationUnavailable) return WaitOr(lease, row, Failures.LocationUnavailable);
        if (!failed.IsTransient)
        {
            var failure = mayHaveSent ? Failures.OutcomeUnknown : failed.IsContactGone ? Failures.RecipientGone : Failures.ReconnectNeeded;
            return new RowOutcome.Dead(failure, failed.VendorMessage);
        }

        // A throttled location is not a failed try.
        return failed.RetryAfter is { } wait
            ? new RowOutcome.Later(wait < LaneTiming.LongTurn ? row : row with { Reason = Failures.Unreachable.Code }, LaneTiming.LookIn(wait), lease.Head.InDoubt)
            {
                Slot = time.GetUtcNow() + wait,
            }
            : LaterOr(Failures.Unreachable, lease, row, null, lease.Head.InDoubt);
    }

    private async Task<RowOutcome> JudgeAsync(
        LaneLease lease, PendingRow row, MessageLink link, SendOutcome outcome, CancellationToken cancellationToken) => outcome switch
        {
            SendOutcome.Known known => new RowOutcome.Stored(await NoteAsync(link, known.Status, cancellationToken)),
            SendOutcome.InDoubt doubt => LaterOr(doubt.Failure, lease, row, doubt.Hold, inDoubt: true),
            SendOutcome.NotNow notNow => LaterOr(notNow.Failure, lease, row, null, lease.Head.InDoubt),
            SendOutcome.Refused refused => new RowOutcome.Dead(refused.Failure, refused.VendorCode),
            _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
        };

    /// <summary>Waits for what a person has to do, which is no failed try.</summary>
    private RowOutcome WaitOr(LaneLease lease, PendingRow row, Failure failure)
    {
        if (time.GetUtcNow() - row.DueAt <= LaneTiming.GiveUpSendingAfter)
        {
            return new RowOutcome.Later(row with { Reason = failure.Code }, LaneTiming.WithoutAccess, lease.Head.InDoubt);
        }

        return new RowOutcome.Dead(lease.Head.InDoubt ? Failures.OutcomeUnknown : failure, null);
    }

    /// <summary>Tries again later, until a text would come too late to be of use.</summary>
    private RowOutcome LaterOr(Failure failure, LaneLease lease, PendingRow row, TimeSpan? wait, bool inDoubt)
    {
        if (time.GetUtcNow() - row.DueAt > LaneTiming.GiveUpSendingAfter)
        {
            return new RowOutcome.Dead(inDoubt || lease.Head.InDoubt ? Failures.OutcomeUnknown : failure, null);
        }

        var tried = row with { Tries = row.Tries + 1, Reason = failure.Code };
        var backoff = LaneTiming.Backoff(tried.Tries);
        return new RowOutcome.Later(tried, wait is { } least && least > backoff ? least : backoff, inDoubt);
    }
}
