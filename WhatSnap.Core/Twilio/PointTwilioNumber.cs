using Microsoft.Extensions.Options;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Pairing;

namespace WhatSnap.Core.Twilio;

/// <summary>Keeps the number's old route on the account, then points the number at us.</summary>
public sealed class PointTwilioNumber(
    RunConnectionStep step, AccountTable accounts, ConnectionTable connections, HookTable hooks, NumberClaims claims, TwilioNumbers numbers,
    TwilioServices services, IOptions<PublicAddressOptions> host, TimeProvider time)
{
    public Task<string> RunAsync(string account, CancellationToken cancellationToken) => step.RunAsync(
        account, ConnectionSteps.Point, async known => [await PointAsync(known, cancellationToken)], cancellationToken);

    private async Task<StepResult> PointAsync(Account account, CancellationToken cancellationToken)
    {
        var twilio = account.Twilio!;
        try
        {
            var number = await numbers.FindNumberAsync(twilio, account.Number!.Value, cancellationToken);
            if (number is null) return Result("number_not_found");
            var service = await services.FindServiceOfNumberAsync(twilio, number.Sid, cancellationToken);

            // Claimed again: after a long stop the claim of a connection that never ended may be another account's.
            if (await claims.TryClaimAsync(account.Number!.Value, account.Key, cancellationToken) != NumberClaim.Granted)
            {
                return Result("number_connected_elsewhere");
            }

            if (!await MayReplaceAsync(account, number, service, cancellationToken)) return Result("route_changed_meanwhile");

            var isPointed = await IsPointedAsync(number, service, account, cancellationToken);
            if (!isPointed) await SaveRouteAsync(number, service, account, cancellationToken);
            await hooks.SaveAsync(HookTable.KeyOf(twilio.HookUrl), account.Key, cancellationToken);
            if (isPointed) return Result("route_saved");

            if (service is { UseInboundWebhookOnNumber: false })
            {
                await services.SetUseInboundWebhookOnNumberAsync(twilio, service.Sid, true, cancellationToken);
            }

            await numbers.SetRouteAsync(twilio, TwilioNumbers.RouteToUs(number.Sid, twilio.HookUrl), cancellationToken);
            return Result("route_saved");
        }
        catch (TwilioException refused) when (!refused.IsTransient)
        {
            return new StepResult(ConnectionSteps.Point, "route_refused");
        }
    }

    /// <summary>True when the texts come here already, as for an account that only needed a token: then nothing is changed.</summary>
    private async Task<bool> IsPointedAsync(
        TwilioNumberInfo number, TwilioServiceInfo? service, Account account, CancellationToken cancellationToken)
    {
        var twilio = account.Twilio!;
        if (!TwilioRouting.Leads(number, twilio) || service is { UseInboundWebhookOnNumber: false }) return false;
        if (twilio.SavedRoute?.NumberSid != number.Sid) return false;

        // An address that nobody is known by is what a disconnection could not take back.
        return await hooks.FindAsync(HookTable.KeyOf(twilio.HookUrl), cancellationToken) is not null;
    }

    /// <summary>Before the change: a crash between leaves what to put back, never a change that nobody knows of.</summary>
    private Task<AccountWrite> SaveRouteAsync(
        TwilioNumberInfo number, TwilioServiceInfo? service, Account account, CancellationToken cancellationToken) =>
        accounts.UpdateAsync(
            account.Key,
            known => known with
            {
                Twilio = known.Twilio! with
                {
                    SavedRoute = TwilioRouting.Saved(number, service, known.Twilio.SavedRoute, host.Value) with
                    {
                        ChangedAt = time.GetUtcNow(),
                        IsOfThisAttempt = true,
                    },
                },
            },
            cancellationToken);

    /// <summary>Nothing of somebody else's is replaced that the owner was not asked about.</summary>
    private async Task<bool> MayReplaceAsync(
        Account account, TwilioNumberInfo number, TwilioServiceInfo? service, CancellationToken cancellationToken)
    {
        var overrides = TwilioRouting.Overrides(number, service, host.Value).ToList();
        if (overrides.Count == 0) return true;
        var attempt = await connections.FindAsync(account.Key, cancellationToken);
        return attempt is { Answer: ConnectTwilio.Yes, Question: { } asked }
            && overrides.All(one => asked.Any(question => (question.Code, question.Detail) == one));
    }

    private static StepResult Result(string code) => new(ConnectionSteps.Point, code);
}
