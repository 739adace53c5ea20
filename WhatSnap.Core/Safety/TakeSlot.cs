using Microsoft.Extensions.Logging;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Messages;

namespace WhatSnap.Core.Safety;

/// <summary>Whether a message may leave now.</summary>
public abstract record Clearance
{
    private Clearance()
    {
    }

    /// <summary>It may.</summary>
    /// <param name="Row">Its row, with its slot.</param>
    public sealed record Go(PendingRow Row) : Clearance;

    /// <summary>Not before its slot.</summary>
    /// <param name="Row">Its row, with its slot and what it waits for.</param>
    /// <param name="For">How long it is left alone; it may have to wait again.</param>
    public sealed record Wait(PendingRow Row, TimeSpan For) : Clearance;

    /// <summary>It may not, and will not.</summary>
    public sealed record Refused(Failure Failure) : Clearance;
}

/// <summary>
/// Gives a message that is about to leave its slot: the second at which its account may send it. A slot is taken by one conditional
/// write, so that workers never give one twice, and stands on the message's row, so that a later try has it. A host that dies between
/// the two leaves a slot that nobody uses: one message too many is counted, and none too few.
/// </summary>
public sealed partial class TakeSlot(SendBudgets budgets, LocationDays days, TextMarks marks, TimeProvider time, ILogger<TakeSlot> logger)
{
    /// <summary>What is written to a contact that wrote within this time is an answer.</summary>
    public static readonly TimeSpan AnswerWithin = TimeSpan.FromHours(24);

    /// <summary>A slot that passed longer ago is not used any more: what waited for a provider does not leave all at once.</summary>
    internal static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    /// <summary>How often one that waits longer looks whether it may leave earlier, because a person changed something or the contact wrote.</summary>
    internal static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(10);

    /// <summary>Waits that are shorter are not listed: that would cost more than the wait.</summary>
    private static readonly TimeSpan WorthTelling = TimeSpan.FromMinutes(1);

    private const int MostTries = 8;

    /// <param name="account">The account that sends it; with nothing to keep to, this reads and writes nothing.</param>
    /// <param name="message">The message.</param>
    /// <param name="contact">What is known of whom it is for.</param>
    /// <param name="row">Its row.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    public async Task<Clearance> RunAsync(
        Account account, OutboundMessage message, KnownContact? contact, PendingRow row, CancellationToken cancellationToken)
    {
        var (limits, settings, now) = (SafetyTable.Of(account), account.Safety, time.GetUtcNow());
        if (limits is null && settings.Quiet is null) return new Clearance.Go(row);

        var zone = await days.ZoneAsync(account.LocationId, cancellationToken);
        var request = RequestOf(account, message, contact, now);
        if (settings.Quiet is { Rejects: true } quiet && row.SlotAt is null && !request.IsLive && quiet.EndAt(now, zone) is not null)
        {
            return new Clearance.Refused(Failures.QuietHours);
        }

        var planner = new SlotPlanner(limits, settings, account.CreatedAt, zone);
        if (row.SlotAt is { } own && own <= now && now - own < Fresh && !planner.IsHeld(request, now)) return Leaving(row, now);
        for (var tries = 0; tries < MostTries; tries++)
        {
            var read = limits is null ? null : await budgets.ReadAsync(account.Key, cancellationToken);
            var others = (read?.Slots ?? SlotLedger.Empty).At(now).Without(row.SlotAt, request.Contact);
            var plan = planner.Plan(others, request, now, LatestOf(row));
            if (plan.At is not { } at) return new Clearance.Refused(Holds.FailureOf(plan.Hold!));

            // The one that it has is no worse: nothing is written.
            if (row.SlotAt is { } kept && kept > now && kept <= at && !planner.IsHeld(request, kept)) return Later(row, kept, plan.Hold, now);
            if (read is null || await budgets.TrySaveAsync(account.Key, read, others.With(new Slot(at, request.Kind, request.Contact, TextOf(request))), cancellationToken))
            {
                return at <= now ? Leaving(row with { SlotAt = at }, now) : Later(row, at, plan.Hold, now);
            }
        }

        // Many workers ask at once: it comes again, without a slot.
        LogCrowded(message.SendingId, account.AccountId);
        return new Clearance.Wait(row, TimeSpan.FromSeconds(1 + (int)(request.Share * 5)));
    }

    /// <summary>A message of an account, as it asks for its slot.</summary>
    internal SlotRequest RequestOf(Account account, OutboundMessage message, KnownContact? contact, DateTimeOffset now)
    {
        var wroteAt = contact?.LastAccountId == account.AccountId ? contact.LastWroteAt : null;
        var kind = now - wroteAt < AnswerWithin ? SlotKind.Answer
            : contact?.HasWrittenTo(account.AccountId) == true ? SlotKind.Known
            : SlotKind.Stranger;
        return new SlotRequest(
            kind, marks.OfContact(account.AccountId, message.ContactId), marks.OfText(account.AccountId, message.Text),
            TextMarks.ShareOf(message.SendingId), now - wroteAt < QuietHours.LiveFor);
    }

    private static uint TextOf(SlotRequest request) => request.Kind == SlotKind.Stranger ? request.Text : 0;

    /// <summary>One that had its slot in time may be tried for a while, as every message.</summary>
    private static DateTimeOffset LatestOf(PendingRow row)
    {
        var latest = row.AcceptedAt + Holds.Longest;
        return row.ClearedAt + LaneTiming.GiveUpSendingAfter is { } tried && tried > latest ? tried : latest;
    }

    private static Clearance.Go Leaving(PendingRow row, DateTimeOffset now) => new(row with { ClearedAt = row.ClearedAt ?? now });

    private static Clearance.Wait Later(PendingRow row, DateTimeOffset at, string? hold, DateTimeOffset now)
    {
        var wait = TimeSpan.FromSeconds(Math.Ceiling((at - now).TotalSeconds));
        var held = row with { SlotAt = at };
        return new Clearance.Wait(wait < WorthTelling ? held : held with { Reason = hold }, wait < LookAgain ? wait : LookAgain);
    }

    [LoggerMessage(LogLevel.Warning, "Message {SendingId} got no slot of account {AccountId}: many ask for one at once")]
    private partial void LogCrowded(string sendingId, string accountId);
}
