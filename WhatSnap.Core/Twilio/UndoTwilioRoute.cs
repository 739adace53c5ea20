using System.Net;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Pairing;

namespace WhatSnap.Core.Twilio;

/// <summary>
/// Puts a number's old route back, if the number still leads to us; what somebody else changed meanwhile is left as it is.
/// </summary>
public sealed partial class UndoTwilioRoute(
    AccountTable accounts, ConnectionTable connections, TwilioNumbers numbers, TwilioServices services,
    TimeProvider time, ILogger<UndoTwilioRoute> logger)
{
    /// <summary>By then a call that was given up is done, or never will be.</summary>
    private static readonly TimeSpan Settled = TwilioRegistration.CallLimit + TimeSpan.FromSeconds(30);

    /// <exception cref="TwilioException">Twilio did not answer; it may pass.</exception>
    public async Task<string> RunAsync(string account, CancellationToken cancellationToken)
    {
        var key = AccountKey.Parse(account);
        var known = await accounts.FindAsync(key.LocationId, key.AccountId, cancellationToken);
        if (known?.Twilio is not { SavedRoute: { } route } twilio || !MayUndo(known)) return RunConnectionStep.Passed;

        var result = await RestoreAsync(twilio, route, cancellationToken);
        await connections.UpdateAsync(
            key, attempt => attempt.With(ConnectionSteps.Route, [new StepResult(ConnectionSteps.Route, result)]), cancellationToken);
        if (result == "route_left") LogLeft(key.AccountId);
        else await accounts.UpdateAsync(key, now => now with { Twilio = now.Twilio! with { SavedRoute = null } }, cancellationToken);
        return RunConnectionStep.Passed;
    }

    private async Task<string> RestoreAsync(TwilioCredentials twilio, TwilioRoute route, CancellationToken cancellationToken)
    {
        try
        {
            if (route.OverridingServiceSid is { } service) await RestoreServiceAsync(twilio, service, cancellationToken);

            var number = await numbers.ReadNumberAsync(twilio, route.NumberSid, cancellationToken);
            if (!TwilioRouting.Leads(number, twilio))
            {
                // A change that got no answer may still be done: it is looked at again before it counts as never made.
                if (time.GetUtcNow() - route.ChangedAt < Settled) throw new RouteUnsettledException();
                return "route_moved_on";
            }

            await numbers.SetRouteAsync(twilio, route, cancellationToken);
            return "route_put_back";
        }
        catch (TwilioException refused) when (!refused.IsTransient)
        {
            return "route_left";
        }
    }

    /// <summary>A service that was deleted meanwhile has nothing to be put back.</summary>
    private async Task RestoreServiceAsync(TwilioCredentials twilio, string service, CancellationToken cancellationToken)
    {
        try
        {
            await services.SetUseInboundWebhookOnNumberAsync(twilio, service, false, cancellationToken);
        }
        catch (TwilioException gone) when (gone.StatusCode == HttpStatusCode.NotFound)
        {
            // The number's own route is what counts now.
        }
    }

    /// <summary>A reconnection with a new token does not change the route, so that its failure does not either.</summary>
    private static bool MayUndo(Account account) => account.StateCode switch
    {
        "pending" or "disconnecting" or "removing" => true,
        "reconnecting" => account.StateBefore == AccountStates.Disconnected.Code,
        _ => false,
    };

    /// <summary>It is too early to say whether the route was changed.</summary>
    private sealed class RouteUnsettledException() : Exception("A change of the route may still be under way.");

    [LoggerMessage(LogLevel.Error, "The old route of account {AccountId} could not be put back: Twilio refuses our access")]
    private partial void LogLeft(string accountId);
}
