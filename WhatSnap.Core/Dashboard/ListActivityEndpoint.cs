using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.Dashboard;

/// <summary><c>GET /api/activity</c>: what people changed in the location, the newest first, fifty to a page.</summary>
public sealed class ListActivityEndpoint(ApiGuard guard, ActivityTable activity)
{
    private const int PageSize = 50;

    public Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken) =>
        guard.RunAsync(request, Rights.View, async session =>
        {
            var after = request.Query["after"].ToString();
            if (after.Length > 0 && !IsKey(after))
            {
                return Answers.Refuse(StatusCodes.Status400BadRequest, "This is not the end of a page.", "Send the next of the page before, or leave after out.");
            }

            List<ActivityView> page = [];
            string? last = null, next = null;
            await foreach (var one in activity.ListAsync(session.LocationId, after.Length > 0 ? after : null, PageSize + 1, cancellationToken))
            {
                if (page.Count == PageSize)
                {
                    next = last;
                    break;
                }

                page.Add(new ActivityView(one.At, one.UserId, one.Kind.Code, one.Kind.Sentence, one.AccountId, one.Members, one.IsDone));
                last = one.RowKey;
            }

            return Results.Json(new ActivitiesView(page, next), ActivityJson.Default.ActivitiesView);
        });

    private static bool IsKey(string text) => text.Length < 40 && text.All(letter => char.IsAsciiHexDigitLower(letter) || letter == '-');
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
