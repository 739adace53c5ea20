using WhatSnap.Core.Accounts;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>Whether two contacts may share a number. A rule that was changed since the install counts from now on.</summary>
public sealed class CheckDuplicates(RefreshLocation refresh) : IOnboardingCheck
{
    public OnboardingCheck Check => OnboardingChecks.Duplicates;

    public async Task<CheckOutcome> RunAsync(string locationId, CancellationToken cancellationToken)
    {
        var location = await refresh.RunAsync(locationId, cancellationToken);
        return new CheckOutcome(location.AllowsDuplicates ? OnboardingFindings.DuplicatesAllowed : OnboardingFindings.DuplicatesForbidden);
    }
}

/// <summary>Whether contacts have the platform field, under whatever name; makes it again where it is missing.</summary>
public sealed class CheckPlatformField(GoHighLevelLocations crm, LocationTable locations, TimeProvider time) : IOnboardingCheck
{
    public OnboardingCheck Check => OnboardingChecks.PlatformField;

    public async Task<CheckOutcome> RunAsync(string locationId, CancellationToken cancellationToken)
    {
        var known = (await locations.ReadAsync(locationId, cancellationToken))?.PlatformFieldId;
        var found = await crm.FindContactFieldAsync(locationId, PrepareLocation.PlatformField, known, cancellationToken);
        if ((found ?? await MakeAsync(locationId, cancellationToken)) is not { } id) return new CheckOutcome(OnboardingFindings.NotCheckedNow);
        if (id != known) await locations.ChangeAsync(locationId, id, cancellationToken);
        return new CheckOutcome(found is null ? OnboardingFindings.FieldMade : OnboardingFindings.FieldThere);
    }

    /// <summary>GoHighLevel takes two fields of one name, so only one worker makes it; null while somebody else does.</summary>
    private async Task<string?> MakeAsync(string locationId, CancellationToken cancellationToken)
    {
        if (!await locations.TryTakeTurnAsync(locationId, time.GetUtcNow(), cancellationToken)) return null;
        try
        {
            return await crm.EnsureContactFieldAsync(locationId, PrepareLocation.PlatformField, cancellationToken);
        }
        finally
        {
            await locations.EndTurnAsync(locationId);
        }
    }
}

/// <summary>Whether the location knows every account's tag; makes those again that are missing.</summary>
public sealed class CheckAccountTags(GoHighLevelLocations crm, AccountTable accounts) : IOnboardingCheck
{
    public OnboardingCheck Check => OnboardingChecks.AccountTags;

    public async Task<CheckOutcome> RunAsync(string locationId, CancellationToken cancellationToken)
    {
        // One that is being connected gets its tag at the end, and one on its way out may lose it just now.
        var (all, _) = await accounts.ListAsync(locationId, cancellationToken);
        List<string> tags =
        [
            .. all.Where(account => account.StateCode != AccountStates.Pending.Code && !AccountStates.IsClosing(account.StateCode))
                .Select(account => account.Tag),
        ];
        var made = await crm.EnsureTagsAsync(locationId, tags, cancellationToken);
        return made.Count == 0
            ? new CheckOutcome(OnboardingFindings.TagsThere)
            : new CheckOutcome(OnboardingFindings.TagsMade, made);
    }
}
