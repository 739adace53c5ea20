using WhatSnap.Core.GoHighLevel;

namespace WhatSnap.Core.Dashboard;

/// <summary>Says whether WhatSnap is installed in a location of a company (agency).</summary>
public sealed class CheckInstallation(LocationTable locations)
{
    /// <summary>Null when it is, else why no session may be bound to the location.</summary>
    public async Task<SessionRefusal?> RunAsync(string companyId, string locationId, CancellationToken cancellationToken)
    {
        if (!SsoPayload.IsId(locationId)) return SessionRefusals.NotInstalled;

        // As it is stored, not as it is remembered: an uninstalled location opens no session.
        var location = await locations.ReadAsync(locationId, cancellationToken);
        return location switch
        {
            null => SessionRefusals.NotInstalled,
            { CompanyId: "" } => SessionRefusals.InstallAgain,
            _ when location.CompanyId != companyId => SessionRefusals.NotInstalled,
            _ => null,
        };
    }
}
