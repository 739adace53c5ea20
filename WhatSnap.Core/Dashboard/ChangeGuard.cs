using Microsoft.AspNetCore.Http;

namespace WhatSnap.Core.Dashboard;

/// <summary>The door of every endpoint by which a person changes something: as <see cref="ApiGuard"/>, and what was changed is recorded.</summary>
public sealed class ChangeGuard(ApiGuard guard, ActivityTable activity)
{
    /// <summary>Where the names of a body's members are left for the record.</summary>
    internal const string MembersItem = "members";

    /// <summary>Where an endpoint says that it was only asked what it would change.</summary>
    internal const string ChangedNothingItem = "changed-nothing";
    private const int MostMembers = 20;

    /// <param name="request">The request.</param>
    /// <param name="needed">The right that the endpoint needs.</param>
    /// <param name="kind">What is changed.</param>
    /// <param name="accountId">The account; null where it is about none, or about a new one.</param>
    /// <param name="run">The endpoint. What it refuses, and what it only tries out, is not recorded.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<IResult> RunAsync(
        HttpRequest request, Rights needed, ActivityKind kind, string? accountId, Func<LocationSession, Task<IResult>> run, CancellationToken cancellationToken) =>
        guard.RunAsync(request, needed, async session =>
        {
            // Before it is done: a host that dies in between leaves a record of what may have been done.
            var asked = await activity.BeginAsync(session, kind, accountId, cancellationToken);
            var result = await run(session);
            var isRefused = ((result as IStatusCodeHttpResult)?.StatusCode ?? StatusCodes.Status200OK) >= StatusCodes.Status400BadRequest;
            if (isRefused || request.HttpContext.Items.ContainsKey(ChangedNothingItem))
            {
                await activity.DropAsync(asked, cancellationToken);
                return result;
            }

            var added = ((result as IValueHttpResult)?.Value as AccountView)?.Id;
            await activity.EndAsync(asked with { AccountId = accountId ?? added, Members = MembersOf(request) }, cancellationToken);
            return result;
        });

    private static IReadOnlyList<string> MembersOf(HttpRequest request) =>
        request.HttpContext.Items.TryGetValue(MembersItem, out var names) && names is IEnumerable<string> all ? [.. all.Take(MostMembers)] : [];
}
