using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace WhatSnap.Core.Dashboard;

/// <summary><c>GET /api/activity</c>: what people changed in the location, the newest first, fifty to a page.</summary>
public sealed class ListActivityEndpoint(ApiGuard guard, ActivityTable activity)
{
    public Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.View, async session =>
        {
            var (after, refusal) = Paging.AfterOf(request, Paging.Key);
            if (refusal is not null) return refusal;
            var page = await Paging.TakeAsync(
                activity.ListAsync(session.LocationId, after, Paging.PageSize + 1, cancellationToken), one => one.RowKey, cancellationToken);
            var shown = page.Items.Select(one => new ActivityView(one.At, one.UserId, one.Kind.Code, one.Kind.Sentence, one.AccountId, one.Members, one.IsDone));
            return Results.Json(new ActivitiesView([.. shown], page.Next), ActivityJson.Default.ActivitiesView);
        });
}

/// <summary>A page of what people changed.</summary>
/// <param name="Activities">The newest first.</param>
/// <param name="Next">What <c>after</c> is for the next page; null for the last one.</param>
public sealed record ActivitiesView(IReadOnlyList<ActivityView> Activities, string? Next);

/// <summary>One thing that a person changed.</summary>
/// <param name="At">When.</param>
/// <param name="UserId">GoHighLevel's user id.</param>
/// <param name="Code">What was done.</param>
/// <param name="Sentence">The same in words.</param>
/// <param name="AccountId">The account; null where it is about none.</param>
/// <param name="Members">The settings that were named, without their values.</param>
/// <param name="IsDone">False when it is not known whether it was done.</param>
public sealed record ActivityView(
    DateTimeOffset At, string UserId, string Code, string Sentence, string? AccountId, IReadOnlyList<string> Members, bool IsDone);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ActivitiesView))]
internal sealed partial class ActivityJson : JsonSerializerContext;
