using System.Net;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Accounts;

/// <summary>
/// Moves the contacts of an account whose tag was changed to the new one, a page at a time, until none is found any more;
/// then the old tag is given up. Each run can be repeated and may run several times at once; a crash continues.
/// </summary>
public sealed partial class RetagContacts(
    AccountTable accounts, MoveTag move, GoHighLevelContactTags crm, GoHighLevelLocations locations, RetagTable retags,
    IWorkQueue queue, TimeProvider time, ILogger<RetagContacts> logger)
{
    /// <summary>Between two passes: GoHighLevel's index lags some seconds behind.</summary>
    public static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Before this no look is the last one. A host may remember the account with its old tag for half a minute and give
    /// it to a contact within one lease and one call after that; then the index lags.
    /// </summary>
    public static readonly TimeSpan Settled = TimeSpan.FromSeconds(90);

    /// <summary>An index that goes on to list contacts without the tag is believed no more after this many passes.</summary>
    public const int MostIdlePasses = 6;

    private static readonly TimeSpan ChangeMayStillCome = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan PoisonWait = TimeSpan.FromMinutes(1);

    /// <summary>Has an account's contacts moved; asking twice changes nothing.</summary>
    public Task StartAsync(AccountKey account, CancellationToken cancellationToken) =>
        SendAsync(new RetagWork(1, $"{account}", time.GetUtcNow()), TimeSpan.Zero, cancellationToken);

    /// <summary>How far the account's re-tag is that runs or ran last; null when there was none.</summary>
    public Task<RetagProgress?> ReadAsync(AccountKey account, CancellationToken cancellationToken) =>
        retags.FindAsync(account, cancellationToken);

    /// <summary>Runs for one queue message: one page, and the message for the next one.</summary>
    public async Task RunAsync(string body, CancellationToken cancellationToken)
    {
        if (logger.ReadOurs(body, RetagWork.FromJson) is not { } work || !AccountKey.TryParse(work.Account, out var key)) return;
        var account = await accounts.FindAsync(key.LocationId, key.AccountId, cancellationToken);
        if (account?.FormerTag is not { } former)
        {
            await LeaveAsync(work, key, account, cancellationToken);
            return;
        }

        var (next, wait) = await TryAsync(work with { HasBegun = true }, account, former, cancellationToken);
        if (next is not null) await SendAsync(next, wait, cancellationToken);
    }

    /// <summary>Puts a message back that failed five times: nothing else would go on with the account.</summary>
    public async Task ReturnAsync(string body, CancellationToken cancellationToken)
    {
        if (logger.ReadOurs(body, RetagWork.FromJson) is { } work) await SendAsync(work, PoisonWait, cancellationToken);
    }

    /// <summary>There is nothing to move: not yet, not any more, or the account is gone.</summary>
    private async Task LeaveAsync(RetagWork work, AccountKey key, Account? account, CancellationToken cancellationToken)
    {
        if (account is null) await retags.RemoveAsync(key, cancellationToken);

        // The message is sent before the account is changed. Later there is nothing left to wait for; a host that died may have begun
        // the progress anew after another had ended it.
        else if (work.HasBegun || time.GetUtcNow() - work.At >= ChangeMayStillCome) await retags.EndAsync(key, cancellationToken);
        else await SendAsync(work, LookAgain, cancellationToken);
    }

    private async Task<(RetagWork? Next, TimeSpan Wait)> TryAsync(
        RetagWork work, Account account, string former, CancellationToken cancellationToken)
    {
        try
        {
            var progress = await retags.BeginAsync(account.Key, former, cancellationToken);
            if (!work.HasTag) await locations.EnsureTagAsync(account.LocationId, account.Tag, cancellationToken);
            work = work with { HasTag = true };
            var (next, wait) = await MovePageAsync(work, progress, account, former, cancellationToken);
            return (next is null ? null : next with { Tries = 0 }, wait);
        }
        catch (GoHighLevelException failed)
        {
            // A throttled location is not a failed try. A refusal may end when somebody connects the location again.
            var tries = failed.RetryAfter is null ? work.Tries + 1 : work.Tries;
            var wait = failed.RetryAfter ?? (failed.IsTransient ? LaneTiming.Backoff(tries) : LongestWait);
            LogWaits(account.AccountId, wait, failed.StatusCode, failed.Code ?? "");
            return (work with { Tries = tries }, wait);
        }
    }

    private async Task<(RetagWork? Next, TimeSpan Wait)> MovePageAsync(
        RetagWork work, RetagProgress progress, Account account, string former, CancellationToken cancellationToken)
    {
        var page = await crm.SearchAsync(account.LocationId, former, work.After, cancellationToken);
        if (page.Contacts.Count > 0)
        {
            var hasMoved = await move.RunAsync(account, former, page.Contacts, cancellationToken);
            work = work with { Seen = work.Seen + page.Contacts.Count, HasMoved = work.HasMoved || hasMoved };
            await retags.NoteAsync(
                account.Key, Math.Max(work.Seen, progress.Total - page.Total), Math.Max(page.Total, work.Seen),
                cancellationToken);
        }

        if (page.Next is not null) return (work with { After = page.Next }, TimeSpan.Zero);
        var again = work with { After = null, Seen = 0, HasMoved = false };
        if (work.HasMoved) return (again with { IdlePasses = 0 }, LookAgain);

        var isListed = work.Seen > 0;
        if (isListed && work.IdlePasses < MostIdlePasses)
        {
            var wait = LookAgain * Math.Pow(2, work.IdlePasses);
            return (again with { IdlePasses = work.IdlePasses + 1 }, wait < LongestWait ? wait : LongestWait);
        }

        if (time.GetUtcNow() - progress.StartedAt < Settled) return (again, LookAgain);
        await EndAsync(account, former, cancellationToken);
        return (null, TimeSpan.Zero);
    }

    private async Task EndAsync(Account account, string former, CancellationToken cancellationToken)
    {
        await DropTagAsync(account, former, cancellationToken);

        // The progress last: a repeat that finds no former tag any more ends it.
        await accounts.UpdateAsync(
            account.Key, now => now.FormerTag == former ? now with { FormerTag = null } : null, cancellationToken);
        await retags.EndAsync(account.Key, cancellationToken);
        LogEnded(account.AccountId);
    }

    /// <summary>Takes the old tag off the location's list, unless an account has it or its name is not one of ours.</summary>
    private async Task DropTagAsync(Account account, string former, CancellationToken cancellationToken)
    {
        if (!former.StartsWith(AccountTag.Prefix, StringComparison.OrdinalIgnoreCase)) return;
        var (all, _) = await accounts.ListAsync(account.LocationId, cancellationToken);
        if (all.Any(one => Same(one.Tag, former) || (one.AccountId != account.AccountId && Same(one.FormerTag, former)))) return;

        try
        {
            await locations.DeleteTagAsync(account.LocationId, former, cancellationToken);
        }
        catch (GoHighLevelException refused)
            when (refused.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotFound)
        {
            // Somebody else took it away between the look and the call, or GoHighLevel keeps it: no contact has it.
            LogTagKept(account.AccountId);
        }
    }

    private Task<WorkReceipt> SendAsync(RetagWork work, TimeSpan wait, CancellationToken cancellationToken) =>
        queue.SendAsync(QueueNames.RetagContacts, work.ToJson(), wait, cancellationToken);

    private static bool Same(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    [LoggerMessage(LogLevel.Information, "All contacts of account {AccountId} carry its new tag")]
    private partial void LogEnded(string accountId);

    [LoggerMessage(LogLevel.Warning, "The re-tag of account {AccountId} waits {Wait} ({Status} {Code})")]
    private partial void LogWaits(string accountId, TimeSpan wait, HttpStatusCode? status, string code);

    [LoggerMessage(LogLevel.Warning, "GoHighLevel did not delete the old tag of account {AccountId}")]
    private partial void LogTagKept(string accountId);
}
