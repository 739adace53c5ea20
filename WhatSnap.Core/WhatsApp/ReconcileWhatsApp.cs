using System.Text.Json;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Accounts;

namespace WhatSnap.Core.WhatsApp;

/// <summary>
/// Compares one account with the gateway's own list of what it received, and takes what never arrived by webhook, with its true date. Where
/// the list can't be read now, the next night reaches back further.
/// </summary>
public sealed partial class ReconcileWhatsApp(
    WahaClient waha, WahaHistory history, TakeWhatsAppMessage take, AccountTable accounts, TimeProvider time, ILogger<ReconcileWhatsApp> logger)
{
    /// <summary>A younger message may still be on its way by webhook.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(10);

    /// <summary>How far before the last comparison the next one begins: a message may come late, with the time at which it was written.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromDays(1);

    /// <summary>As long as the bundled gateway keeps its list.</summary>
    private static readonly TimeSpan Furthest = TimeSpan.FromDays(7);

    /// <summary>What is listed beyond that is for the next night.</summary>
    internal const int MostPages = 50;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(4);

    /// <summary>True for the accounts that are compared: those that receive.</summary>
    internal static bool Concerns(Account account) =>
        account is { WhatsApp: not null, AfterAttempt: null } && account.StateCode == AccountStates.Active.Code;

    /// <param name="key">The account's key, as the queue carries it.</param>
    /// <param name="cancellationToken">Cancels the comparison; what was taken stays.</param>
    public async Task RunAsync(string key, CancellationToken cancellationToken)
    {
        if (!waha.IsSet || !AccountKey.TryParse(key, out var accountKey)) return;
        var account = await accounts.FindAsync(accountKey.LocationId, accountKey.AccountId, cancellationToken);
        if (account is not { WhatsApp: { } link } || !Concerns(account)) return;
        try
        {
            // What a gateway that has not caught up still has to tell comes by itself, in its order.
            if (await waha.FindSessionAsync(link.Session, cancellationToken) is not { Status: WahaStatus.Working, CaughtUp: not false })
            {
                LogNotNow(account.AccountId);
                return;
            }

            await NoteAsync(account, await CompareAsync(account, link, cancellationToken), cancellationToken);
        }
        catch (WahaException none) when (WahaHistory.KeepsNone(none))
        {
            await NoteAsync(account, new Comparison(account.Health?.Compared?.Until, false, 0, 0), cancellationToken);
            LogNoList(account.AccountId, none.Message);
        }
        catch (WahaException failed)
        {
            LogFailed(account.AccountId, failed.Message);
        }
    }

    private async Task<Comparison> CompareAsync(Account account, WhatsAppLink link, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var (from, until) = (Since(account), time.GetUtcNow() - Settled);
        var reached = account.Health?.Compared?.Until;
        int listed = 0, broughtIn = 0, inPart = 0;
        for (var page = 0; from <= until; page++)
        {
            if (page == MostPages || time.GetElapsedTime(began) > Longest)
            {
                LogTooMany(account.AccountId, listed);
                break;
            }

            var messages = await history.ReadPageAsync(link, from, until, page * WahaHistory.PageSize, cancellationToken);
            foreach (var message in messages)
            {
                var taken = await take.BringInAsync(account, link, EventOf(message, link), cancellationToken);
                listed++;
                if (message.Number("timestamp") is { } seconds && seconds >= from.ToUnixTimeSeconds() && seconds <= until.ToUnixTimeSeconds()) reached = DateTimeOffset.FromUnixTimeSeconds(seconds);
                if (taken is null) continue;
                broughtIn++;
                if (taken.IsCut) inPart++;
            }

            if (messages.Count >= WahaHistory.PageSize) continue;
            reached = until;
            break;
        }

        LogCompared(account.AccountId, listed, broughtIn);
        return new Comparison(reached, true, broughtIn, inPart);
    }

    /// <summary>Never before the account was connected: what was written then is not its own.</summary>
    private DateTimeOffset Since(Account account)
    {
        DateTimeOffset[] bounds =
        [
            time.GetUtcNow() - Furthest,
            account.ConnectedAt ?? account.CreatedAt,
            account.Health?.Compared?.Until is { } until ? until - Overlap : DateTimeOffset.MinValue,
        ];
        return bounds.Max();
    }

    /// <summary>A listed message as the event that told, or should have told, of it.</summary>
    private static WahaEvent EventOf(JsonElement message, WhatsAppLink link) =>
        new(message.Text("id") ?? "", WahaEvent.Message, link.Session, message, null);

    private Task<AccountWrite> NoteAsync(Account account, Comparison found, CancellationToken cancellationToken) => accounts.UpdateAsync(
        account.Key,
        now => Concerns(now) && now.ConnectedAt == account.ConnectedAt ? now with { Health = (now.Health ?? new LinkHealth()) with { Compared = found } } : null,
        cancellationToken);

    [LoggerMessage(LogLevel.Information, "Account {AccountId}: {Listed} messages compared with the gateway's list, {BroughtIn} had not arrived")]
    private partial void LogCompared(string accountId, int listed, int broughtIn);

    [LoggerMessage(LogLevel.Information, "The gateway keeps no list of messages for account {AccountId}: {Error}")]
    private partial void LogNoList(string accountId, string error);

    [LoggerMessage(LogLevel.Information, "Account {AccountId} is not compared with the gateway's list: its session does not work just now, or has not caught up")]
    private partial void LogNotNow(string accountId);

    [LoggerMessage(LogLevel.Warning, "Account {AccountId}: the gateway lists more than can be compared in one night; {Listed} messages were")]
    private partial void LogTooMany(string accountId, int listed);

    [LoggerMessage(LogLevel.Warning, "Account {AccountId} could not be compared with the gateway's list: {Error}; the next night tries again")]
    private partial void LogFailed(string accountId, string error);
}
