namespace WhatSnap.Core.GoHighLevel;

/// <summary>A person who works in a location.</summary>
/// <param name="UserId">GoHighLevel's id, which contacts are given to.</param>
/// <param name="Name">The name to show.</param>
/// <param name="Role"><c>admin</c> or <c>user</c>; empty when GoHighLevel did not say.</param>
public sealed record CrmUser(string UserId, string Name, string Role);

/// <summary>GoHighLevel's user calls (apps/users.json, version 2021-07-28).</summary>
public sealed class GoHighLevelUsers(
    GoHighLevelTransport transport, LocationTable locations, GoHighLevelLocations locationCalls)
{
    private const int PageSize = 100;
    private const int MostPages = 20;

    /// <summary>The users of a location (<c>GET /users/search</c>), at most 2,000.</summary>
    public async Task<IReadOnlyList<CrmUser>> ListAsync(string locationId, CancellationToken cancellationToken)
    {
        var location = await locations.FindAsync(locationId, cancellationToken);
        var company = string.IsNullOrEmpty(location?.CompanyId)
            ? (await locationCalls.ReadAsync(locationId, cancellationToken)).CompanyId
            : location.CompanyId;
        var path = $"/users/search?companyId={Uri.EscapeDataString(company)}"
            + $"&locationId={Uri.EscapeDataString(locationId)}&limit={PageSize}&skip=";
        var users = new Dictionary<string, CrmUser>();
        var skip = 0;
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await transport.SendAsync(
                locationId, GoHighLevelTransport.ContactsVersion, HttpMethod.Get, $"{path}{skip}", null,
                WireJson.Default.UsersAnswer, cancellationToken);

            foreach (var user in answer?.Users ?? [])
            {
                if (user is not { Id: { } id, Deleted: not true }) continue;
                users[id] = new CrmUser(id, NameOf(user), user.Roles?.Role ?? "");
            }

            // The largest page is not documented: a short one need not be the last.
            skip += answer?.Users?.Count ?? 0;
            if (answer?.Users is not { Count: > 0 } || skip >= answer.Count) break;
        }

        return [.. users.Values];
    }

    private static string NameOf(WireUser user) =>
        string.IsNullOrWhiteSpace(user.Name) ? $"{user.FirstName} {user.LastName}".Trim() : user.Name;
}
