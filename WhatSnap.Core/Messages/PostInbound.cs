using System.Net;
using System.Text.Json;
using Azure;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Consent;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.WhatsApp;

namespace WhatSnap.Core.Messages;

/// <summary>Brings one received message to GoHighLevel: contact, tag, doubt, then the message.</summary>
public sealed class PostInbound(
    AccountDirectory accounts, UncoverNumber uncover, ContactDirectory contacts, HearConsent consent, OversizedBodies bodies, PrepareMedia media,
    GoHighLevelMessages crm, NoteMirrored mirrored, ResolveDoubt doubts, DeadLetters deadLetters, MessageIndex index, LaneTable lanes, TimeProvider time) : IDeliverRows
{
    public int RetentionDays => MarkerRetention.DaysOfInbound;

    public async Task<RowOutcome> TryAsync(
        LaneLease lease, LaneView view, PendingRow row, CancellationToken cancellationToken)
    {
        var message = InboundMessage.FromJson(await bodies.ReadAsync(row, cancellationToken));
        if (await FindInMergedAsync(view, row, cancellationToken) is { } known) return new RowOutcome.Stored(known);
        if (message is { NumberIdentity: null, LidIdentity: null, MailAddress: null }) return new RowOutcome.Dead(Failures.SenderWithoutNumber, null);
        if (await accounts.FindAsync(message.LocationId, message.AccountId, cancellationToken) is not { } account)
        {
            return new RowOutcome.Dead(Failures.AccountGone, null);
        }

        // Not before the connection is sure to stay: else its tag would stand on contacts of an account that never was.
        if (account.StateCode == AccountStates.Pending.Code) return new RowOutcome.Later(row, LaneTiming.WhilePending, lease.Head.InDoubt);

        var (customer, wait) = await uncover.RunAsync(lease, row, message, account, cancellationToken);
        if (customer is null) return new RowOutcome.Later(row, wait, lease.Head.InDoubt);

        var step = Step.Contact;
        try
        {
            var formerId = lease.Head.ContactId;
            var contactId = await contacts.EnsureAsync(
                lease, account, customer with { WroteAt = message.IsFromAccount ? null : message.OccurredAt }, cancellationToken);
            await consent.RunAsync(lease, row, message, account, contactId, formerId, cancellationToken);
            step = Step.Media;
            (row, var content) = await media.RunAsync(lease, row, message, account, contactId, cancellationToken);

            if (lease.Head.InDoubt)
            {
                var found = await doubts.FindAsync(view, lease.Head, contactId, content, message.IsFromAccount, cancellationToken);
                if (found is not null) return new RowOutcome.Stored(found);
                lease.SettleDoubt();
            }

            await lease.EnsureWithinAsync(LaneTiming.PostWithin, cancellationToken);
            step = Step.Message;
            var stored = await crm.AddInboundAsync(
                message.LocationId,
                new NewInboundMessage(
                    contactId, content.Text, content.Attachments, message.ProviderMessageId, lease.Head.Date!.Value)
                {
                    IsOutbound = message.IsFromAccount,
                },
                lease.Window, cancellationToken);
            return new RowOutcome.Stored(stored);
        }
        catch (GoHighLevelException failed)
        {
            return Judge(lease, row, step, failed);
        }
        catch (FileNotNowException)
        {
            return new RowOutcome.Later(row, LaneTiming.WhileFileAway, lease.Head.InDoubt);
        }
        catch (CallWindowClosedException)
        {
            // Nothing was sent: the process stood still. If the lane is still ours, it goes on soon.
            return new RowOutcome.Later(row, LaneTiming.Backoff(1), lease.Head.InDoubt);
        }
    }

    public async Task<string?> FindAsync(LaneView view, LaneHead head, PendingRow row, CancellationToken cancellationToken)
    {
        var message = InboundMessage.FromJson(await bodies.ReadAsync(row, cancellationToken));
        if (head.ContactId is not { } contactId || PrepareMedia.ContentOf(row, message) is not { } content) return null;
        try
        {
            return await doubts.FindAsync(view, head, contactId, content, message.IsFromAccount, cancellationToken);
        }
        catch (GoHighLevelException)
        {
            return null;
        }
    }

    public async Task WaitAsync(LaneLease lease, PendingRow row, string reason, DateTimeOffset? until, CancellationToken cancellationToken)
    {
        var entry = EntryOf(lease, row, await ReadAsync(row, cancellationToken), ListedStates.Waiting);
        await index.NoteAsync(entry with { FailureCode = reason }, WasListed(row), cancellationToken);
    }

    /// <summary>What did not pass becomes a dead letter, for a person to decide.</summary>
    public async Task EndAsync(LaneLease lease, PendingRow row, RowOutcome outcome, CancellationToken cancellationToken)
    {
        var (stored, failure) = ((outcome as RowOutcome.Stored)?.ResultId, (outcome as RowOutcome.Dead)?.Failure);
        if (outcome is RowOutcome.Dead dead) await deadLetters.AddAsync(lease, row, dead, cancellationToken);
        var message = await ReadAsync(row, cancellationToken);
        if (message is { IsFromAccount: true } && stored is not null) await mirrored.RunAsync(message, lease.Head.ContactId ?? "", stored, cancellationToken);

        var entry = EntryOf(lease, row, message, stored is null ? ListedStates.NotStored : ListedStates.Stored);
        entry = entry with { MessageId = stored, FailureCode = failure?.Code, EndedAt = time.GetUtcNow() };
        await index.NoteAsync(entry, WasListed(row), cancellationToken);
    }

    private async Task<InboundMessage?> ReadAsync(PendingRow row, CancellationToken cancellationToken)
    {
        try
        {
            return InboundMessage.FromJson(await bodies.ReadAsync(row, cancellationToken));
        }
        catch (Exception unreadable) when (unreadable is JsonException || unreadable is RequestFailedException { Status: 404 })
        {
            return null;
        }
    }

    private static MessageEntry EntryOf(LaneLease lease, PendingRow row, InboundMessage? message, ListedState state)
    {
        var entry = MessageEntry.Of(lease.Lane, row, lease.Head.ContactId, state.Code);
        return message is { IsFromAccount: true } ? entry with { IsOutbound = true, Reason = NoteMirrored.Reason } : entry;
    }

    private static bool WasListed(PendingRow row) => row.Reason is not null || row.ListedAt is not null;

    /// <summary>A message seen under another identity of the same sender is still a duplicate.</summary>
    private async Task<string?> FindInMergedAsync(LaneView view, PendingRow row, CancellationToken cancellationToken)
    {
        foreach (var lane in view.MergedFrom)
        {
            var marker = await lanes.FindMarkerAsync(lane, row.Marker, cancellationToken);
            if (marker?.ResultId is { } id) return id;
        }

        return null;
    }

    private RowOutcome Judge(LaneLease lease, PendingRow row, Step step, GoHighLevelException failed)
    {
        if (failed.IsAccessLost) return WithoutAccess(lease, row, Failures.ReconnectNeeded);
        if (failed.IsLocationUnavailable) return WithoutAccess(lease, row, Failures.LocationUnavailable);
        if (failed.IsTransient && failed.Code != GoHighLevelMessages.EmptyAnswer)
        {
            // A throttled location is not a failed try, and what waited for it is tried for a while before it is given up.
            var isThrottled = failed.RetryAfter is not null;
            if (!isThrottled && row.Tries >= LaneTiming.TriesUntilGivenUp
                && time.GetUtcNow() - row.AcceptedAt > LaneTiming.GiveUpAfter) return new RowOutcome.Dead(Failures.Unreachable, null);
            var isItsTurnSoon = failed.RetryAfter < LaneTiming.LongTurn;
            var tried = row with { Tries = isThrottled ? row.Tries : row.Tries + 1, Reason = isItsTurnSoon ? row.Reason : Failures.Unreachable.Code };
            var mayHavePosted = step == Step.Message && failed.Outcome != CallOutcome.NotDone;
            return new RowOutcome.Later(tried, WaitAfter(failed, tried.Tries, step), lease.Head.InDoubt || mayHavePosted) { Slot = time.GetUtcNow() + failed.RetryAfter };
        }

        var failure = Name(step, failed);
        var refused = row with { Refusals = row.Refusals + 1, Reason = failure.Code };
        if (refused.Refusals >= LaneTiming.RefusalsUntilDead) return new RowOutcome.Dead(failure, failed.VendorMessage);

        // The next try makes sure of a contact again.
        if (failed.IsContactGone) lease.ForgetContact();
        return new RowOutcome.Later(
            refused, LaneTiming.Backoff(refused.Refusals),
            lease.Head.InDoubt || (step == Step.Message && failed.Outcome == CallOutcome.MayHaveBeenDone));
    }

    /// <summary>Nobody refused the message: it waits until the location is served again, which is no failed try.</summary>
    private RowOutcome WithoutAccess(LaneLease lease, PendingRow row, Failure failure) =>
        time.GetUtcNow() - row.AcceptedAt > LaneTiming.GiveUpAfter
            ? new RowOutcome.Dead(failure, null)
            : new RowOutcome.Later(row with { Reason = failure.Code }, LaneTiming.WithoutAccess, lease.Head.InDoubt);

    private static TimeSpan WaitAfter(GoHighLevelException failed, int tries, Step step)
    {
        // A media upload may be done twice; a contact or a message that is still being made may not.
        var settle = failed.Outcome switch
        {
            CallOutcome.MayStillRun when step != Step.Media => LaneTiming.Margin,
            CallOutcome.MayHaveBeenDone => LaneTiming.SettledDoubtHold,
            _ => TimeSpan.Zero,
        };
        var wait = failed.RetryAfter is { } turn ? LaneTiming.LookIn(turn) : LaneTiming.Backoff(tries);
        return wait > settle ? wait : settle;
    }

    private static Failure Name(Step step, GoHighLevelException failed) => failed switch
    {
        { Code: GoHighLevelMessages.EmptyAnswer } => Failures.StoredNothing,
        { StatusCode: HttpStatusCode.Unauthorized } => Failures.ReconnectNeeded,
        _ => step == Step.Message ? Failures.MessageRefused : Failures.ContactRefused,
    };

    private enum Step
    {
        Contact,
        Media,
        Message,
    }
}
