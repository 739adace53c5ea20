using Microsoft.Extensions.Logging;
using WhatSnap.Core.Accounts;

namespace WhatSnap.Core.Twilio;

/// <summary>Shows an active account as one that needs a new token, when Twilio refuses the one we have.</summary>
public sealed partial class AskForToken(AccountTable accounts, AccountDirectory directory, ILogger<AskForToken> logger)
{
    /// <param name="account">The account with the token that was refused: meanwhile another may have been typed or adopted.</param>
    /// <param name="cancellationToken">Cancels the change.</param>
    public async Task RunAsync(Account account, CancellationToken cancellationToken)
    {
        var refused = account.Twilio!.AuthTokens[0].Reveal();
        var write = await accounts.UpdateAsync(
            account.Key,
            known => known.StateCode == AccountStates.Active.Code && known.Twilio?.AuthTokens[0].Reveal() == refused
                ? known with { StateCode = AccountStates.NeedsNewToken.Code }
                : null,
            cancellationToken);
        if (write is not AccountWrite.Written) return;

        directory.Forget(account);
        LogNeedsToken(account.AccountId);
    }

    [LoggerMessage(LogLevel.Error, "Account {AccountId} needs a new Auth Token: Twilio refuses the one we have")]
    private partial void LogNeedsToken(string accountId);
}
