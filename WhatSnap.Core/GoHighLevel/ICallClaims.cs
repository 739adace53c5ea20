namespace WhatSnap.Core.GoHighLevel;

/// <summary>Where the claims of a location's workers are kept, one row for each location.</summary>
public interface ICallClaims
{
    /// <summary>The claims as they are now, null when they can't be read, and their version; null when there are none.</summary>
    Task<(CallClaims? Claims, string Version)?> ReadAsync(GrantKey owner, CancellationToken cancellationToken);

    /// <summary>Stores claims over those of a version, null where there were none; claims of nobody are deleted.</summary>
    /// <returns>False when somebody else stored some in between.</returns>
    Task<bool> TryWriteAsync(GrantKey owner, CallClaims claims, string? version, CancellationToken cancellationToken);
}
