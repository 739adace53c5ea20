using System.Net;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Messages;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>Makes sure of a location's tokens, by its agency's where it has none of its own, and makes the location ready.</summary>
public sealed partial class InstallLocation(
    GrantTable grants, TokenStore tokens, RenewGrant renew, PrepareLocation prepare, LocationTable locations,
    ResolveLetters letters, TimeProvider time, ILogger<InstallLocation> logger)
{
    /// <param name="locationId">The location.</param>
    /// <param name="companyId">The agency; null when it is not known.</param>
    /// <param name="at">When WhatSnap was installed.</param>
    /// <param name="cancellationToken">Cancels the work, which may run again.</param>
    /// <returns>False while nobody gave access yet, or while somebody else makes the location ready.</returns>
    public async Task<bool> RunAsync(string locationId, string? companyId, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var key = GrantKey.OfLocation(locationId);
        var grant = await grants.ReadAsync(key, cancellationToken);
        if (grant is { AccessToken: null } && grant.UninstalledAt >= at) return true;

        if (!IsOf(grant, at))
        {
            if (companyId is null || await grants.ReadAsync(GrantKey.OfCompany(companyId), cancellationToken) is not { AccessToken: not null })
            {
                return false;
            }

            var granted = await renew.ExchangeAsync(companyId, locationId, cancellationToken);

            // An uninstall in between must not be written over: the work comes again and looks again.
            if (!await grants.TrySaveAsync(key, grant, granted, at, cancellationToken)) return false;
            tokens.Forget(key);
        }

        if (!await locations.TryTakeTurnAsync(locationId, time.GetUtcNow(), cancellationToken)) return false;
        try
        {
            await PrepareAsync(locationId, companyId ?? grant?.CompanyId ?? "", cancellationToken);
            await letters.AfterInstallAsync(locationId, cancellationToken);
            return true;
        }
        finally
        {
            await locations.EndTurnAsync(locationId);
        }
    }

    /// <summary>True when the grant works and is of this install. One of its own comes by its own callback, not by the agency.</summary>
    private static bool IsOf(Grant? grant, DateTimeOffset at) =>
        grant is { AccessToken: not null } && grant.StateCode == LocationStates.Connected.Code
        && (grant.InstalledAt >= at || !grant.IsThroughCompany);

    private async Task PrepareAsync(string locationId, string companyId, CancellationToken cancellationToken)
    {
        try
        {
            await prepare.RunAsync(locationId, cancellationToken);
            LogReady(locationId);
        }
        catch (GoHighLevelException refused) when (!refused.IsTransient)
        {
            LogNotReady(locationId, refused.StatusCode, refused.Code);
            if (refused.Code == TokenStore.NotInstalled || await locations.ReadAsync(locationId, cancellationToken) is not null) return;

            // People can open WhatSnap there and see what is wrong.
            await locations.SaveAsync(new Location(locationId, "", "", "Etc/UTC", true, companyId, null), cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Information, "Location {LocationId} is ready")]
    private partial void LogReady(string locationId);

    [LoggerMessage(LogLevel.Error, "Location {LocationId} is installed, but GoHighLevel refused to make it ready ({Status} {Code})")]
    private partial void LogNotReady(string locationId, HttpStatusCode? status, string? code);
}
