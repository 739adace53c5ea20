namespace WhatSnap.Core.GoHighLevel;

/// <summary>GoHighLevel's calls of a company (agency), with its own token (apps/oauth.json, version 2021-07-28).</summary>
public sealed class GoHighLevelCompanies(GoHighLevelTransport transport)
{
    private const int PageSize = 100;
    private const int MostPages = 200;

    /// <summary>The locations of a company in which the app is installed (<c>GET /oauth/installedLocations</c>).</summary>
    public async Task<IReadOnlyList<string>> ListInstalledAsync(
        string companyId, string appId, CancellationToken cancellationToken)
    {
        var path = $"/oauth/installedLocations?companyId={Uri.EscapeDataString(companyId)}"
            + $"&appId={Uri.EscapeDataString(appId)}&isInstalled=true&limit={PageSize}&skip=";
        var found = new HashSet<string>(StringComparer.Ordinal);
        var skip = 0;
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await transport.SendAsync(
                GrantKey.OfCompany(companyId), GoHighLevelTransport.ContactsVersion, HttpMethod.Get, $"{path}{skip}", null,
                WireJson.Default.InstalledLocationsAnswer, cancellationToken);
            var locations = answer?.Locations
                ?? throw new GoHighLevelException(CallOutcome.MayHaveBeenDone, "GET /oauth/installedLocations", null, "EMPTY_ANSWER");
            found.UnionWith(locations
                .Where(location => location.IsInstalled != false).Select(location => GoHighLevelId.OrNull(location.Id)).OfType<string>());

            // The largest page is not documented: a short one need not be the last.
            skip += locations.Count;
            if (locations.Count == 0 || skip >= answer.Count) break;
        }

        return [.. found];
    }
}
