using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Hosting;
using WhatSnap.Functions.Flows;

namespace WhatSnap.Functions.Accounts;

/// <summary>Starts the flows of accounts that wait for one, every few minutes.</summary>
public sealed class TimerResumeAccounts(ResumeAccounts resume)
{
    [Function(nameof(TimerResumeAccounts))]
    public Task RunAsync([TimerTrigger(Routes.ResumeSchedule)] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        resume.RunAsync(new DurableFlows(client), cancellationToken);
}
