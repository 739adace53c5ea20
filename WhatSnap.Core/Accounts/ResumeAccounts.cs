using Microsoft.Extensions.Logging;
using WhatSnap.Core.Flows;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Pairing;

namespace WhatSnap.Core.Accounts;

/// <summary>
/// Finds, every few minutes, accounts that are on their way to another state without a flow that brings them there, and
/// starts it: after a host that died between a row and its flow, a flow that ended without an end, or a start that joined a
/// flow which was just ending. A flow that runs is left alone.
/// </summary>
public sealed partial class ResumeAccounts(
    AccountTable accounts, ConnectionTable connections, TimeProvider time, ILogger<ResumeAccounts> logger)
{
    /// <summary>Younger states may belong to a request that starts its flow just now.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(2);

    public async Task RunAsync(IFlowHost flows, CancellationToken cancellationToken)
    {
        await foreach (var key in accounts.ListPassingAsync(cancellationToken))
        {
            using var scope = logger.OfAccount(key.LocationId, key.AccountId);
            try
            {
                await ResumeAsync(key, flows, cancellationToken);
            }
            catch (Exception failed) when (!cancellationToken.IsCancellationRequested)
            {
                // One account that can't be read or started does not keep the others.
                LogFailed(key.AccountId, failed);
            }
        }
    }

    private async Task ResumeAsync(AccountKey key, IFlowHost flows, CancellationToken cancellationToken)
    {
        var account = await accounts.FindAsync(key.LocationId, key.AccountId, cancellationToken);
        if (account is null || time.GetUtcNow() - account.StateSince < Grace) return;

        // An attempt to connect may go on with closing the account itself.
        var connect = ConnectFlow.InstanceOf(key);
        var isConnecting = await IsRunningAsync(flows, connect, cancellationToken);
        if (AccountStates.IsClosing(account.StateCode))
        {
            if (isConnecting || await IsRunningAsync(flows, DisconnectAccount.InstanceOf(key), cancellationToken)) return;
            await flows.StartAsync(DisconnectAccount.Name, DisconnectAccount.InstanceOf(key), cancellationToken);
            LogResumed(key.AccountId, account.StateCode);
        }
        else if (RunConnectionStep.IsBeingConnected(account) && ConnectFlow.Exists(account))
        {
            if (!isConnecting) await ConnectAsync(account, flows, connect, cancellationToken);

            // It may have been lost between the wish and the flow.
            else if (account.AfterAttempt is not null) await flows.CancelAsync(connect, cancellationToken);
        }
    }

    private async Task ConnectAsync(Account account, IFlowHost flows, string instance, CancellationToken cancellationToken)
    {
        var attempt = await connections.FindAsync(account.Key, cancellationToken);
        if (attempt?.StartedAt < account.StateSince) attempt = null;

        // Too late to be wanted, unwanted, or found to fail already: what there is of it is undone.
        var mustEnd = account.AfterAttempt is not null || account.PendingUntil <= time.GetUtcNow() || attempt?.EndCode is not null;
        if (attempt is null && !mustEnd) await connections.BeginAsync(account.Key, cancellationToken);
        await flows.StartAsync(ConnectFlow.NameFor(account), instance, cancellationToken);
        if (mustEnd) await flows.CancelAsync(instance, cancellationToken);
        LogResumed(account.AccountId, account.StateCode);
    }

    private static async Task<bool> IsRunningAsync(IFlowHost flows, string instance, CancellationToken cancellationToken) =>
        await flows.ReadAsync(instance, cancellationToken) is { IsRunning: true };

    [LoggerMessage(LogLevel.Warning, "Account {AccountId} was {State} without a flow; one was started")]
    private partial void LogResumed(string accountId, string state);

    [LoggerMessage(LogLevel.Error, "Account {AccountId} could not be resumed; the next pass tries again")]
    private partial void LogFailed(string accountId, Exception exception);
}
