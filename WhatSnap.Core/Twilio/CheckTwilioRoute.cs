using Microsoft.Extensions.Options;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Pairing;

namespace WhatSnap.Core.Twilio;

/// <summary>
/// Looks where the number's texts go today and whether US carriers let it send. A route that is somebody else's becomes a
/// question; a missing registration becomes a warning, since receiving works without.
/// </summary>
public sealed class CheckTwilioRoute(
    RunConnectionStep step, TwilioNumbers numbers, TwilioServices services, IOptions<PublicAddressOptions> host)
{
    public Task<string> RunAsync(string account, CancellationToken cancellationToken) => step.RunAsync(
        account, ConnectionSteps.Route, known => CheckAsync(known, cancellationToken), cancellationToken);

    /// <summary>Whether an account's number may send, and whether its texts come to this account.</summary>
    /// <exception cref="TwilioException">Twilio did not answer; it may pass.</exception>
    public async Task<IReadOnlyList<StepResult>> LookAsync(Account account, CancellationToken cancellationToken)
    {
        var found = await CheckAsync(account, cancellationToken);
        var others = found.Where(one => one.Step == ConnectionSteps.Route && StepFindings.Of(one.Code).Severity == Severity.Question).ToList();
        if (others.Count > 0) return [.. found.Except(others), new StepResult(ConnectionSteps.Route, "route_elsewhere", Names(others))];
        return [.. found.Select(one => one.Code == "route_free" ? one with { Code = "route_gone_elsewhere" } : one)];
    }

    private static string Names(List<StepResult> others) =>
        string.Join(", ", others.Select(one => one.Detail ?? "a Twilio application"));

    private async Task<IReadOnlyList<StepResult>> CheckAsync(Account account, CancellationToken cancellationToken)
    {
        try
        {
            var number = await numbers.FindNumberAsync(account.Twilio!, account.Number!.Value, cancellationToken);
            if (number is null) return [new StepResult(ConnectionSteps.Route, "number_not_found")];

            var service = await services.FindServiceOfNumberAsync(account.Twilio!, number.Sid, cancellationToken);
            return [await RegistrationAsync(account, number, service, cancellationToken), .. Route(number, service)];
        }
        catch (TwilioException refused) when (!refused.IsTransient)
        {
            return [TwilioRefusal.Of(ConnectionSteps.Route, refused)];
        }
    }

    /// <summary>Everything that must be replaced, one finding each; or that nothing must.</summary>
    private List<StepResult> Route(TwilioNumberInfo number, TwilioServiceInfo? service)
    {
        var others = TwilioRouting.Overrides(number, service, host.Value)
            .Select(one => new StepResult(ConnectionSteps.Route, one.Code, one.Detail)).ToList();
        if (others.Count > 0) return others;
        return [new StepResult(ConnectionSteps.Route, TwilioRouting.IsOurs(number, host.Value) ? "route_ours" : "route_free")];
    }

    private async Task<StepResult> RegistrationAsync(
        Account account, TwilioNumberInfo number, TwilioServiceInfo? service, CancellationToken cancellationToken)
    {
        StepResult Result(string code, string? detail = null) => new(ConnectionSteps.Registration, code, detail);
        if (!number.PhoneNumber.StartsWith("+1", StringComparison.Ordinal)) return Result("registration_not_needed");
        try
        {
            if (TwilioRouting.IsTollfree(number.PhoneNumber))
            {
                var state = await services.ReadTollfreeStatusAsync(account.Twilio!, number.Sid, cancellationToken);
                return state == "TWILIO_APPROVED"
                    ? Result("registration_approved", "toll-free verification")
                    : Result("tollfree_unverified", state ?? "not asked for");
            }

            if (service is null) return Result("a2p_missing", "the number is in no messaging service");
            if (service.UsAppToPersonRegistered) return Result("registration_approved", "A2P 10DLC");
            var campaign = await services.ReadCampaignStatusAsync(account.Twilio!, service.Sid, cancellationToken);
            return campaign == "VERIFIED" ? Result("registration_approved", "A2P 10DLC") : Result("a2p_missing", campaign ?? "no campaign");
        }
        catch (TwilioException refused) when (!refused.IsTransient)
        {
            return Result("registration_unknown");
        }
    }
}
