using System.Globalization;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>
/// Whether the two addresses that GoHighLevel posts to lead here from outside: calls them as it does, with a proof that makes
/// it a test. Nothing is stored.
/// </summary>
public sealed class CheckPublicAddress(
    HttpClient http, IOptions<PublicAddressOptions> host, OwnAddressProof proof) : IOnboardingCheck
{
    private static readonly string[] Paths = [Routes.GoHighLevelEvents, Routes.GoHighLevelOutbound];

    public OnboardingCheck Check => OnboardingChecks.PublicAddress;

    public async Task<CheckOutcome> RunAsync(string locationId, CancellationToken cancellationToken)
    {
        var addresses = Paths.Select(host.Value.Absolute).ToList();
        var answers = await Task.WhenAll(addresses.Select(address => AnswersAsync(address, cancellationToken)));
        List<string> silent = [.. addresses.Where((_, index) => !answers[index])];
        return silent.Count == 0
            ? new CheckOutcome(OnboardingFindings.AddressAnswers)
            : new CheckOutcome(OnboardingFindings.AddressSilent, silent);
    }

    private async Task<bool> AnswersAsync(string address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent([]) };
        request.Headers.Add(OwnAddressProof.Header, proof.Issue());
        return await OwnAddress.AnswersAsync(http, request, OwnAddressProof.Header, cancellationToken);
    }
}

/// <summary>Whether anything signed by GoHighLevel has come of the location yet, of one kind.</summary>
public sealed class CheckHeard(HeardKind kind, LastHeard heard) : IOnboardingCheck
{
    public OnboardingCheck Check => kind == HeardKind.Event ? OnboardingChecks.Events : OnboardingChecks.Deliveries;

    public async Task<CheckOutcome> RunAsync(string locationId, CancellationToken cancellationToken)
    {
        var isEvent = kind == HeardKind.Event;
        return await heard.ReadAsync(locationId, kind, cancellationToken) is { } last
            ? new CheckOutcome(
                isEvent ? OnboardingFindings.EventsCome : OnboardingFindings.DeliveriesCome,
                last.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))
            : new CheckOutcome(isEvent ? OnboardingFindings.EventsNone : OnboardingFindings.DeliveriesNone);
    }
}
