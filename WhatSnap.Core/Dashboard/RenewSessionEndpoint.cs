using Microsoft.AspNetCore.Http;

namespace WhatSnap.Core.Dashboard;

/// <summary>
/// <c>POST /api/session/renew</c>: exchanges a current token for a new one with the same location and rights, while WhatSnap
/// is still installed there, and for at most <see cref="SessionTokens.LongestSession"/> in all.
/// </summary>
public sealed class RenewSessionEndpoint(ApiGuard guard, CheckInstallation installation, SessionAnswers answers)
{
    public Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken) =>
        guard.RunAnyAsync(request, async session =>
        {
            if (session.LocationId is { } location
                && await installation.RunAsync(session.CompanyId, location, cancellationToken) is { } problem) return problem.Answer();
            return answers.Open(request, session, userName: null);
        });
}
