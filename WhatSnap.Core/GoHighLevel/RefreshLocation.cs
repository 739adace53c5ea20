namespace WhatSnap.Core.GoHighLevel;

/// <summary>
/// Reads a location anew and keeps what has changed since the install: its time zone, by which quiet hours and days go, its name, its
/// country and its duplicate rule.
/// </summary>
public sealed class RefreshLocation(GoHighLevelLocations crm, LocationTable locations)
{
    /// <returns>The location as GoHighLevel has it.</returns>
    /// <exception cref="GoHighLevelException">It can't be read now, or not any more.</exception>
    public async Task<Location> RunAsync(string locationId, CancellationToken cancellationToken)
    {
        var read = await crm.ReadAsync(locationId, cancellationToken);
        if (await locations.ReadAsync(locationId, cancellationToken) is { } known && Merge(known, read) is var now && now != known)
        {
            await locations.ChangeAsync(now, cancellationToken);
        }

        return read;
    }

    /// <summary>What GoHighLevel does not say, or nobody knows as a time zone, stays as it was.</summary>
    private static Location Merge(Location known, Location read) => known with
    {
        Name = read.Name.Length > 0 ? read.Name : known.Name,
        Country = read.Country.Length > 0 ? read.Country : known.Country,
        TimeZone = TimeZoneInfo.TryFindSystemTimeZoneById(read.TimeZone, out _) ? read.TimeZone : known.TimeZone,
        AllowsDuplicates = read.AllowsDuplicates,
    };
}
