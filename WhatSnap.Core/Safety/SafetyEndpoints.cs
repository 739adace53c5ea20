using System.Globalization;
using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.Safety;

/// <summary><c>GET /api/accounts/{accountId}/safety</c>: what an account may send, what it has sent, and until when it is held back.</summary>
public sealed class ReadSafetyEndpoint(ApiGuard guard, AccountTable accounts, ShowSafety show)
{
    public Task<IResult> HandleAsync(HttpRequest request, string accountId, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.View, async session =>
            await accounts.FindAsync(session.LocationId, accountId, cancellationToken) is { } known
                ? await show.RunAsync(known, cancellationToken)
                : AccountAnswers.NoSuchAccount());
}

/// <summary><c>PUT /api/accounts/{accountId}/safety</c>: replaces an account's mode and quiet hours.</summary>
public sealed class ChangeSafetyEndpoint(ChangeGuard guard, AccountTable accounts, AccountDirectory directory, ShowSafety show)
{
    private const int LargestBody = 4 * 1024;
    private const string Clock = "HH:mm";
    private const string Mode = "mode";
    private const string Quiet = "quietHours";

    /// <summary>So much of each day is left to send in: what waits longer than a day fails.</summary>
    private static readonly TimeSpan LongestQuiet = TimeSpan.FromHours(20);

    public Task<IResult> HandleAsync(HttpRequest request, string accountId, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.Reroute, ActivityKinds.SafetyChanged, accountId, async session =>
        {
            var (body, refusal) = await JsonBody.ReadAsync(request, SafetyJson.Default.SafetyRequest, LargestBody, cancellationToken);
            if (body is null) return refusal!;
            if (await accounts.FindAsync(session.LocationId, accountId, cancellationToken) is not { } known)
            {
                return AccountAnswers.NoSuchAccount();
            }

            if (Problem(body, known) is { } problem) return problem;
            var written = await accounts.UpdateAsync(
                known.Key,
                now => now with { Safety = now.Safety with { Mode = SafetyModes.Find(body.Mode), Quiet = QuietOf(body.QuietHours) } },
                cancellationToken);
            if (written is not AccountWrite.Written { Account: var changed }) return AccountAnswers.NoSuchAccount();
            directory.Forget(changed);
            return await show.RunAsync(changed, cancellationToken);
        }, cancellationToken);

    private static IResult? Problem(SafetyRequest body, Account account)
    {
        if (SafetyModes.Find(body.Mode) is not { } mode) return Answers.WrongField(Mode, "mode is missing or no safety mode.", "Send off, gentle or strict.");
        if (mode != SafetyMode.Off && SafetyTable.Of(account.Platform, mode) is null)
        {
            return Answers.WrongField(Mode, "There are no limits for accounts of this kind.", "Send off.");
        }

        if (body.QuietHours is not { } quiet) return null;
        if (TimeOf(quiet.From) is not { } from || TimeOf(quiet.Until) is not { } until)
        {
            return Answers.WrongField(Quiet, "from or until of quietHours is no time of a clock.", "Write each as 21:00, in the location's time zone, or send null for no quiet hours.");
        }

        if (quiet.Then is not (QuietRequest.Queue or QuietRequest.Reject)) return Answers.WrongField(Quiet, "then of quietHours is missing or unknown.", "Send queue to let messages wait for the end of the quiet hours, reject to let them fail.");
        if (from == until) return Answers.WrongField(Quiet, "The quiet hours begin and end at the same time.", "Choose another end, or send null for no quiet hours.");
        return until - from > LongestQuiet ? Answers.WrongField(Quiet, "The quiet hours are too long.", $"Leave at least {24 - LongestQuiet.TotalHours} hours of the day to send in.") : null;
    }

    private static QuietHours? QuietOf(QuietRequest? quiet) =>
        quiet is null ? null : new QuietHours(TimeOf(quiet.From)!.Value, TimeOf(quiet.Until)!.Value, quiet.Then == QuietRequest.Reject);

    private static TimeOnly? TimeOf(string? text) =>
        TimeOnly.TryParseExact(text, Clock, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

}

/// <summary><c>POST /api/accounts/{accountId}/safety/resume</c>: a person ends an account's pause before its time.</summary>
public sealed class ResumeSendingEndpoint(
    ChangeGuard guard, AccountTable accounts, AccountDirectory directory, ShowSafety show, TimeProvider time)
{
    public Task<IResult> HandleAsync(HttpRequest request, string accountId, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.Reroute, ActivityKinds.SendingResumed, accountId, async session =>
        {
            if (await accounts.FindAsync(session.LocationId, accountId, cancellationToken) is not { } known)
            {
                return AccountAnswers.NoSuchAccount();
            }

            var written = await accounts.UpdateAsync(
                known.Key,
                now => now.Safety.Pause is { } pause && pause.IsOn(time.GetUtcNow())
                    ? now with { Safety = now.Safety with { Pause = pause with { IsLifted = true }, Filtered = [] } }
                    : null,
                cancellationToken);
            if (written is not AccountWrite.Written { Account: var changed })
            {
                return Answers.Refuse(StatusCodes.Status409Conflict, "This account does not pause.", "There is nothing to do: it sends as its mode says.");
            }

            directory.Forget(changed);
            return await show.RunAsync(changed, cancellationToken);
        }, cancellationToken);
}
