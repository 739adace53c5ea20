using Microsoft.Extensions.Options;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>
/// Deletes the tokens of a location or an agency that uninstalled WhatSnap. An event that is older than the install, such as
/// one that is sent again, or one of another app deletes nothing.
/// </summary>
public sealed class HandleUninstall(
    UninstallLocation uninstall, GrantTable grants, TokenStore tokens, LocationTable locations, WhiteLabelDomains domains, BudgetTable budgets,
    IOptions<GoHighLevelOptions> options) : IHandleEvent
{
    public const string EventKind = "UNINSTALL";

    public string Kind => EventKind;

    public EventWork? Read(CrmEvent received, DateTimeOffset now) =>
        received.AppId is { } app && app == options.Value.AppId && (received.LocationId ?? received.CompanyId) is not null
            ? new EventWork(1, EventKind, received.At ?? now, now) { LocationId = received.LocationId, CompanyId = received.CompanyId }
            : null;

    public async Task<EventOutcome> RunAsync(EventWork work, CancellationToken cancellationToken)
    {
        if (work.LocationId is { } location) await uninstall.RunAsync(location, work.At, cancellationToken);
        else if (work.CompanyId is { } company) await UninstallCompanyAsync(company, work.At, cancellationToken);
        return new EventOutcome.Done();
    }

    /// <summary>Ends the agency's access and that of the locations which have it through the agency alone.</summary>
    private async Task UninstallCompanyAsync(string companyId, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var key = GrantKey.OfCompany(companyId);
        if (!await grants.UninstallAsync(key, at, cancellationToken)) return;
        tokens.Forget(key);
        await domains.ForgetAsync(companyId, cancellationToken);
        await budgets.RemoveAsync(key, cancellationToken);
        foreach (var (location, _) in await locations.ListAsync(companyId, cancellationToken))
        {
            var grant = await grants.ReadAsync(GrantKey.OfLocation(location), cancellationToken);
            if (grant is { IsThroughCompany: true } && grant.CompanyId == companyId)
            {
                await uninstall.RunAsync(location, at, cancellationToken);
            }
        }
    }
}
