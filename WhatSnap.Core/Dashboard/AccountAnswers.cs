using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Pairing;

namespace WhatSnap.Core.Dashboard;

/// <summary>The answers of the accounts API that several endpoints give.</summary>
public sealed class AccountAnswers(AccountTable accounts, ConnectionTable connections, RetagTable retags)
{
    /// <summary>The account as it is now.</summary>
    public async Task<IResult> ShowAsync(
        AccountKey key, int status, CancellationToken cancellationToken, NoticeView? notice = null)
    {
        var (all, defaultId) = await accounts.ListAsync(key.LocationId, cancellationToken);
        if (all.FirstOrDefault(account => account.AccountId == key.AccountId) is not { } known) return NoSuchAccount();
        var attempt = await connections.FindAsync(key, cancellationToken);
        var view = AccountView.Of(known, defaultId, attempt, await retags.FindAsync(key, cancellationToken));
        return Results.Json(view with { Notice = notice }, AccountViewJson.Default.AccountView, statusCode: status);
    }

    public static IResult NoSuchAccount() => Answers.Refuse(
        StatusCodes.Status404NotFound, "This location has no such account.", "Look at the list of accounts: it may have been removed.");

    public static IResult Full() => Answers.Refuse(
        StatusCodes.Status409Conflict, $"This location has its {AccountTable.MostPerLocation} accounts.",
        "Remove an account that is no longer needed. Those that are still being connected count too.");

    public static IResult NameTaken() => Answers.Refuse(
        StatusCodes.Status409Conflict, "Another account of this location has this name, or one that makes the same tag.",
        "Choose another name.");

    public static IResult NotNow(Account account) => Answers.Refuse(
        StatusCodes.Status409Conflict, $"This can't be done now. {AccountStates.Of(account.ShownState).Sentence}",
        AccountStates.Of(account.ShownState).NextAction);
}
