using Microsoft.AspNetCore.Http;

namespace WhatSnap.Core.Dashboard;

/// <summary>Exchanges an agency's session for one that is bound to a location of that agency.</summary>
public sealed class ChooseLocationEndpoint(ApiGuard guard, CheckInstallation installation, SessionAnswers answers)
{
    private const int LargestBody = 1024;

    public Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken) =>
        guard.RunUnboundAsync(request, async session =>
        {
            var (body, refusal) = await JsonBody.ReadAsync(
                request, DashboardJson.Default.LocationBody, LargestBody, cancellationToken);
            if (body is null) return refusal!;

            var locationId = body.LocationId ?? "";
            return await installation.RunAsync(session.CompanyId, locationId, cancellationToken) is { } problem
                ? problem.Answer()
                : answers.Open(request, session with { LocationId = locationId }, userName: null);
        });
}
