using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Functions.Twilio;

/// <summary>Lists the numbers of a Twilio account.</summary>
public sealed class ListTwilioNumbers(TwilioNumbersEndpoint endpoint)
{
    [Function(nameof(ListTwilioNumbers))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.TwilioNumbers)] HttpRequest request, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, cancellationToken);
}
