using Microsoft.Extensions.Logging;
using WhatSnap.Core.Storage;
using WhatSnap.Core.Twilio;
using WhatSnap.Core.WhatsApp;

namespace WhatSnap.Core.Accounts;

/// <summary>Asks, every night, for each account to be compared with its provider's own list of what it received.</summary>
public sealed partial class StartReconcile(AccountTable accounts, IWorkQueue queue, ILogger<StartReconcile> logger)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        int count = 0, unreadable = 0;
        await foreach (var account in accounts.ListAllAsync(Skip, cancellationToken))
        {
            if (QueueOf(account) is not { } name) continue;
            await queue.SendAsync(name, account.Key.ToString(), TimeSpan.Zero, cancellationToken);
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

    private static string? QueueOf(Account account) => ReconcileTwilio.Concerns(account) ? QueueNames.ReconcileTwilio
        : ReconcileWhatsApp.Concerns(account) ? QueueNames.ReconcileWhatsApp
        : null;

    [LoggerMessage(LogLevel.Information, "{Accounts} accounts will be compared with their providers' lists; {Unreadable} rows could not be read")]
    private partial void LogStarted(int accounts, int unreadable);

    [LoggerMessage(LogLevel.Error, "The row of account {AccountId} of location {LocationId} can't be read ({Error}): it is not compared")]
    private partial void LogUnreadable(string locationId, string accountId, string error);
}
