using Microsoft.Extensions.Options;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>
/// Whether WhatSnap has the location's SMS slot, which only a person can give it (there is no call for it). Without it
/// workflows and bulk actions send through whoever has it, and nobody is told.
/// </summary>
public sealed class CheckSmsProvider(GoHighLevelLocations crm, IOptions<GoHighLevelOptions> options) : IOnboardingCheck
{
    public OnboardingCheck Check => OnboardingChecks.SmsProvider;

    public async Task<CheckOutcome> RunAsync(string locationId, CancellationToken cancellationToken)
    {
        if (options.Value.MessageType == GoHighLevelOptions.AdditionalChannel) return new CheckOutcome(OnboardingFindings.ProviderIsAdditional);
        if (string.IsNullOrWhiteSpace(options.Value.ConversationProviderId)) return new CheckOutcome(OnboardingFindings.ProviderNotConfigured);

        var providers = await crm.ListSmsProvidersAsync(locationId, cancellationToken);
        List<SmsProvider> chosen = [.. providers.Where(provider => provider.IsDefault)];
        if (chosen.Count == 0) return new CheckOutcome(OnboardingFindings.ProviderNotChosen);
        return chosen.Exists(provider => provider.Id == options.Value.ConversationProviderId)
            ? new CheckOutcome(OnboardingFindings.ProviderIsOurs)
            : new CheckOutcome(OnboardingFindings.ProviderIsOther, [.. chosen.Select(provider => provider.Name)]);
    }
}
