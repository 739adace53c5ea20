using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Flows;
using WhatSnap.Core.Pairing;

namespace WhatSnap.Core.Dashboard;

/// <summary>
/// <c>POST /api/accounts/{accountId}/disconnect</c>: puts a number's old route back, unlinks a phone; tag, history and
/// credentials stay for a reconnection.
/// </summary>
public sealed class DisconnectEndpoint(ChangeGuard guard, CloseAccountRequest close)
{
    public Task<IResult> HandleAsync(
        HttpRequest request, string accountId, IFlowHost flows, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.Disconnect, ActivityKinds.AccountDisconnected, accountId, session =>
            close.RunAsync(new AccountKey(session.LocationId, accountId), AccountStates.Disconnecting, flows, cancellationToken), cancellationToken);
}

/// <summary>
/// <c>DELETE /api/accounts/{accountId}</c>: disconnects an account and forgets it with its credentials; cancels one that
/// is still being connected.
/// </summary>
public sealed class RemoveAccountEndpoint(ChangeGuard guard, CloseAccountRequest close)
{
    public Task<IResult> HandleAsync(
        HttpRequest request, string accountId, IFlowHost flows, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.Disconnect, ActivityKinds.AccountRemoved, accountId, session =>
            close.RunAsync(new AccountKey(session.LocationId, accountId), AccountStates.Removing, flows, cancellationToken), cancellationToken);
}

/// <summary>
/// Starts to disconnect or to remove an account, or notes it on one that is being connected, whose attempt then ends first;
/// repeating it goes on with what a killed host left.
/// </summary>
public sealed class CloseAccountRequest(AccountTable accounts, AccountAnswers answers)
{
    public async Task<IResult> RunAsync(
        AccountKey key, AccountState target, IFlowHost flows, CancellationToken cancellationToken)
    {
        var (_, defaultId) = await accounts.ListAsync(key.LocationId, cancellationToken);

        // One write decides between this and an activation at the same moment.
        if (await accounts.UpdateAsync(key, now => Closing(now, target), cancellationToken)
            is not AccountWrite.Written { Account: var account })
        {
            return await accounts.FindAsync(key.LocationId, key.AccountId, cancellationToken) is { } known
                ? AccountAnswers.NotNow(known)
                : AccountAnswers.NoSuchAccount();
        }

        // Read before the flow starts, which may be done with the account in no time.
        var answer = await answers.ShowAsync(
            key, StatusCodes.Status202Accepted, cancellationToken,
            defaultId == key.AccountId ? NoticeView.NoDefaultAnyMore : null);
        if (RunConnectionStep.IsBeingConnected(account)) await EndAttemptAsync(account, flows, cancellationToken);
        else await flows.StartAsync(DisconnectAccount.Name, DisconnectAccount.InstanceOf(key), cancellationToken);
        return answer;
    }

    /// <summary>Ends the attempt to connect an account.</summary>
    internal static async Task EndAttemptAsync(Account account, IFlowHost flows, CancellationToken cancellationToken)
    {
        // Started first: where a killed host left no flow behind, this one undoes what there is.
        var instance = ConnectFlow.InstanceOf(account.Key);
        await flows.StartAsync(ConnectFlow.NameFor(account), instance, cancellationToken);
        await flows.CancelAsync(instance, cancellationToken);
    }

    /// <summary>Removing may follow disconnecting, not the other way round.</summary>
    internal static Account? Closing(Account now, AccountState target)
    {
        if (RunConnectionStep.IsBeingConnected(now))
        {
            // A new account has nothing to be kept: it goes whichever of the two was asked for.
            var isRemoved = now.StateBefore is null || now.AfterAttempt == AccountStates.Removing.Code;
            return now with { AfterAttempt = isRemoved ? AccountStates.Removing.Code : target.Code };
        }

        var isOpen = now.StateCode == AccountStates.Active.Code || AccountStates.NeedsReconnection(now.StateCode)
            || now.StateCode == AccountStates.Disconnecting.Code || now.StateCode == target.Code;
        var mayRemove = target == AccountStates.Removing && AccountStates.IsDisconnected(now.StateCode);
        return isOpen || mayRemove ? now with { StateCode = target.Code } : null;
    }
}
