using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using WhatSnap.Core.WhatsApp;
using WhatSnap.Functions.Flows;

namespace WhatSnap.Functions.WhatsApp;

/// <summary>The flow that connects a WhatsApp account.</summary>
public static class FlowConnectWhatsApp
{
    [Function(ConnectWhatsApp.Name)]
    public static Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context) =>
        DurableFlow.RunAsync(context, ConnectWhatsApp.RunAsync);
}

/// <summary>The activities of linking a phone.</summary>
public sealed class WhatsAppActivities(
    OpenWhatsAppSession open, StartWhatsAppSession start, LookAtWhatsApp look, ClaimWhatsAppNumber claim, EndWhatsAppSession end)
{
    [Function(nameof(OpenWhatsAppSession))]
    public Task<string> OpenAsync([ActivityTrigger] string input, CancellationToken cancellationToken) =>
        open.RunAsync(input, cancellationToken);

    [Function(nameof(StartWhatsAppSession))]
    public Task<string> StartAsync([ActivityTrigger] string input, CancellationToken cancellationToken) =>
        start.RunAsync(input, cancellationToken);

    [Function(nameof(LookAtWhatsApp))]
    public Task<string> LookAsync([ActivityTrigger] string input, CancellationToken cancellationToken) =>
        look.RunAsync(input, cancellationToken);

    [Function(nameof(ClaimWhatsAppNumber))]
    public Task<string> ClaimAsync([ActivityTrigger] string input, CancellationToken cancellationToken) =>
        claim.RunAsync(input, cancellationToken);

    [Function(nameof(EndWhatsAppSession))]
    public Task<string> EndAsync([ActivityTrigger] string input, CancellationToken cancellationToken) =>
        end.RunAsync(input, cancellationToken);
}
