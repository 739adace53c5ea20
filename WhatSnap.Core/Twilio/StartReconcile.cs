using Microsoft.Extensions.Logging;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Twilio;

/// <summary>Asks, every night, for each Twilio account to be compared with Twilio's own list of its texts.</summary>
public sealed partial class StartReconcile(AccountTable accounts, IWorkQueue queue, ILogger<StartReconcile> logger)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        int count = 0, unreadable = 0;
        await foreach (var account in accounts.ListAllAsync(Skip, cancellationToken))
        {
            if (!ReconcileTwilio.Concerns(account)) continue;
            await queue.SendAsync(QueueNames.ReconcileTwilio, account.Key.ToString(), TimeSpan.Zero, cancellationToken);
            count++;
        }

        LogStarted(count, unreadable);

        // One row that can't be opened does not keep the others from being compared.
        void Skip(AccountKey key, Exception broken)
        {
            unreadable++;
            LogUnreadable(key.LocationId, key.AccountId, broken.GetType().Name);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Accounts} Twilio accounts will be compared with Twilio's lists; {Unreadable} rows could not be read")]
    private partial void LogStarted(int accounts, int unreadable);

    [LoggerMessage(LogLevel.Error, "The row of account {AccountId} of location {LocationId} can't be read ({Error}): it is not compared")]
    private partial void LogUnreadable(string locationId, string accountId, string error);
}
