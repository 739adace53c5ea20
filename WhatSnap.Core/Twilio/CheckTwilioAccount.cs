using WhatSnap.Core.Accounts;
using WhatSnap.Core.Pairing;

namespace WhatSnap.Core.Twilio;

/// <summary>
/// Checks that the account is active and that the token is the one that Twilio signs with. A token that is tried becomes
/// the account's own only when Twilio accepted it.
/// </summary>
public sealed class CheckTwilioAccount(
    RunConnectionStep step, TwilioAccounts twilio, AccountTable accounts, AccountDirectory directory)
{
    public Task<string> RunAsync(string account, CancellationToken cancellationToken) => step.RunAsync(
        account, ConnectionSteps.Account, async known => [await CheckAsync(known, cancellationToken)], cancellationToken);

    private async Task<StepResult> CheckAsync(Account account, CancellationToken cancellationToken)
    {
        if (account.Twilio!.TriedToken is not { } tried) return await CheckAsync(account.Twilio, cancellationToken);

        var found = await CheckAsync(account.Twilio with { AuthTokens = [tried] }, cancellationToken);
        if (StepFindings.Of(found.Code).Severity == Severity.Failed) return found;

        await accounts.UpdateAsync(
            account.Key,
            now => now.Twilio?.TriedToken?.Reveal() == tried.Reveal() ? now with { Twilio = now.Twilio.Adopt(tried) } : null,
            cancellationToken);
        directory.Forget(account);
        return found;
    }

    /// <summary>What is to be said of these credentials; used before an account exists, too.</summary>
    /// <exception cref="TwilioException">Twilio did not answer; it may pass.</exception>
    public async Task<StepResult> CheckAsync(TwilioCredentials credentials, CancellationToken cancellationToken)
    {
        TwilioAccountInfo found;
        try
        {
            found = await twilio.ReadAccountAsync(credentials, cancellationToken);
        }
        catch (TwilioException refused) when (!refused.IsTransient)
        {
            return TwilioRefusal.Of(ConnectionSteps.Account, refused);
        }

        return found switch
        {
            { Status: "closed" } => Result("account_closed"),
            { IsActive: false } => Result("account_suspended"),
            { AuthToken: null } => Result("api_key"),
            _ when found.AuthToken.Reveal() != credentials.AuthTokens[0].Reveal() => Result("secondary_token"),
            { IsTrial: true } => Result("account_trial", found.FriendlyName),
            { IsSubaccount: true } => Result("subaccount_active", found.FriendlyName),
            _ => Result("account_active", found.FriendlyName),
        };
    }

    private static StepResult Result(string code, string? detail = null) => new(ConnectionSteps.Account, code, detail);
}
