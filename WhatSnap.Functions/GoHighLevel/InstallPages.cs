using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Functions.GoHighLevel;

/// <summary>Sends a person to GoHighLevel to install WhatSnap.</summary>
public sealed class StartInstall(InstallEndpoint endpoint)
{
    [Function(nameof(StartInstall))]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Install)] HttpRequest request) =>
        endpoint.Handle(request);
}

/// <summary>Takes the code that an install brings.</summary>
public sealed class InstallCallback(InstallCallbackEndpoint endpoint)
{
    [Function(nameof(InstallCallback))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.InstallCallback)] HttpRequest request, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, cancellationToken);
}
