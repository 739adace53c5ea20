using System.Net;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Consent;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Messages;

/// <summary>
/// Tells GoHighLevel what became of a message, and asks the provider for one whose callbacks did not come. Telling the same
/// twice changes nothing.
/// </summary>
public sealed partial class ReportStatus(
    MessageLinks links, AccountTable accounts, Providers providers, NoteStatus note, NoteRefusedText refusedText, GoHighLevelMessages crm,
    AdmitWork admit, IWorkQueue queue, TimeProvider time, ILogger<ReportStatus> logger)
{
    /// <summary>After the first one. Twilio keeps a text for ten hours at most.</summary>
    private static readonly TimeSpan[] PollAfter = [TimeSpan.FromMinutes(8), TimeSpan.FromMinutes(50), TimeSpan.FromHours(10)];

    private static readonly TimeSpan[] TellAgainAfter =
        [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30)];

    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromDays(3);

    /// <summary>When a report is made anew whose host was killed: the queue keeps that host's own message for ten minutes.</summary>
    private static readonly TimeSpan AfterKill = TimeSpan.FromSeconds(30);

    public async Task RunAsync(string body, CancellationToken cancellationToken)
    {
        if (logger.ReadOurs(body, ReportWork.FromJson) is not { } work) return;
        if (await links.FindAsync(work.LocationId, work.SendingId, cancellationToken) is not { } link) return;
        if (!link.State.IsFinal)
        {
            await PollAsync(work, link, cancellationToken);
            return;
        }

        // What was told without an answer may arrive after a later word: it is told once more.
        if (link.Reported == link.State.Code && work.Tries == 0) return;

        // Before the end is told, and not in the callback: its answer waits for nothing, and this work comes again until it is done.
        await refusedText.RunAsync(link, cancellationToken);
        var early = link.AcceptedAt + ReportWork.FirstReport - time.GetUtcNow();
        if (early > TimeSpan.Zero) await SendAsync(work, early, cancellationToken);
        else await TellInTurnAsync(work, link, cancellationToken);
    }

    /// <summary>Puts work that failed five times back, later.</summary>
    public async Task ReturnAsync(string body, CancellationToken cancellationToken)
    {
        if (logger.ReadOurs(body, ReportWork.FromJson) is { } work) await SendAsync(work, TellAgainAfter[^1], cancellationToken);
    }

    private async Task PollAsync(ReportWork work, MessageLink link, CancellationToken cancellationToken)
    {
        // Before the next one is due nothing is lost by a crash: this queue message comes again.
        var account = link.AccountId is { } accountId ? await accounts.FindAsync(link.LocationId, accountId, cancellationToken) : null;
        var provider = account is null ? null : providers.Of(account);
        if (provider is { CanBeAsked: false }) return;
        if (account is not null && provider is not null && link.ProviderId is { } id)
        {
            switch (await provider.AskAsync(account, id, cancellationToken))
            {
                case SendOutcome.Known known:
                    await note.RunAsync(account, link.SendingId, known.Status, cancellationToken);
                    if (known.Status.State.IsFinal) return;
                    break;
                case SendOutcome.Refused refused:
                    LogNotAsked(link.SendingId, refused.VendorCode ?? refused.Failure.Code);
                    break;
                case SendOutcome.NotNow notNow:
                    LogNotAsked(link.SendingId, notNow.Failure.Code);
                    if (work.Tries >= TellAgainAfter.Length) break;

                    // Nothing was learned: the next poll would be too late for who waits for the end.
                    await SendAsync(work with { Tries = work.Tries + 1 }, TellAgainAfter[work.Tries], cancellationToken);
                    return;
            }
        }

        if (work.Polls < PollAfter.Length)
        {
            await SendAsync(work with { Polls = work.Polls + 1, Tries = 0 }, PollAfter[work.Polls], cancellationToken);
        }
    }

    private async Task TellInTurnAsync(ReportWork work, MessageLink link, CancellationToken cancellationToken)
    {
        var entry = await admit.EnterAsync(QueueNames.ReportStatus, work.LocationId, work.Slot, true, false, cancellationToken);
        if (entry is WorkEntry.Later later)
        {
            await SendAsync(work with { Slot = later.Slot }, later.Delay, cancellationToken);
            return;
        }

        using var entered = (WorkEntry.Entered)entry;
        entered.Use();
        await TellAsync(work, link, cancellationToken);
    }

    private async Task TellAsync(ReportWork work, MessageLink link, CancellationToken cancellationToken)
    {
        var successor = await SendAsync(work, AfterKill, cancellationToken);
        try
        {
            if (await ReportOfAsync(link, cancellationToken) is { } report)
            {
                await crm.UpdateStatusAsync(link.LocationId, link.MessageId, report, cancellationToken);
                LogTold(link.SendingId, report.Status);
            }

            var told = await links.UpdateAsync(
                link.LocationId, link.SendingId, now => now with { Reported = link.State.Code }, cancellationToken);

            // A later word may have overtaken this one on its way.
            if (told is not null && told.State != link.State) await SendAsync(work with { Tries = 0, Slot = null }, TimeSpan.Zero, cancellationToken);
        }
        catch (GoHighLevelException failed) when (IsTooEarly(failed) || MayPass(failed))
        {
            await TellAgainAsync(work, link, failed, cancellationToken);
        }
        catch (GoHighLevelException refused)
        {
            LogRefused(link.SendingId, refused.Message);
        }

        await queue.TakeBackAsync(successor, cancellationToken);
    }

    /// <summary>A message in parts is delivered when its first part is, and failed when any part is.</summary>
    private async Task<StatusReport?> ReportOfAsync(MessageLink link, CancellationToken cancellationToken)
    {
        if (link.SendingId == link.MessageId)
        {
            for (var part = 2; link.State != SendStates.Failed; part++)
            {
                var further = await links.FindAsync(link.LocationId, $"{link.MessageId}.{part}", cancellationToken);
                if (further is null) break;
                if (further.State == SendStates.Failed) return StatusReport.Of(further);
            }

            return StatusReport.Of(link);
        }

        return link.State == SendStates.Failed ? StatusReport.Of(link) : null;
    }

    /// <summary>GoHighLevel has not linked the message to its provider yet (403; 401 in earlier years): no reason for a new token.</summary>
    private static bool IsTooEarly(GoHighLevelException failed) =>
        failed.StatusCode == HttpStatusCode.Forbidden || failed.Code == "CONVERSATIONS_MSG_PROVIDER_NOT_FOUND";

    private static bool MayPass(GoHighLevelException failed) => failed.IsTransient || failed.IsAccessLost;

    private async Task TellAgainAsync(
        ReportWork work, MessageLink link, GoHighLevelException failed, CancellationToken cancellationToken)
    {
        // A throttled location is not a failed try.
        var isThrottled = failed.RetryAfter is not null;
        var isOver = !isThrottled && MayPass(failed)
            ? time.GetUtcNow() - link.AcceptedAt > GiveUpAfter
            : !isThrottled && work.Tries >= TellAgainAfter.Length;
        if (isOver)
        {
            LogRefused(link.SendingId, failed.Message);
            return;
        }

        // To wait until calls are allowed again, or for the next install, is no failure of this one.
        if ((failed.IsAccessLost ? LaneTiming.WithoutAccess : failed.RetryAfter) is { } closed)
        {
            await SendAsync(work, closed, cancellationToken);
            return;
        }

        var wait = TellAgainAfter[Math.Min(work.Tries, TellAgainAfter.Length - 1)];
        await SendAsync(work with { Tries = work.Tries + 1 }, wait, cancellationToken);
    }

    private Task<WorkReceipt> SendAsync(ReportWork work, TimeSpan delay, CancellationToken cancellationToken) =>
        queue.SendAsync(QueueNames.ReportStatus, work.ToJson(), delay, cancellationToken);

    [LoggerMessage(LogLevel.Information, "GoHighLevel was told that message {SendingId} is {Status}")]
    private partial void LogTold(string sendingId, string status);

    [LoggerMessage(LogLevel.Warning, "The state of message {SendingId} could not be asked ({Error})")]
    private partial void LogNotAsked(string sendingId, string error);

    [LoggerMessage(LogLevel.Warning, "GoHighLevel does not take the state of message {SendingId} ({Error})")]
    private partial void LogRefused(string sendingId, string error);
}
