using WhatSnap.Core.Accounts;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>Reads a newly installed location's settings and makes the platform field that its contacts show.</summary>
public sealed class PrepareLocation(GoHighLevelLocations crm, LocationTable locations, TokenStore tokens)
{
    /// <summary>Name of the contact field that shows the platform.</summary>
    public const string PlatformField = "WhatSnap platform";

    /// <summary>The same for a location whose access token is known without an install.</summary>
    public async Task<Location> RunAsync(string locationId, Secret accessToken, CancellationToken cancellationToken)
    {
        await tokens.SaveAsync(locationId, accessToken, cancellationToken);
        return await RunAsync(locationId, cancellationToken);
    }

    public async Task<Location> RunAsync(string locationId, CancellationToken cancellationToken)
    {
        var location = await crm.ReadAsync(locationId, cancellationToken);
        location = location with
        {
            PlatformFieldId = await crm.EnsureContactFieldAsync(locationId, PlatformField, cancellationToken),
        };
        await locations.SaveAsync(location, cancellationToken);
        return location;
    }

    /// <summary>Makes sure that the location knows the account's tag; true when it was made just now.</summary>
    public Task<bool> AddAccountTagAsync(Account account, CancellationToken cancellationToken) =>
        crm.EnsureTagAsync(account.LocationId, account.Tag, cancellationToken);
}
