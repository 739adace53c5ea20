using WhatSnap.Core.Devices.SmsGate;
using WhatSnap.Core.Flows;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Local.Devices;

/// <summary>What the Android app SMSGate calls, as on Azure.</summary>
internal static class SmsGateRoutes
{
    public static void MapSmsGate(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Routes.SmsGateDevice, (HttpRequest request, SmsGateDeviceEndpoint endpoint) => endpoint.HandleGet(request));
        routes.MapPost(Routes.SmsGateDevice, (HttpRequest request, IFlowHost flows, SmsGateDeviceEndpoint endpoint, CancellationToken token) =>
            endpoint.HandlePostAsync(request, flows, token));
        routes.MapPatch(Routes.SmsGateDevice, (HttpRequest request, SmsGateDeviceEndpoint endpoint, CancellationToken token) =>
            endpoint.HandlePatchAsync(request, token));
        routes.MapGet(Routes.SmsGateMessage, (HttpRequest request, SmsGateMessageEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleGetAsync(request, token));
        routes.MapPatch(Routes.SmsGateMessage, (HttpRequest request, SmsGateMessageEndpoint endpoint, CancellationToken token) =>
            endpoint.HandlePatchAsync(request, token));
        routes.MapGet(Routes.SmsGateWebhooks, (HttpRequest request, SmsGateSetupEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleWebhooksAsync(request, token));
        routes.MapGet(Routes.SmsGateSettings, (HttpRequest request, SmsGateSetupEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleSettingsAsync(request, token));
        routes.MapGet(Routes.SmsGateEvents, (HttpRequest request, SmsGateEventsEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, token));
        routes.MapPost(Routes.SmsGateHook, (HttpRequest request, string key, IFlowHost flows, SmsGateHookEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, key, flows, token));
    }
}
