using WhatSnap.Core.Accounts;
using WhatSnap.Core.Pairing;

namespace WhatSnap.Core.Twilio;

/// <summary>Checks that the number is on the account and can text, and claims it for this account.</summary>
public sealed class CheckTwilioNumber(RunConnectionStep step, TwilioNumbers twilio, NumberClaims claims)
{
    public Task<string> RunAsync(string account, CancellationToken cancellationToken) => step.RunAsync(
        account, ConnectionSteps.Number, async known => [await CheckAsync(known, cancellationToken)], cancellationToken);

    private async Task<StepResult> CheckAsync(Account account, CancellationToken cancellationToken)
    {
        TwilioNumberInfo? found;
        try
        {
            found = await twilio.FindNumberAsync(account.Twilio!, account.Number!.Value, cancellationToken);
        }
        catch (TwilioException refused) when (!refused.IsTransient)
        {
            return TwilioRefusal.Of(ConnectionSteps.Number, refused);
        }

        if (found is null) return Result("number_not_found");
        if (!found.Sms) return Result("number_without_sms");

        // Only now: nobody can keep a number from its owner by naming it.
        return await claims.TryClaimAsync(account.Number!.Value, account.Key, cancellationToken) switch
        {
            NumberClaim.TakenHere => Result("number_connected_here"),
            NumberClaim.TakenElsewhere => Result("number_connected_elsewhere"),
            _ => Result(found.Mms ? "number_ready" : "number_without_mms"),
        };
    }

    private static StepResult Result(string code) => new(ConnectionSteps.Number, code);
}
