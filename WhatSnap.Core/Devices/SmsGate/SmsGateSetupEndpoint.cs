using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.Devices.SmsGate;

/// <summary>
/// <c>GET /sms/webhooks</c> and <c>GET /sms/settings</c>: where the app tells what comes to the phone, and how it is set. What becomes of texts
/// is told by <c>PATCH /sms/message</c> already.
/// </summary>
public sealed class SmsGateSetupEndpoint(SmsGateDoor door, IOptions<PublicAddressOptions> host)
{
    /// <summary>Each tick fetches messages and tells how the app fares.</summary>
    private const int PingSeconds = 300;

    /// <summary>Between two texts, drawn anew each time: carriers take even gaps for a robot.</summary>
    private const int ShortestGapSeconds = 2;
    private const int LongestGapSeconds = 6;

    /// <summary>The app knows a fixed list; what is not on it breaks its own.</summary>
    private static readonly IReadOnlyList<string> Events = [PhoneEvent.Sms, PhoneEvent.Mms, PhoneEvent.Ping, PhoneEvent.Started];

    public Task<IResult> HandleWebhooksAsync(HttpRequest request, CancellationToken cancellationToken) =>
        door.EnterAsync(request, (device, link, _) =>
        {
            var url = host.Value.Absolute(Routes.SmsGateHook.Replace("{key}", device.DeviceId + link.HookKey.Reveal(), StringComparison.Ordinal));
            IReadOnlyList<WebhookEntry> entries = [.. Events.Select(one => new WebhookEntry($"whatsnap-{one.Replace(':', '-')}", url, one))];
            return Task.FromResult(Results.Json(entries, SmsGateJson.Default.IReadOnlyListWebhookEntry));
        }, cancellationToken);

    public Task<IResult> HandleSettingsAsync(HttpRequest request, CancellationToken cancellationToken) =>
        door.EnterAsync(request, (_, link, _) => Task.FromResult(Results.Json(
            new PhoneSettings(
                new GatewaySettings("SSE_ONLY"), new MessageSettings("FIFO", ShortestGapSeconds, LongestGapSeconds), new PingSettings(PingSeconds),
                new WebhookSettings(link.SigningKey.Reveal(), true)),
            PhoneSettingsJson.Default.PhoneSettings)), cancellationToken);
}
