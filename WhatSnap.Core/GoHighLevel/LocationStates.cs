namespace WhatSnap.Core.GoHighLevel;

/// <summary>A state of a location that a person can see: a stable code, a sentence and what to do next.</summary>
public sealed record LocationStatus(string Code, string Sentence, string NextAction);

/// <summary>Every state of a location's access to GoHighLevel; <c>docs/install.md</c> lists them and a test compares the two.</summary>
public static class LocationStates
{
    public static readonly LocationStatus Connected = new(
        "connected", "WhatSnap is installed in this location and has access to it.", "Nothing to do.");

    public static readonly LocationStatus ReconnectNeeded = new(
        "reconnect_needed",
        "GoHighLevel no longer renews WhatSnap's access to this location, so that its accounts are about to stop or have stopped.",
        "Install WhatSnap again in this location: texts that come in meanwhile wait for three days, and accounts, tags and history stay.");

    public static readonly LocationStatus AgencyReconnectNeeded = new(
        "agency_reconnect_needed",
        "GoHighLevel no longer renews WhatSnap's access to the agency, on which this location's access rests.",
        "Ask an admin of the agency to install WhatSnap again: texts that come in meanwhile wait for three days, and accounts, tags and history stay.");

    public static readonly LocationStatus Uninstalled = new(
        "uninstalled", "WhatSnap was uninstalled from this location: its accounts have stopped.",
        "Install WhatSnap again to go on with the same accounts.");

    public static readonly LocationStatus NotInstalled = new(
        "not_installed", "WhatSnap is not installed in this location.", "Install it from the GoHighLevel marketplace.");

    public static readonly LocationStatus DailyLimitReached = new(
        "daily_limit_reached",
        "This location's calls to GoHighLevel are used up for today: messages are accepted and wait until GoHighLevel counts a new day.",
        "Nothing to do: it goes on by itself.");

    public static readonly IReadOnlyList<LocationStatus> All =
        [Connected, DailyLimitReached, ReconnectNeeded, AgencyReconnectNeeded, Uninstalled, NotInstalled];

    /// <summary>The state with a code.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The code is not one of the table.</exception>
    public static LocationStatus Of(string code) =>
        All.FirstOrDefault(state => state.Code == code) ?? throw new ArgumentOutOfRangeException(nameof(code), code, null);
}

/// <summary>Says in which state a location's access to GoHighLevel is.</summary>
public sealed class ReadLocationStatus(GrantTable grants, RateBudgets budgets)
{
    public async Task<LocationStatus> RunAsync(string locationId, CancellationToken cancellationToken)
    {
        if (await grants.ReadAsync(GrantKey.OfLocation(locationId), cancellationToken) is not { } grant) return LocationStates.NotInstalled;
        if (grant.StateCode != LocationStates.Connected.Code) return LocationStates.Of(grant.StateCode);
        if (grant.IsThroughCompany)
        {
            var company = await grants.ReadAsync(GrantKey.OfCompany(grant.CompanyId!), cancellationToken);
            if (company?.StateCode != LocationStates.Connected.Code) return LocationStates.AgencyReconnectNeeded;
        }

        // It ends by itself with the day that it was said for.
        return await budgets.IsParkedAsync(locationId, cancellationToken) ? LocationStates.DailyLimitReached : LocationStates.Connected;
    }
}
