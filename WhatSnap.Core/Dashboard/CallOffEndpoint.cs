using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Flows;
using WhatSnap.Core.Pairing;

namespace WhatSnap.Core.Dashboard;

/// <summary>
/// <c>DELETE /api/accounts/{accountId}/connection</c>: calls off an attempt to connect. A new account goes; one that was connected before is
/// as it was, with the device that served it.
/// </summary>
public sealed class CallOffEndpoint(ChangeGuard guard, AccountTable accounts, AccountAnswers answers, CloseAccountRequest close)
{
    public Task<IResult> HandleAsync(HttpRequest request, string accountId, IFlowHost flows, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.Connect, ActivityKinds.ConnectionCalledOff, accountId, async session =>
        {
            var key = new AccountKey(session.LocationId, accountId);
            if (await accounts.FindAsync(key.LocationId, accountId, cancellationToken) is not { } known) return await answers.GoneAsync(key, cancellationToken);
            if (!RunConnectionStep.IsBeingConnected(known)) return AccountAnswers.NotNow(known);
            if (known.StateBefore is null) return await close.RunAsync(key, AccountStates.Removing, flows, cancellationToken);

            var answer = await answers.ShowAsync(key, StatusCodes.Status202Accepted, cancellationToken);
            await CloseAccountRequest.EndAttemptAsync(known, flows, cancellationToken);
            return answer;
        }, cancellationToken);
}
