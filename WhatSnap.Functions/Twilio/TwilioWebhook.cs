using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Twilio;

namespace WhatSnap.Functions.Twilio;

/// <summary>Receives texts from Twilio.</summary>
public sealed class TwilioWebhook(TwilioSmsEndpoint endpoint)
{
    [Function(nameof(TwilioWebhook))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.TwilioSms)] HttpRequest request, string key, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, key, cancellationToken);
}

/// <summary>Receives what became of a message that was sent.</summary>
public sealed class TwilioStatusCallback(TwilioStatusEndpoint endpoint)
{
    [Function(nameof(TwilioStatusCallback))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.TwilioStatus)] HttpRequest request, string key, string sendingId, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, key, sendingId, cancellationToken);
}
