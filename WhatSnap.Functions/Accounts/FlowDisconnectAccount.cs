using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using WhatSnap.Core.Accounts;
using WhatSnap.Functions.Flows;

namespace WhatSnap.Functions.Accounts;

/// <summary>The flow that disconnects an account.</summary>
public static class FlowDisconnectAccount
{
    [Function(DisconnectAccount.Name)]
    public static Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context) =>
        DurableFlow.RunAsync(context, DisconnectAccount.RunAsync);
}

/// <summary>The accounts' own activity.</summary>
public sealed class AccountActivities(CloseAccount close)
{
    [Function(nameof(CloseAccount))]
    public Task<string> CloseAsync([ActivityTrigger] string input, CancellationToken cancellationToken) =>
        close.RunAsync(input, cancellationToken);
}
