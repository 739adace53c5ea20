using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Pairing;

namespace WhatSnap.Core.Dashboard;

/// <summary><c>GET /api/accounts</c>: the location's accounts with their states, and the state of its access.</summary>
public sealed class ListAccountsEndpoint(
    ApiGuard guard, AccountTable accounts, ConnectionTable connections, RetagTable retags, ReadLocationStatus status, TimeProvider time)
{
    public Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.View, async session =>
        {
            var (all, defaultId) = await accounts.ListAsync(session.LocationId, cancellationToken);
            var attempts = await connections.ListAsync(session.LocationId, cancellationToken);
            var moves = await retags.ListAsync(session.LocationId, cancellationToken);
            var lacksDefault = defaultId is null && all.Any(account => account.StateCode == AccountStates.Active.Code);
            return Results.Json(
                new AccountsView(
                    [.. all.Select(account => AccountView.Of(
                        account, defaultId, attempts.GetValueOrDefault(account.AccountId), moves.GetValueOrDefault(account.AccountId), time.GetUtcNow()))],
                    AccountTable.MostPerLocation, await status.RunAsync(session.LocationId, cancellationToken),
                    lacksDefault ? NoticeView.NoDefault : null),
                AccountViewJson.Default.AccountsView);
        });
}

/// <summary><c>GET /api/accounts/{accountId}</c>: one account with its state and the newest attempt to connect it.</summary>
public sealed class ReadAccountEndpoint(ApiGuard guard, AccountAnswers answers)
{
    public Task<IResult> HandleAsync(HttpRequest request, string accountId, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.View, session =>
            answers.ShowAsync(new AccountKey(session.LocationId, accountId), StatusCodes.Status200OK, cancellationToken));
}
