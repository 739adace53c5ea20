using Microsoft.AspNetCore.Http;
using WhatSnap.Core.GoHighLevel;

namespace WhatSnap.Core.Dashboard;

/// <summary>Lists the locations of an agency in which WhatSnap is installed, for the session that has to choose one.</summary>
public sealed class CompanyLocationsEndpoint(ApiGuard guard, LocationTable locations)
{
    public Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken) =>
        guard.RunUnboundAsync(request, async session =>
        {
            var installed = await locations.ListAsync(session.CompanyId, cancellationToken);
            return Results.Json(
                new LocationsAnswer([.. installed.Select(one => new LocationEntry(one.LocationId, one.Name))]),
                DashboardJson.Default.LocationsAnswer);
        });
}
