namespace WhatSnap.Core.GoHighLevel;

/// <summary>Whether GoHighLevel answers for the location; else the state of its access says why not.</summary>
public sealed class CheckAccess(GoHighLevelLocations crm, ReadLocationStatus status) : IOnboardingCheck
{
    public OnboardingCheck Check => OnboardingChecks.Access;

    public async Task<CheckOutcome> RunAsync(string locationId, CancellationToken cancellationToken)
    {
        GoHighLevelException? failed = null;
        try
        {
            await crm.ReadAsync(locationId, cancellationToken);
        }
        catch (GoHighLevelException failure)
        {
            failed = failure;
        }

        // After the call, which may be the one that finds out that the access is lost.
        var state = await status.RunAsync(locationId, cancellationToken);
        if (failed is null || state != LocationStates.Connected) return new CheckOutcome(OnboardingFindings.Of(state));
        return new CheckOutcome(failed.IsTransient ? OnboardingFindings.NotCheckedNow : OnboardingFindings.AccessRefused);
    }
}

/// <summary>Whether the grant has every scope that is needed, as GoHighLevel said when it gave the tokens.</summary>
public sealed class CheckScopes(GrantTable grants) : IOnboardingCheck
{
    public OnboardingCheck Check => OnboardingChecks.Scopes;

    public async Task<CheckOutcome> RunAsync(string locationId, CancellationToken cancellationToken)
    {
        var grant = await grants.ReadAsync(GrantKey.OfLocation(locationId), cancellationToken);
        if (grant?.AccessToken is null) return new CheckOutcome(OnboardingFindings.NotAllowed);
        if (grant.Scope is not { } scope) return new CheckOutcome(OnboardingFindings.ScopesUnknown);

        List<string> missing = [.. MissingOf(GoHighLevelScopes.NeededInLocation, scope)];
        if (grant.IsThroughCompany
            && await grants.ReadAsync(GrantKey.OfCompany(grant.CompanyId!), cancellationToken) is { Scope: { } ofCompany })
        {
            missing.AddRange(MissingOf(GoHighLevelScopes.NeededInAgency, ofCompany));
        }

        return missing.Count == 0
            ? new CheckOutcome(OnboardingFindings.ScopesGranted)
            : new CheckOutcome(OnboardingFindings.ScopesMissing, missing);
    }

    private static IEnumerable<string> MissingOf(IEnumerable<string> needed, string granted) =>
        needed.Except(granted.Split(' ', StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);
}
