using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.Dashboard;

/// <summary>
/// <c>GET /api/locations/states?ids=</c>: how locations of the agency and their accounts fare, for a session that is bound to none. A page
/// asks for those that it shows.
/// </summary>
public sealed class LocationStatesEndpoint(ApiGuard guard, LocationTable locations, AccountTable accounts, ReadLocationStatus status)
{
    private const int Most = 20;

    public Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken) =>
        guard.RunUnboundAsync(request, async session =>
        {
            var ids = AskedIds.Of(request);
            if (ids.Count is 0 or > Most)
            {
                return Answers.Wrong("These are no locations, or too many.", $"Send 1 to {Most} ids of GET /api/locations.");
            }

            // Of its own agency alone, whatever is asked for.
            var own = (await locations.ListAsync(session.CompanyId, cancellationToken)).Select(one => one.LocationId).ToHashSet();
            var states = await Task.WhenAll(ids.Where(own.Contains).Select(id => ReadAsync(id, cancellationToken)));
            return Results.Json(new LocationStatesView(states), LocationStatesJson.Default.LocationStatesView);
        });

    private async Task<LocationStateView> ReadAsync(string locationId, CancellationToken cancellationToken)
    {
        var (all, _) = await accounts.ListAsync(locationId, cancellationToken);
        return new LocationStateView(
            locationId, await status.RunAsync(locationId, cancellationToken),
            [.. all.Select(account => new AccountStateView(account.Name, AccountView.KindOf(account.Platform), AccountStates.Of(account.ShownState)))]);
    }
}

/// <summary>How locations fare.</summary>
public sealed record LocationStatesView(IReadOnlyList<LocationStateView> Locations);

/// <summary>How a location fares.</summary>
/// <param name="Id">GoHighLevel's id.</param>
/// <param name="State">The state of its access to GoHighLevel, in words.</param>
/// <param name="Accounts">Its accounts, oldest first.</param>
public sealed record LocationStateView(string Id, LocationStatus State, IReadOnlyList<AccountStateView> Accounts);

/// <summary>An account with its state in words.</summary>
public sealed record AccountStateView(string Name, string Kind, AccountState State);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(LocationStatesView))]
internal sealed partial class LocationStatesJson : JsonSerializerContext;
