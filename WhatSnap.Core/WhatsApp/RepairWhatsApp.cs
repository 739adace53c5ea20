using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.WhatsApp;

/// <summary>Starts an account's session anew: a few times, with growing pauses, and of several that want to only one.</summary>
public sealed partial class RepairWhatsApp(
    WahaClient waha, AccountTable accounts, RenewSessionKey renew, IOptions<PublicAddressOptions> host, TimeProvider time, ILogger<RepairWhatsApp> logger)
{
    internal const int MostTries = 6;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(4);

    public async Task RunAsync(Account account, LinkRemedy remedy, CancellationToken cancellationToken)
    {
        // Noted first: a host that dies in between has tried.
        var isOurs = false;
        var written = await accounts.UpdateAsync(
            account.Key,
            now =>
            {
                var health = now.Health ?? new LinkHealth();
                isOurs = LinkVerdict.Concerns(now) && MayTry(health, time.GetUtcNow());
                return isOurs ? now with { Health = health with { Restarts = health.Restarts + 1, RestartedAt = time.GetUtcNow() } } : null;
            },
            cancellationToken);
        if (!isOurs || written is not AccountWrite.Written { Account: var known }) return;
        try
        {
            await DoAsync(known, remedy, cancellationToken);
            LogStarted(account.AccountId, known.Health!.Restarts);
        }
        catch (WahaException failed)
        {
            LogFailed(account.AccountId, known.Health!.Restarts, failed.Message);
        }
    }

    internal static bool MayTry(LinkHealth health, DateTimeOffset now) =>
        health.Restarts < MostTries && !(now - health.RestartedAt < FirstPause * Math.Pow(2, health.Restarts - 1));

    private async Task DoAsync(Account account, LinkRemedy remedy, CancellationToken cancellationToken)
    {
        var session = account.WhatsApp!.Session;
        if (remedy == LinkRemedy.Restart)
        {
            await waha.RestartSessionAsync(session, cancellationToken);
            return;
        }

        if (remedy == LinkRemedy.Make)
        {
            await waha.CreateSessionAsync(session, SessionSetup.Of(account, host.Value), cancellationToken);
            await renew.RunAsync(account, cancellationToken);
        }

        await waha.StartSessionAsync(session, cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "The WhatsApp session of account {AccountId} was started anew (try {Try})")]
    private partial void LogStarted(string accountId, int @try);

    [LoggerMessage(LogLevel.Warning, "The WhatsApp session of account {AccountId} could not be started anew (try {Try}): {Error}")]
    private partial void LogFailed(string accountId, int @try, string error);
}
