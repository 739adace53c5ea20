using System.Net;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Pairing;

namespace WhatSnap.Core.Twilio;

/// <summary>
/// Puts a number's old route back, if the number still leads to us; what somebody else changed meanwhile is left as it is.
/// What could not be put back stays on the account, so that its end tells the owner.
/// </summary>
public sealed partial class UndoTwilioRoute(
    AccountTable accounts, ConnectionTable connections, TwilioNumbers numbers, RestoreTwilioService restore,
    TimeProvider time, ILogger<UndoTwilioRoute> logger)
{
    /// <summary>By then a call that was given up is done, or never will be.</summary>
    private static readonly TimeSpan Settled = TwilioRegistration.CallLimit + TimeSpan.FromSeconds(30);

    /// <exception cref="TwilioException">Twilio did not answer; it may pass.</exception>
    public async Task<string> RunAsync(string account, CancellationToken cancellationToken)
    {
        var key = AccountKey.Parse(account);
        var known = await accounts.FindAsync(key.LocationId, key.AccountId, cancellationToken);
        if (known?.Twilio?.SavedRoute is not { } route || !MayUndo(known, route)) return RunConnectionStep.Passed;

        var result = await RestoreAsync(known, route, cancellationToken);
        await connections.UpdateAsync(key, attempt => attempt.With(ConnectionSteps.Route, [result]), cancellationToken);
        if (RouteLeft.Is(result)) LogLeft(key.AccountId, result.Code);
        else await accounts.UpdateAsync(key, now => now with { Twilio = now.Twilio!.WithRoute(_ => null) }, cancellationToken);
        return RunConnectionStep.Passed;
    }

    private async Task<StepResult> RestoreAsync(Account account, TwilioRoute route, CancellationToken cancellationToken)
    {
        var twilio = account.Twilio!;
        try
        {
            // First of all: what leads elsewhere by now is none of ours.
            if (await FindNumberAsync(twilio, route, cancellationToken) is not { } number) return Result("route_gone");
            var leads = TwilioRouting.Leads(number, twilio);

            // A change that got no answer may still be done: it is looked at again before it counts as never made.
            if (!leads && time.GetUtcNow() - route.ChangedAt < Settled) throw new RouteUnsettledException();

            // The service of this very attempt goes back in any case; the number may never have been pointed at us.
            var service = route.OverridingServiceSid is { } sid && (leads || route.IsOfThisAttempt)
                ? await restore.RunAsync(account, sid, cancellationToken)
                : ServiceRestored.PutBack;
            if (!leads) return TwilioRouting.IsAsSaved(number, route) ? Result("route_put_back") : Result("route_moved_on");

            if (!await TrySetAsync(twilio, route, cancellationToken)) return Result("route_put_back_in_part", "the application that received its texts");
            return service switch
            {
                ServiceRestored.Left => Result("route_put_back_in_part", "the messaging service that received its texts"),
                ServiceRestored.HandedOver => Result("route_service_shared"),
                _ => Result("route_put_back"),
            };
        }
        catch (TwilioException refused) when (!refused.IsTransient)
        {
            return Result(RouteLeft.Code);
        }
    }

    private async Task<TwilioNumberInfo?> FindNumberAsync(TwilioCredentials twilio, TwilioRoute route, CancellationToken cancellationToken)
    {
        try
        {
            return await numbers.ReadNumberAsync(twilio, route.NumberSid, cancellationToken);
        }
        catch (TwilioException released) when (released.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>A deleted application makes Twilio refuse the whole change: the addresses go back without it then.</summary>
    /// <returns>False when the application could not be put back.</returns>
    private async Task<bool> TrySetAsync(TwilioCredentials twilio, TwilioRoute route, CancellationToken cancellationToken)
    {
        try
        {
            await numbers.SetRouteAsync(twilio, route, cancellationToken);
            return true;
        }
        catch (TwilioException refused) when (!refused.IsTransient && route.SmsApplicationSid.Length > 0
            && refused.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden))
        {
            await numbers.SetRouteAsync(twilio, route with { SmsApplicationSid = "" }, cancellationToken);
            return false;
        }
    }

    /// <summary>A reconnection that did not change the route, as with a new token, does not change it by failing either.</summary>
    private static bool MayUndo(Account account, TwilioRoute route) => account.StateCode switch
    {
        "pending" or "disconnecting" or "removing" => true,
        "reconnecting" => route.IsOfThisAttempt,
        _ => false,
    };

    private static StepResult Result(string code, string? detail = null) => new(ConnectionSteps.Route, code, detail);

    /// <summary>It is too early to say whether the route was changed.</summary>
    private sealed class RouteUnsettledException() : Exception("A change of the route may still be under way.");

    [LoggerMessage(LogLevel.Error, "The old route of account {AccountId} could not be put back ({Code}); its owner is told")]
    private partial void LogLeft(string accountId, string code);
}
