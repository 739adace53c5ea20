using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.Dashboard;

/// <summary>
/// <c>POST /api/routing/repair</c>: leaves a contact one account tag, or moves the contacts of a tag without account to an account,
/// or takes such a tag away. Tags that are not WhatSnap's are never touched.
/// </summary>
public sealed class RepairRoutingEndpoint(ChangeGuard guard, AccountTable accounts, KeepOneTag keep, AdoptTag adopt, DropTag drop)
{
    private const int LargestBody = 2 * 1024;

    public Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.Reroute, ActivityKinds.TagsRepaired, null, async session =>
        {
            var (body, refusal) = await JsonBody.ReadAsync(request, RoutingJson.Default.RepairRequest, LargestBody, cancellationToken);
            if (body is null) return refusal!;
            try
            {
                return body switch
                {
                    { ContactId: { } contact, KeepTag: { } tag, Tag: null, MoveToAccountId: null, Remove: false } =>
                        await KeepAsync(session.LocationId, contact, tag, cancellationToken),
                    { ContactId: null, KeepTag: null, Tag: { } tag, MoveToAccountId: { } account, Remove: false } =>
                        await MoveAsync(new AccountKey(session.LocationId, account), tag, cancellationToken),
                    { ContactId: null, KeepTag: null, Tag: { } tag, MoveToAccountId: null, Remove: true } =>
                        await DropAsync(session.LocationId, tag, cancellationToken),
                    _ => Answers.Wrong(
                        "It is not clear what to repair.", "Send contactId and keepTag, or tag and moveToAccountId, or tag and remove: true."),
                };
            }
            catch (GoHighLevelException failed)
            {
                return RoutingAnswers.NotNow(failed);
            }
        }, cancellationToken);

    private async Task<IResult> KeepAsync(string locationId, string contactId, string tag, CancellationToken cancellationToken)
    {
        if (!GoHighLevelId.IsId(contactId)) return Answers.Wrong("This is not the id of a contact.", "Send GoHighLevel's id.");
        if (!RoutingAnswers.IsTag(tag)) return Answers.Wrong("This is not a tag.", "Send the tag of an account that the contact carries.");
        return await keep.RunAsync(locationId, contactId, tag, cancellationToken) switch
        {
            KeptTag.NoContact => RoutingAnswers.NoSuchContact(),
            KeptTag.NoAccount => Answers.Refuse(
                StatusCodes.Status409Conflict, "No account of this location has this tag.", "Choose the tag of an account that the contact carries."),
            KeptTag.NotCarried => Answers.Refuse(
                StatusCodes.Status409Conflict, "The contact does not carry this tag any more, so nothing was changed.", "Look at the problems anew."),
            _ => Show(new RepairView(true, 1, "The contact carries this account's tag alone.")),
        };
    }

    private async Task<IResult> MoveAsync(AccountKey to, string tag, CancellationToken cancellationToken)
    {
        if (await ProblemAsync(to.LocationId, tag, cancellationToken) is { } problem) return problem;
        return await adopt.RunAsync(to, tag, cancellationToken) switch
        {
            TagChangeOutcome.Changed changed => Show(new RepairView(
                false, null, $"Its contacts count as those of {changed.Account.Name} now and are moved to its tag in the background; the account's entry shows how far it is.")),
            TagChangeOutcome.NotNow notNow => AccountAnswers.NotNow(notNow.Account),
            TagChangeOutcome.Gone => AccountAnswers.NoSuchAccount(),
            TagChangeOutcome.Taken => HasAccount(),
            _ => Answers.Refuse(
                StatusCodes.Status409Conflict, "The contacts of this account are still being moved to its tag.",
                "Wait until that is done; the account's entry shows how far it is."),
        };
    }

    private async Task<IResult> DropAsync(string locationId, string tag, CancellationToken cancellationToken)
    {
        if (await ProblemAsync(locationId, tag, cancellationToken) is { } problem) return problem;
        var dropped = await drop.RunAsync(locationId, tag, cancellationToken);
        return Show(new RepairView(
            !dropped.HasMore, dropped.Contacts,
            dropped.HasMore ? "Some contacts may carry it still: send the same again after a few seconds." : "No contact carries it, and the location's list has it no more."));
    }

    private async Task<IResult?> ProblemAsync(string locationId, string tag, CancellationToken cancellationToken)
    {
        if (!RoutingAnswers.IsTag(tag) || !OrphanTags.IsOurs(tag))
        {
            return Answers.Wrong("This is not one of WhatSnap's tags, and others are never touched.", $"Send a tag that begins with {AccountTag.Prefix}.");
        }

        var (all, _) = await accounts.ListAsync(locationId, cancellationToken);
        return OrphanTags.Has(tag, all) ? null : HasAccount();
    }

    private static IResult HasAccount() => Answers.Refuse(
        StatusCodes.Status409Conflict, "An account of this location has this tag.", "Change the account's tag instead; its contacts are moved with it.");

    private static IResult Show(RepairView view) => Results.Json(view, RoutingJson.Default.RepairView);
}

/// <summary>Body of <c>POST /api/routing/repair</c>: one of three repairs.</summary>
/// <param name="ContactId">A contact with several account tags, with <paramref name="KeepTag"/>.</param>
/// <param name="KeepTag">The one that it keeps.</param>
/// <param name="Tag">A tag without account, with one of the next two.</param>
/// <param name="MoveToAccountId">The account that gets its contacts.</param>
/// <param name="Remove">True to take it away.</param>
public sealed record RepairRequest(string? ContactId, string? KeepTag, string? Tag, string? MoveToAccountId, bool Remove = false);

/// <summary>What a repair did.</summary>
/// <param name="IsDone">False while it goes on in the background, or has to be sent again.</param>
/// <param name="Contacts">Contacts that were changed; null where that is not known yet.</param>
/// <param name="Sentence">The same in words.</param>
public sealed record RepairView(bool IsDone, int? Contacts, string Sentence);
