using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Flows;
using WhatSnap.Core.Twilio;

namespace WhatSnap.Core.Dashboard;

/// <summary>
/// <c>POST /api/accounts/{accountId}/disconnect</c>: puts the number's old route back; tag, history and credentials stay
/// for a reconnection.
/// </summary>
public sealed class DisconnectEndpoint(ApiGuard guard, CloseAccountRequest close)
{
    public Task<IResult> HandleAsync(
        HttpRequest request, string accountId, IFlowHost flows, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.Disconnect, session =>
            close.RunAsync(new AccountKey(session.LocationId, accountId), AccountStates.Disconnecting, flows, cancellationToken));
}

/// <summary>
/// <c>DELETE /api/accounts/{accountId}</c>: disconnects an account and forgets it with its credentials; cancels one that
/// is still being connected.
/// </summary>
public sealed class RemoveAccountEndpoint(ApiGuard guard, CloseAccountRequest close)
{
    public Task<IResult> HandleAsync(
        HttpRequest request, string accountId, IFlowHost flows, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.Disconnect, session =>
            close.RunAsync(new AccountKey(session.LocationId, accountId), AccountStates.Removing, flows, cancellationToken));
}

/// <summary>Starts to disconnect or to remove an account; repeating it goes on with what a killed host left.</summary>
public sealed class CloseAccountRequest(AccountTable accounts, AccountAnswers answers)
{
    public async Task<IResult> RunAsync(
        AccountKey key, AccountState target, IFlowHost flows, CancellationToken cancellationToken)
    {
        if (await accounts.FindAsync(key.LocationId, key.AccountId, cancellationToken) is not { } known) return AccountAnswers.NoSuchAccount();
        if (known.StateCode == AccountStates.Pending.Code || known.StateCode == AccountStates.Reconnecting.Code)
        {
            // Started first: where a killed host left no flow behind, this one undoes what there is.
            var instance = ConnectTwilio.InstanceOf(key);
            await flows.StartAsync(ConnectTwilio.Name, instance, cancellationToken);
            await flows.CancelAsync(instance, cancellationToken);
            return await answers.ShowAsync(key, StatusCodes.Status202Accepted, cancellationToken);
        }

        var written = await accounts.UpdateAsync(key, now => Closing(now, target), cancellationToken);
        if (written is not AccountWrite.Written) return AccountAnswers.NotNow(known);
        await flows.StartAsync(DisconnectAccount.Name, DisconnectAccount.InstanceOf(key), cancellationToken);
        return await answers.ShowAsync(key, StatusCodes.Status202Accepted, cancellationToken);
    }

    /// <summary>Removing may follow disconnecting, not the other way round.</summary>
    private static Account? Closing(Account now, AccountState target)
    {
        var isOpen = now.StateCode == AccountStates.Active.Code || now.StateCode == AccountStates.NeedsNewToken.Code
            || now.StateCode == AccountStates.Disconnecting.Code || now.StateCode == target.Code;
        var mayRemove = target == AccountStates.Removing && AccountStates.IsDisconnected(now.StateCode);
        return isOpen || mayRemove ? now with { StateCode = target.Code } : null;
    }
}
