using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.Dashboard;

/// <summary>
/// <c>PATCH /api/accounts/{accountId}</c>: name, tag, tag mode, assignment, default, typing, groups, what of a device is forwarded. A new tag is made in GoHighLevel at
/// once, and the contacts that carry the old one are moved in the background.
/// </summary>
public sealed class ChangeAccountEndpoint(
    ChangeGuard guard, AccountTable accounts, AccountDirectory directory, AccountAnswers answers, ChangeAccountTag changeTag,
    GoHighLevelUsers users)
{
    public Task<IResult> HandleAsync(HttpRequest request, string accountId, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.Reroute, ActivityKinds.AccountChanged, accountId, async session =>
        {
            var (body, refusal) = await JsonBody.ReadAsync(request, AccountRequestJson.Default.ChangeAccountRequest, AccountRequestJson.LargestBody, cancellationToken);
            if (body is null) return refusal!;
            var key = new AccountKey(session.LocationId, accountId);
            if (await accounts.FindAsync(key.LocationId, accountId, cancellationToken) is not { } known) return AccountAnswers.NoSuchAccount();
            try
            {
                return await ProblemAsync(body, known, cancellationToken) ?? await ChangeAsync(body, known, cancellationToken);
            }
            catch (GoHighLevelException failed)
            {
                return Answers.Refuse(
                    StatusCodes.Status502BadGateway, "GoHighLevel did not take part, so nothing was changed.",
                    failed.IsTransient ? "Try again in a minute." : "Check that WhatSnap is installed in this location, then try again.");
            }
        }, cancellationToken);

    private async Task<IResult> ChangeAsync(ChangeAccountRequest body, Account known, CancellationToken cancellationToken)
    {
        // The tag first: it alone needs GoHighLevel, and where it can't be changed nothing else is.
        if (body.Tag is { } tag)
        {
            switch (await changeTag.RunAsync(known.Key, tag, cancellationToken))
            {
                case TagChangeOutcome.Taken: return AccountAnswers.NameTaken();
                case TagChangeOutcome.Busy: return TagIsMoving();
                case TagChangeOutcome.NotNow notNow: return AccountAnswers.NotNow(notNow.Account);
                case TagChangeOutcome.Gone: return AccountAnswers.NoSuchAccount();
            }
        }

        var written = await accounts.UpdateAsync(known.Key, now => Changed(now, body), cancellationToken);
        if (written is AccountWrite.NameTaken) return AccountAnswers.NameTaken();
        if (written is not AccountWrite.Written { Account: var account }) return AccountAnswers.NoSuchAccount();

        directory.Forget(account);
        if (body.IsDefault is { } isDefault
            && await accounts.SetDefaultAsync(account.Key, isDefault, cancellationToken) is not AccountWrite.Written)
        {
            return await accounts.FindAsync(account.LocationId, account.AccountId, cancellationToken) is { } now
                ? AccountAnswers.NotNow(now)
                : AccountAnswers.NoSuchAccount();
        }

        return await answers.ShowAsync(account.Key, StatusCodes.Status200OK, cancellationToken);
    }

    private static Account Changed(Account now, ChangeAccountRequest body) => now with
    {
        Name = AccountName.TryRead(body.Name) ?? now.Name,
        SimulatesTyping = body.SimulatesTyping ?? now.SimulatesTyping,
        TakesGroups = body.TakesGroups ?? now.TakesGroups,
        Forwarding = body.Forwarding?.Change(now.Forwarding) ?? now.Forwarding,
        TagMode = body.TagMode switch { "add" => TagMode.Add, "exclusive" => TagMode.Exclusive, _ => now.TagMode },
        Assignment = body.Assignment is { } assignment
            ? new Assignment(
                [.. (assignment.UserIds ?? now.Assignment.UserIds).Distinct()],
                assignment.IncludesExisting ?? now.Assignment.IncludesExisting)
            : now.Assignment,
    };

    /// <summary>What is wrong with the request; null when nothing is.</summary>
    private async Task<IResult?> ProblemAsync(ChangeAccountRequest body, Account known, CancellationToken cancellationToken)
    {
        if (body.Name is not null && AccountName.TryRead(body.Name) is null) return Answers.Wrong("The name is empty or too long.", "Give it 1 to 50 letters.");
        if (body.Tag is { } tag && !AccountTag.IsTag(tag)) return Answers.Wrong("This is not an account's tag.", $"It is {AccountTag.Prefix} and small letters, digits and hyphens, at most 60 in all.");
        if (body.TagMode is not (null or "add" or "exclusive")) return Answers.Wrong("This is not a tag mode.", "Send add or exclusive.");
        if (body.SimulatesTyping is not null && known.Platform != Platform.WhatsApp) return Answers.Wrong("Only a WhatsApp account can show that it types.", "Leave simulatesTyping out.");
        if (body.TakesGroups is not null && known.Platform == Platform.Twilio) return Answers.Wrong("A Twilio account has no groups.", "Leave takesGroups out.");
        if (body.Forwarding is not null && known.Platform != Platform.Device) return Answers.Wrong("Only the account of a phone or Mac forwards messages.", "Leave forwarding out.");
        if (body.IsDefault == true && known.StateCode != AccountStates.Active.Code) return AccountAnswers.NotNow(known);
        if (body.Assignment?.UserIds is not { Count: > 0 } wanted) return null;

        var there = (await users.ListAsync(known.LocationId, cancellationToken)).Select(user => user.UserId).ToHashSet();
        return wanted.All(there.Contains) ? null : Answers.Wrong("One of these users is not a user of this location.", "Choose from the list of users.");
    }

    private static IResult TagIsMoving() => Answers.Refuse(
        StatusCodes.Status409Conflict, "The contacts of this account are still being moved to its new tag.",
        "Wait until that is done; the account's entry shows how far it is.");
}
