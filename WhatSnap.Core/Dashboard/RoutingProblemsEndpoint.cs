using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.Dashboard;

/// <summary>Something that is wrong with account tags: a stable code, a sentence and what to do.</summary>
public sealed record RoutingProblem(string Code, string Sentence, string NextAction);

/// <summary>Every problem with account tags; <c>docs/routing.md</c> lists them and a test compares the two.</summary>
public static class RoutingProblems
{
    public static readonly RoutingProblem SeveralAccountTags = new(
        "several_account_tags",
        "The contact carries the tags of several accounts, so none of them decides which account answers.",
        "Keep the tag of the account that is to answer; the others are taken away.");

    public static readonly RoutingProblem TagWithoutAccount = new(
        "tag_without_account",
        "The location has a tag that is named as an account's, but no account has it: it decides nothing.",
        "Move its contacts to an account, or take the tag away.");

    public static readonly IReadOnlyList<RoutingProblem> All = [SeveralAccountTags, TagWithoutAccount];
}

/// <summary>
/// <c>GET /api/routing/problems</c>: contacts with the tags of several accounts, and account tags without an account, each with the
/// repairs that are offered. One look makes a bounded number of calls; <c>after</c> goes on.
/// </summary>
public sealed class RoutingProblemsEndpoint(ApiGuard guard, FindTagProblems find)
{
    public Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.View, async session =>
        {
            var after = request.Query["after"].ToString();
            try
            {
                return await find.RunAsync(session.LocationId, after.Length > 0 ? after : null, cancellationToken) is { } found
                    ? Results.Json(
                        new RoutingProblemsView([.. found.Problems.Select(problem => RoutingProblemView.Of(problem, found.Accounts))], found.Next),
                        RoutingJson.Default.RoutingProblemsView)
                    : Answers.Wrong("This is not the end of a page, or the accounts have changed since.", "Begin anew without after.");
            }
            catch (GoHighLevelException failed)
            {
                return RoutingAnswers.NotNow(failed);
            }
        });
}

/// <summary>A page of problems with account tags.</summary>
/// <param name="Problems">The problems; a page may have none and still not be the last one.</param>
/// <param name="Next">What <c>after</c> is for the next page; null for the last one.</param>
public sealed record RoutingProblemsView(IReadOnlyList<RoutingProblemView> Problems, string? Next);

/// <summary>One problem with account tags.</summary>
/// <param name="Code">What is wrong.</param>
/// <param name="Sentence">The same in words.</param>
/// <param name="NextAction">What to do.</param>
/// <param name="ContactId">The contact; null where it is about a tag.</param>
/// <param name="Tag">The tag; null where it is about a contact.</param>
/// <param name="Contacts">How many contacts carry the tag.</param>
/// <param name="AccountTags">The account tags of the contact.</param>
/// <param name="Answers">The account that answers it as it is.</param>
/// <param name="Reason">Why that one.</param>
/// <param name="Repairs">What is offered.</param>
public sealed record RoutingProblemView(
    string Code, string Sentence, string NextAction, string? ContactId, string? Tag, int? Contacts, IReadOnlyList<AccountTagView> AccountTags,
    string? Answers, string? Reason, IReadOnlyList<RepairOfferView> Repairs)
{
    internal static RoutingProblemView Of(TagProblem problem, IReadOnlyList<Account> accounts) => problem switch
    {
        TagProblem.Several several => Of(several),
        TagProblem.Orphan orphan => Of(orphan, accounts),
        _ => throw new ArgumentOutOfRangeException(nameof(problem)),
    };

    private static RoutingProblemView Of(TagProblem.Several several)
    {
        var (kind, contact) = (RoutingProblems.SeveralAccountTags, several.Contact);
        List<AccountTagView> tags = [.. several.Route.Tagged.SelectMany(account => AccountTagView.Of(account, contact))];
        return new RoutingProblemView(
            kind.Code, kind.Sentence, kind.NextAction, contact.ContactId, null, null, tags, several.Route.Account?.AccountId, several.Route.Reason,
            [
                .. tags.DistinctBy(tag => tag.AccountId).Select(tag => new RepairOfferView(
                    $"Keep {tag.Tag}: {tag.AccountName} answers.", new RepairRequest(contact.ContactId, tag.Tag, null, null))),
            ]);
    }

    private static RoutingProblemView Of(TagProblem.Orphan orphan, IReadOnlyList<Account> accounts)
    {
        var kind = RoutingProblems.TagWithoutAccount;
        var takers = accounts.Where(account => orphan.Contacts > 0 && account.FormerTag is null && ChangeAccountTag.MayChange(account));
        return new RoutingProblemView(
            kind.Code, kind.Sentence, kind.NextAction, null, orphan.Tag, orphan.Contacts, [], null, null,
            [
                .. takers.Select(account => new RepairOfferView(
                    $"Move its contacts to {account.Name}.", new RepairRequest(null, null, orphan.Tag, account.AccountId))),
                new RepairOfferView("Take it away from contacts and location.", new RepairRequest(null, null, orphan.Tag, null, Remove: true)),
            ]);
    }
}

/// <summary>A repair that is offered.</summary>
/// <param name="Sentence">What it does.</param>
/// <param name="Body">The body of <c>POST /api/routing/repair</c>.</param>
public sealed record RepairOfferView(string Sentence, RepairRequest Body);
