using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Messages;

namespace WhatSnap.Core.Dashboard;

/// <summary>
/// <c>GET /api/routing?contactId=…</c>: which account answers a contact and why; with <c>addTag</c> or <c>removeTag</c> which one
/// would, were its tags changed. It changes nothing.
/// </summary>
public sealed class RoutingEndpoint(ApiGuard guard, AccountTable accounts, ReadContact contacts)
{
    public Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.View, async session =>
        {
            var contactId = request.Query["contactId"].ToString();
            if (!GoHighLevelId.IsId(contactId)) return Answers.Wrong("This is not the id of a contact.", "Send ?contactId= with GoHighLevel's id.");
            var (add, remove) = (request.Query["addTag"], request.Query["removeTag"]);
            if (add.Count > 1 || remove.Count > 1 || add.Concat(remove).Any(tag => !RoutingAnswers.IsTag(tag)))
            {
                return Answers.Wrong("This is not a change of tags.", "Send at most one addTag and one removeTag, each of 1 to 200 letters.");
            }

            try
            {
                return await contacts.RunAsync(session.LocationId, contactId, isFresh: false, cancellationToken) is { } contact
                    ? await ShowAsync(session.LocationId, contact, add.ToString(), remove.ToString(), cancellationToken)
                    : RoutingAnswers.NoSuchContact();
            }
            catch (GoHighLevelException failed)
            {
                return RoutingAnswers.NotNow(failed);
            }
        });

    private async Task<IResult> ShowAsync(string locationId, KnownContact contact, string add, string remove, CancellationToken cancellationToken)
    {
        var (all, defaultId) = await accounts.ListAsync(locationId, cancellationToken);
        var now = RouteView.Of(contact, all, defaultId);
        if (add.Length == 0 && remove.Length == 0) return Show(new RoutingView(contact.ContactId, now, null));

        // GoHighLevel writes tags in small letters, and compares them without regard to case.
        IReadOnlyList<string> tags = [.. contact.TagsWithout([remove, add]), .. add.Length > 0 ? [add] : Array.Empty<string>()];
        var then = RouteView.Of(contact with { Tags = tags }, all, defaultId);
        return Show(new RoutingView(contact.ContactId, now, new WhatIfView(then, then.AccountId != now.AccountId, Sentence(now, then))));
    }

    private static string Sentence(RouteView now, RouteView then) => (now.AccountName, then.AccountName) switch
    {
        var (before, after) when now.AccountId == then.AccountId => after is null ? "Nothing changes: no account answers." : $"Nothing changes: {after} answers as before.",
        (_, null) => "No account would answer any more: messages to this contact would fail.",
        (null, var after) => $"{after} would answer; no account does now.",
        var (before, after) => $"{after} would answer instead of {before}.",
    };

    private static IResult Show(RoutingView view) => Results.Json(view, RoutingJson.Default.RoutingView);
}

/// <summary>Which account answers a contact.</summary>
/// <param name="ContactId">GoHighLevel's contact.</param>
/// <param name="Now">As its tags are.</param>
/// <param name="WhatIf">As its tags would be; null where no change was asked about.</param>
public sealed record RoutingView(string ContactId, RouteView Now, WhatIfView? WhatIf);

/// <summary>What a change of tags would do.</summary>
/// <param name="Then">Which account would answer.</param>
/// <param name="IsChange">True when it is another one.</param>
/// <param name="Sentence">The same in words.</param>
public sealed record WhatIfView(RouteView Then, bool IsChange, string Sentence);

/// <summary>An account that answers, and why.</summary>
/// <param name="AccountId">The account; null for none.</param>
/// <param name="AccountName">Its name.</param>
/// <param name="Basis">What decides: <c>tag</c>, <c>last_inbound</c>, <c>default</c> or <c>none</c>.</param>
/// <param name="Reason">The sentence that a message sent now would have as its reason.</param>
/// <param name="AccountTags">The account tags that the contact carries.</param>
/// <param name="TagsWithoutAccount">Its tags that look like an account's, and belong to none.</param>
/// <param name="LastAccountId">The account that it wrote to last.</param>
/// <param name="DefaultAccountId">The location's default.</param>
/// <param name="Problem">Why a message sent now would not go out; null when it would.</param>
public sealed record RouteView(
    string? AccountId, string? AccountName, string Basis, string Reason, IReadOnlyList<AccountTagView> AccountTags, IReadOnlyList<string> TagsWithoutAccount,
    string? LastAccountId, string? DefaultAccountId, HindranceView? Problem)
{
    internal static RouteView Of(KnownContact contact, IReadOnlyList<Account> all, string? defaultId)
    {
        var route = ContactRoute.Of(contact, all, defaultId);
        return new RouteView(
            route.Account?.AccountId, route.Account?.Name, NameOf(route.Basis), route.Reason,
            [.. route.Tagged.SelectMany(account => AccountTagView.Of(account, contact))], OrphanTags.In(contact.Tags, all),
            route.Last?.AccountId, route.Default?.AccountId, ProblemOf(route.Account));
    }

    private static string NameOf(RouteBasis basis) => basis switch
    {
        RouteBasis.Tag => "tag",
        RouteBasis.LastInbound => "last_inbound",
        RouteBasis.Default => "default",
        _ => "none",
    };

    private static HindranceView? ProblemOf(Account? account)
    {
        if (account is null) return HindranceView.Of(Failures.NoAccount);
        if (account.StateCode == AccountStates.Active.Code) return null;
        var state = AccountStates.Of(account.ShownState);
        return new HindranceView(state.Code, state.Sentence, state.NextAction);
    }
}

/// <summary>An account's tag that a contact carries.</summary>
public sealed record AccountTagView(string Tag, string AccountId, string AccountName)
{
    internal static IEnumerable<AccountTagView> Of(Account account, KnownContact contact) =>
        new[] { account.Tag, account.FormerTag }.OfType<string>().Where(contact.HasTag)
            .Select(tag => new AccountTagView(tag, account.AccountId, account.Name));
}

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(RoutingView))]
[JsonSerializable(typeof(RoutingProblemsView))]
[JsonSerializable(typeof(RepairRequest))]
[JsonSerializable(typeof(RepairView))]
internal sealed partial class RoutingJson : JsonSerializerContext;
