using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.WhatsApp;
using WhatSnap.Functions.Flows;

namespace WhatSnap.Functions.WhatsApp;

/// <summary>Receives events of the WhatsApp gateway.</summary>
public sealed class WhatsAppWebhook(WhatsAppEventsEndpoint endpoint)
{
    [Function(nameof(WhatsAppWebhook))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.WhatsAppEvents)] HttpRequest request, string key, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, key, new DurableFlows(client), cancellationToken);
}
