using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Messages;

namespace WhatSnap.Core.Dashboard;

/// <summary>
/// <c>POST /api/dead-letters/replay</c>: puts one dead letter back, or those of one reason, each with its original date;
/// <c>dryRun</c> says what would come back and changes nothing.
/// </summary>
public sealed class ReplayLettersEndpoint(
    ChangeGuard guard, DeadLetters letters, ReplayLetters replay, ReadHindrances hindrances, MessageLinks links)
{
    private const int LargestBody = 1024;

    public Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.Connect, ActivityKinds.MessagesReplayed, null, async session =>
        {
            var (body, refusal) = await JsonBody.ReadAsync(request, DeadLetterJson.Default.ReplayRequest, LargestBody, cancellationToken);
            if (body is null) return refusal!;
            if (body.DryRun) request.HttpContext.Items[ChangeGuard.ChangedNothingItem] = true;
            return body switch
            {
                { Id: null, Code: { } code } => await ReplayAsync(session.LocationId, code, body, cancellationToken),
                { Id: { } id, Code: null, After: null } => await ReplayAsync(session.LocationId, id, body.DryRun, cancellationToken),
                _ => Answers.Wrong("It is not clear which messages to replay.", "Send either the id of one dead letter or the code of a reason."),
            };
        }, cancellationToken);

    private async Task<IResult> ReplayAsync(string locationId, string code, ReplayRequest body, CancellationToken cancellationToken)
    {
        if (!ListDeadLettersEndpoint.IsReason(code))
        {
            return Failures.All.Any(failure => failure.Code == code) ? WentOut() : ListDeadLettersEndpoint.NoSuchReason();
        }

        if (body.After is { } after && !LetterEntry.IsPlace(after)) return Paging.NoSuchPlace();
        return Show(
            await replay.RunAsync(new ReplayOrder(locationId, code) { After = body.After, IsDryRun = body.DryRun }, cancellationToken), body.DryRun);
    }

    private async Task<IResult> ReplayAsync(string locationId, string id, bool isDryRun, CancellationToken cancellationToken)
    {
        if (await letters.FindAsync(locationId, id, cancellationToken) is not { } letter)
        {
            return MarkerKey.IsPlain(id) && await links.FindAsync(locationId, id, cancellationToken) is not null ? WentOut() : NoSuchLetter();
        }

        var known = await hindrances.RunAsync(locationId, cancellationToken);
        var hindrance = known.Of(letter.Entry);
        if (isDryRun) return Show(new ReplayResult(hindrance is null ? 1 : 0, hindrance is null ? [] : [new SkippedLetters(hindrance, 1)], null), isDryRun);
        if (hindrance is not null)
        {
            return Answers.Refuse(
                StatusCodes.Status409Conflict, $"This message would fail again. {hindrance.Sentence}", hindrance.NextAction);
        }

        await letters.ReplayAsync(letter, known.ReplayOf(letter.Entry.AccountId, isAutomatic: false), cancellationToken);
        return Show(new ReplayResult(1, [], null), isDryRun);
    }

    private static IResult Show(ReplayResult result, bool isDryRun) =>
        Results.Json(ReplayView.Of(result, isDryRun), DeadLetterJson.Default.ReplayView);

    private static IResult NoSuchLetter() => Answers.Refuse(
        StatusCodes.Status404NotFound, "This location has no such dead letter.", "Look at the list: it may have been replayed already.");

    private static IResult WentOut() => Answers.Refuse(
        StatusCodes.Status409Conflict, "Messages that go out are not replayed: WhatSnap does not keep their text.",
        "Send it again in GoHighLevel; of one that may have been sent, ask the contact first.");
}
