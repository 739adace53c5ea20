using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Messages;

namespace WhatSnap.Core.Dashboard;

/// <summary>
/// <c>GET /api/dead-letters</c>: messages that did not pass, grouped by reason; with <c>code</c> those of one reason, the newest
/// first, fifty to a page.
/// </summary>
public sealed class ListDeadLettersEndpoint(ApiGuard guard, DeadLetters letters, ReadHindrances hindrances)
{
    private const int MostCounted = 200;

    public Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.View, async session =>
        {
            var (code, (after, refusal)) = (request.Query["code"].ToString(), Paging.AfterOf(request, text => LetterEntry.IsPlace(text) ? text : null));
            if (code.Length == 0 && after is null && refusal is null) return await GroupAsync(session.LocationId, cancellationToken);
            return !IsReason(code) ? NoSuchReason()
                : refusal ?? await PageAsync(new LetterList(session.LocationId, code, IsNewestFirst: true, after), cancellationToken);
        });

    internal static bool IsReason(string code) => Failures.OfInbound.Any(failure => failure.Code == code);

    internal static IResult NoSuchReason() => Answers.Wrong("No dead letter can have this reason.", "Send a code of the list by reason.");

    private async Task<IResult> GroupAsync(string locationId, CancellationToken cancellationToken)
    {
        var known = await hindrances.RunAsync(locationId, cancellationToken);
        var groups = await Task.WhenAll(Failures.OfInbound.Select(failure => GroupAsync(locationId, failure, known, cancellationToken)));
        return Results.Json(
            new DeadLetterGroupsView([.. groups.OfType<DeadLetterGroupView>().OrderByDescending(group => group.Newest)]),
            DeadLetterJson.Default.DeadLetterGroupsView);
    }

    private async Task<DeadLetterGroupView?> GroupAsync(string locationId, Failure failure, Hindrances known, CancellationToken cancellationToken)
    {
        var newest = await TakeAsync(new LetterList(locationId, failure.Code, IsNewestFirst: true), MostCounted + 1, cancellationToken);
        if (newest.Count == 0) return null;
        var oldest = newest.Count > MostCounted
            ? await TakeAsync(new LetterList(locationId, failure.Code, IsNewestFirst: false), 1, cancellationToken)
            : newest;
        var hindered = newest.Select(known.Of).ToList();
        return new DeadLetterGroupView(
            failure.Code, failure.Sentence, failure.NextAction, Math.Min(newest.Count, MostCounted), newest.Count > MostCounted,
            oldest.Concat(newest).Min(entry => entry.WrittenAt), newest[0].WrittenAt, hindered.Contains(null),
            HindranceView.Of(hindered.Contains(null) ? null : hindered[0]));
    }

    private async Task<IResult> PageAsync(LetterList list, CancellationToken cancellationToken)
    {
        var page = await Paging.TakeAsync(letters.ListEntriesAsync(list, Paging.PageSize + 1, cancellationToken), entry => entry.Place, cancellationToken);
        var known = await hindrances.RunAsync(list.LocationId, cancellationToken);
        return Results.Json(
            new DeadLettersView([.. page.Items.Select(entry => DeadLetterView.Of(entry, known))], page.Next), DeadLetterJson.Default.DeadLettersView);
    }

    private async Task<List<LetterEntry>> TakeAsync(LetterList list, int most, CancellationToken cancellationToken) =>
        await letters.ListEntriesAsync(list, most, cancellationToken).Take(most).ToListAsync(cancellationToken);
}
