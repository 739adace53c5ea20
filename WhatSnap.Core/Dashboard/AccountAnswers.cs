using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Pairing;

namespace WhatSnap.Core.Dashboard;

/// <summary>The answers of the accounts API that several endpoints give.</summary>
public sealed class AccountAnswers(AccountTable accounts, ConnectionTable connections, RetagTable retags, TimeProvider time)
{
    /// <summary>The account as it is now.</summary>
    public async Task<IResult> ShowAsync(
        AccountKey key, int status, CancellationToken cancellationToken, NoticeView? notice = null)
    {
        var (all, defaultId) = await accounts.ListAsync(key.LocationId, cancellationToken);
        if (all.FirstOrDefault(account => account.AccountId == key.AccountId) is not { } known) return await GoneAsync(key, cancellationToken);
        var attempt = await connections.FindAsync(key, cancellationToken);
        var view = AccountView.Of(known, defaultId, attempt, await retags.FindAsync(key, cancellationToken), time.GetUtcNow());
        return Results.Json(view with { Notice = notice }, AccountViewJson.Default.AccountView, statusCode: status);
    }

    /// <summary>Of an account that is not there; a new one whose attempt failed left nothing but the reason, which is told for a week.</summary>
    public async Task<IResult> GoneAsync(AccountKey key, CancellationToken cancellationToken)
    {
        if (!AccountKey.IsAccountId(key.AccountId)) return NoSuchAccount();
        var attempt = await connections.FindAsync(key, cancellationToken);
        if (attempt?.EndCode is null or ConnectionEnds.Connected or ConnectionEnds.Cancelled) return NoSuchAccount();
        var end = StepView.Of(attempt.Steps.LastOrDefault(step => step.Code == attempt.EndCode) ?? new StepResult("end", attempt.EndCode));
        return Answers.Refuse(StatusCodes.Status404NotFound, $"The account was not connected. {end.Sentence}", end.NextAction);
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
