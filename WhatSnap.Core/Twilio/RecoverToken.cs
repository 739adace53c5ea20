using Microsoft.Extensions.Logging;
using WhatSnap.Core.Accounts;

namespace WhatSnap.Core.Twilio;

/// <summary>Makes an account that needed a new token active again, once Twilio takes the one we have.</summary>
public sealed partial class RecoverToken(
    AccountTable accounts, AccountDirectory directory, TwilioAccounts twilio, ILogger<RecoverToken> logger)
{
    /// <returns>The account as it is now; null when somebody else changed its state.</returns>
    /// <exception cref="TwilioException">Twilio still refuses the token, or failed.</exception>
    public async Task<Account?> RunAsync(Account account, CancellationToken cancellationToken)
    {
        var current = await twilio.ReadAuthTokenAsync(account.Twilio!, cancellationToken);
        var write = await accounts.UpdateAsync(
            account.Key,
            known => known.StateCode == AccountStates.NeedsNewToken.Code && known.Twilio is { } credentials
                ? known with { StateCode = AccountStates.Active.Code, Twilio = credentials.Adopt(current) }
                : null,
            cancellationToken);
        if (write is not AccountWrite.Written written) return null;

        directory.Forget(account);
        LogRecovered(account.AccountId);
        return written.Account;
    }

    [LoggerMessage(LogLevel.Information, "Account {AccountId} is active again: Twilio takes its Auth Token")]
    private partial void LogRecovered(string accountId);
}
