using WhatSnap.Core.Accounts;
using WhatSnap.Core.Pairing;

namespace WhatSnap.Core.Twilio;

/// <summary>Checks that the number is on the account and can text, and claims it for this account.</summary>
public sealed class CheckTwilioNumber(RunConnectionStep step, TwilioNumbers twilio, NumberClaims claims)
{
    public Task<string> RunAsync(string account, CancellationToken cancellationToken) => step.RunAsync(
        account, ConnectionSteps.Number, async known => [await CheckAsync(known, cancellationToken)], cancellationToken);

    /// <summary>What Twilio says of an account's number.</summary>
    /// <exception cref="TwilioException">Twilio did not answer; it may pass.</exception>
    public async Task<StepResult> LookAsync(Account account, CancellationToken cancellationToken)
    {
        try
        {
            var found = await twilio.FindNumberAsync(account.Twilio!, account.Number!.Value, cancellationToken);
            return Result(found switch
            {
                null => "number_not_found",
                { Sms: false } => "number_without_sms",
                { Mms: false } => "number_without_mms",
                _ => "number_ready",
            });
        }
        catch (TwilioException refused) when (!refused.IsTransient)
        {
            return TwilioRefusal.Of(ConnectionSteps.Number, refused);
        }
    }

    private async Task<StepResult> CheckAsync(Account account, CancellationToken cancellationToken)
    {
        var found = await LookAsync(account, cancellationToken);
        if (StepFindings.Of(found.Code).Severity == Severity.Failed) return found;

        // Only now: nobody can keep a number from its owner by naming it.
        return await claims.TryClaimAsync(account.Number!.Value, account.Key, cancellationToken) switch
        {
            NumberClaim.TakenHere => Result("number_connected_here"),
            NumberClaim.TakenElsewhere => Result("number_connected_elsewhere"),
            _ => found,
        };
    }

    private static StepResult Result(string code) => new(ConnectionSteps.Number, code);
}
