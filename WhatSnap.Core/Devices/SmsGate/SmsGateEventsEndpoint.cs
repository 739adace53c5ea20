using System.Text;
using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using WhatSnap.Core.Accounts;

namespace WhatSnap.Core.Devices.SmsGate;

/// <summary>
/// <c>GET /sms/events</c>: a stream of events that ends with the first text to send, or after three minutes, before Azure's front end cuts it. The
/// app connects again within five seconds and fetches messages each time, so that this is a long poll. A newer stream of a phone ends an older one.
/// </summary>
public sealed class SmsGateEventsEndpoint(SmsGateDoor door, OfferOutbox offer, OutboxSignals signals, OutboxWaits waits, TimeProvider time)
{
    internal static readonly TimeSpan Longest = TimeSpan.FromSeconds(180);
    internal static readonly TimeSpan Beat = TimeSpan.FromSeconds(15);

    public Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken) =>
        door.EnterAsync(request, (device, link, account) => Task.FromResult<IResult>(new Stream(this, device, link, account)), cancellationToken);

    private Task<bool> RunAsync(HttpResponse response, Device device, SmsGateLink link, Account account, CancellationToken cancellationToken) =>
        waits.RunAsync(device, token => WriteAsync(response, device, link, account, token), false, cancellationToken);

    private async Task<bool> WriteAsync(HttpResponse response, Device device, SmsGateLink link, Account account, CancellationToken cancellationToken)
    {
        await SayAsync(response, ": WhatSnap\n\n", cancellationToken);

        // The app may have asked before its registration was done, and asks again by itself after a day.
        if (device.ReportedAt is null) await SayAsync(response, EventOf("WebhooksUpdated"), cancellationToken);
        if (device.ReportedAt is null || link.WrongKeyAt is not null) await SayAsync(response, EventOf("SettingsUpdated"), cancellationToken);

        var now = time.GetUtcNow();
        var (until, beatAt) = (now + Longest, now + Beat);
        while (now < until)
        {
            // Before the look: what comes during it is not missed.
            var next = signals.NextAsync(account.Key);
            if (SmsGateDoor.Serves(device, account) && await offer.HasAsync(account, cancellationToken))
            {
                await SayAsync(response, EventOf("MessageEnqueued"), cancellationToken);
                return true;
            }

            if (now >= beatAt)
            {
                await SayAsync(response, ":\n\n", cancellationToken);
                beatAt = now + Beat;
            }

            using var look = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(next, Task.Delay(OfferOutbox.SlowLook, time, look.Token));
            await look.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            now = time.GetUtcNow();
        }

        return true;
    }

    private static string EventOf(string type) => $"event: {type}\ndata: {{}}\n\n";

    private static async Task SayAsync(HttpResponse response, string text, CancellationToken cancellationToken)
    {
        await response.Body.WriteAsync(Encoding.ASCII.GetBytes(text), cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }

    private sealed class Stream(SmsGateEventsEndpoint endpoint, Device device, SmsGateLink link, Account account) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.ContentType = "text/event-stream";
            httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            try
            {
                await endpoint.RunAsync(response, device, link, account, httpContext.RequestAborted);
            }
            catch (Exception ended) when (ended is OperationCanceledException or RequestFailedException or AggregateException or IOException)
            {
                // The app connects again.
            }
        }
    }
}
