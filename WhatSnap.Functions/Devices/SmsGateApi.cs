using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using WhatSnap.Core.Devices.SmsGate;
using WhatSnap.Core.Hosting;
using WhatSnap.Functions.Flows;

namespace WhatSnap.Functions.Devices;

/// <summary>Tells the app SMSGate from where it calls.</summary>
public sealed class ShowSmsGateAddress(SmsGateDeviceEndpoint endpoint)
{
    [Function(nameof(ShowSmsGateAddress))]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.SmsGateDevice)] HttpRequest request) => endpoint.HandleGet(request);
}

/// <summary>Registers SMSGate by a code.</summary>
public sealed class RegisterSmsGate(SmsGateDeviceEndpoint endpoint)
{
    [Function(nameof(RegisterSmsGate))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.SmsGateDevice)] HttpRequest request, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        endpoint.HandlePostAsync(request, new DurableFlows(client), cancellationToken);
}

/// <summary>Tells SMSGate that it is still registered.</summary>
public sealed class KeepSmsGate(SmsGateDeviceEndpoint endpoint)
{
    [Function(nameof(KeepSmsGate))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = Routes.SmsGateDevice)] HttpRequest request, CancellationToken cancellationToken) =>
        endpoint.HandlePatchAsync(request, cancellationToken);
}

/// <summary>Gives SMSGate what it is to send.</summary>
public sealed class GiveSmsGateMessages(SmsGateMessageEndpoint endpoint)
{
    [Function(nameof(GiveSmsGateMessages))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.SmsGateMessage)] HttpRequest request, CancellationToken cancellationToken) =>
        endpoint.HandleGetAsync(request, cancellationToken);
}

/// <summary>Takes what became of what SMSGate sent.</summary>
public sealed class TakeSmsGateStates(SmsGateMessageEndpoint endpoint)
{
    [Function(nameof(TakeSmsGateStates))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = Routes.SmsGateMessage)] HttpRequest request, CancellationToken cancellationToken) =>
        endpoint.HandlePatchAsync(request, cancellationToken);
}

/// <summary>Tells SMSGate where to tell what comes.</summary>
public sealed class ListSmsGateWebhooks(SmsGateSetupEndpoint endpoint)
{
    [Function(nameof(ListSmsGateWebhooks))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.SmsGateWebhooks)] HttpRequest request, CancellationToken cancellationToken) =>
        endpoint.HandleWebhooksAsync(request, cancellationToken);
}

/// <summary>Tells SMSGate how it is set.</summary>
public sealed class ReadSmsGateSettings(SmsGateSetupEndpoint endpoint)
{
    [Function(nameof(ReadSmsGateSettings))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.SmsGateSettings)] HttpRequest request, CancellationToken cancellationToken) =>
        endpoint.HandleSettingsAsync(request, cancellationToken);
}

/// <summary>Wakes SMSGate when something is to be sent.</summary>
public sealed class StreamSmsGateEvents(SmsGateEventsEndpoint endpoint)
{
    [Function(nameof(StreamSmsGateEvents))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.SmsGateEvents)] HttpRequest request, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, cancellationToken);
}

/// <summary>Takes what comes to the phone.</summary>
public sealed class TakeSmsGateEvent(SmsGateHookEndpoint endpoint)
{
    [Function(nameof(TakeSmsGateEvent))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.SmsGateHook)] HttpRequest request, string key, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, key, new DurableFlows(client), cancellationToken);
}
