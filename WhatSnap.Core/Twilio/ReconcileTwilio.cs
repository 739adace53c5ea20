using Microsoft.Extensions.Logging;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Messages;

namespace WhatSnap.Core.Twilio;

/// <summary>
/// Compares one account with Twilio's list of what its number received, and accepts what never arrived by webhook, with
/// its true date and its media. When Twilio fails, the next night reaches back further; a token that it refuses is shown as
/// the account's state, though no text has failed yet.
/// </summary>
public sealed partial class ReconcileTwilio(
    AccountTable accounts, TwilioMessages twilio, RecoverToken recover, AskForToken ask, KnownMessages known,
    AcceptInbound accept, TimeProvider time, ILogger<ReconcileTwilio> logger)
{
    /// <summary>A younger text may still be on its way by webhook.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(10);

    /// <summary>How far before the last comparison the next one begins: Twilio may list a text late.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromDays(1);
    private static readonly TimeSpan Furthest = TimeSpan.FromDays(30);

    /// <summary>True for the accounts that are compared: those that receive, and those whose token may be good again.</summary>
    internal static bool Concerns(Account account) =>
        account.Twilio is not null
        && (account.StateCode == AccountStates.Active.Code || account.StateCode == AccountStates.NeedsNewToken.Code);

    /// <param name="key">The account's key, as the queue carries it.</param>
    /// <param name="cancellationToken">Cancels the comparison; what was accepted stays.</param>
    public async Task RunAsync(string key, CancellationToken cancellationToken)
    {
        if (!AccountKey.TryParse(key, out var accountKey)) return;
        var account = await accounts.FindAsync(accountKey.LocationId, accountKey.AccountId, cancellationToken);
        if (account is null || !Concerns(account)) return;

        var now = time.GetUtcNow();
        try
        {
            if (account.StateCode == AccountStates.NeedsNewToken.Code) account = await recover.RunAsync(account, cancellationToken);
            if (account is null) return;

            var (listed, accepted) = await CompareAsync(account, Since(account, now), now, cancellationToken);
            await accounts.UpdateAsync(accountKey, then => Compared(then, now), cancellationToken);
            LogReconciled(accountKey.AccountId, listed, accepted);
        }
        catch (TwilioException refused) when (refused.RefusesToken && account?.StateCode == AccountStates.Active.Code)
        {
            await ask.RunAsync(account, cancellationToken);
        }
        catch (TwilioException failed)
        {
            LogFailed(accountKey.AccountId, failed.StatusCode is { } status ? (int)status : 0, failed.Code);
        }
    }

    private async Task<(int Listed, int Accepted)> CompareAsync(
        Account account, DateTimeOffset since, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var list = await twilio.ListInboundMessagesAsync(account.Twilio!, account.Number!.Value, since, cancellationToken);

        // Twilio lists the newest first, in whole seconds; a lane keeps the order in which it accepts.
        var settled = list.Reverse().Where(text => text.DateSent >= since && text.DateSent <= now - Settled)
            .OrderBy(text => text.DateSent).ToList();
        var accepted = 0;
        foreach (var text in settled)
        {
            var message = TwilioInbound.Of(text, account);
            if (message is null || await known.HasAsync(message, cancellationToken)) continue;
            if (text.NumMedia > 0)
            {
                message = message with { Media = await twilio.ListMediaAsync(account.Twilio!, text.Sid, cancellationToken) };
            }

            if (await accept.RunAsync(message, cancellationToken) is AcceptOutcome.Accepted) accepted++;
        }

        return (settled.Count, accepted);
    }

    /// <summary>As far as it was compared; what lies before the furthest look and never was may be missing for good.</summary>
    private static Account Compared(Account account, DateTimeOffset now)
    {
        var (until, cut) = (now - Settled, now - Furthest);
        var known = account.ReconciledUntil is { } before && before > PointedAt(account) ? before : PointedAt(account);
        return account with
        {
            ReconciledUntil = account.ReconciledUntil > until ? account.ReconciledUntil : until,
            Health = known < cut ? (account.Health ?? new LinkHealth()).With(new Gap(known, cut)) : account.Health,
        };
    }

    /// <summary>Never before the number was pointed at us: those texts went elsewhere.</summary>
    private static DateTimeOffset Since(Account account, DateTimeOffset now)
    {
        DateTimeOffset[] bounds =
        [
            now - Furthest,
            PointedAt(account),
            account.ReconciledUntil is { } until ? until - Overlap : DateTimeOffset.MinValue,
        ];
        return bounds.Max();
    }

    /// <summary>Texts came here from then on, also before the connection was finished and while a token was needed.</summary>
    private static DateTimeOffset PointedAt(Account account) => account.Twilio?.SavedRoute is { ChangedAt: var at } && at != default
        ? at
        : account.ConnectedAt ?? account.CreatedAt;

    [LoggerMessage(LogLevel.Information, "Account {AccountId}: {Listed} texts compared with Twilio's list, {Accepted} had not arrived")]
    private partial void LogReconciled(string accountId, int listed, int accepted);

    [LoggerMessage(LogLevel.Warning, "Account {AccountId} could not be compared with Twilio's list ({Status}, code {Code}); the next night tries again")]
    private partial void LogFailed(string accountId, int status, int? code);
}
