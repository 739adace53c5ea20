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
