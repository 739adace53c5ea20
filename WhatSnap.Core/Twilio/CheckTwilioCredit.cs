using System.Globalization;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Pairing;

namespace WhatSnap.Core.Twilio;

/// <summary>Looks at the account's credit and warns: whether it suffices is for Twilio to say.</summary>
public sealed class CheckTwilioCredit(RunConnectionStep step, TwilioAccounts twilio)
{
    public Task<string> RunAsync(string account, CancellationToken cancellationToken) => step.RunAsync(
        account, ConnectionSteps.Credit, async known => [await LookAsync(known, cancellationToken)], cancellationToken);

    /// <summary>What Twilio says of an account's credit.</summary>
    /// <exception cref="TwilioException">Twilio did not answer, or refused.</exception>
    public async Task<StepResult> LookAsync(Account account, CancellationToken cancellationToken)
    {
        var balance = await twilio.ReadBalanceAsync(account.Twilio!, cancellationToken);
        return balance is null
            ? new StepResult(ConnectionSteps.Credit, "credit_unknown")
            : new StepResult(
                ConnectionSteps.Credit, balance.Amount > 0 ? "credit_available" : "credit_low",
                string.Create(CultureInfo.InvariantCulture, $"{balance.Amount:0.00} {balance.Currency}"));
    }
}
