using Microsoft.Extensions.Logging;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Twilio;

/// <summary>Asks, every night, for each Twilio account to be compared with Twilio's own list of its texts.</summary>
public sealed partial class StartReconcile(AccountTable accounts, IWorkQueue queue, ILogger<StartReconcile> logger)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var count = 0;
        await foreach (var account in accounts.ListAllAsync(cancellationToken))
        {
            if (!ReconcileTwilio.Concerns(account)) continue;
            await queue.SendAsync(QueueNames.ReconcileTwilio, account.Key.ToString(), TimeSpan.Zero, cancellationToken);
            count++;
        }

        LogStarted(count);
    }

    [LoggerMessage(LogLevel.Information, "{Accounts} Twilio accounts will be compared with Twilio's lists")]
    private partial void LogStarted(int accounts);
}
