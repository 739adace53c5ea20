using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.Health;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Functions.Health;

/// <summary>Shows how a location and its accounts fare.</summary>
public sealed class ReadHealthPage(HealthEndpoint endpoint)
{
    [Function(nameof(ReadHealthPage))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Health)] HttpRequest request, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, cancellationToken);
}

/// <summary>Checks an account now.</summary>
public sealed class TroubleshootAccount(TroubleshootEndpoint endpoint)
{
    [Function(nameof(TroubleshootAccount))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.Troubleshoot)] HttpRequest request, string accountId, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, accountId, cancellationToken);
}

/// <summary>Lists a location's alerts.</summary>
public sealed class ListAlerts(ListAlertsEndpoint endpoint)
{
    [Function(nameof(ListAlerts))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Alerts)] HttpRequest request, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, cancellationToken);
}

/// <summary>Shows who is told of alerts.</summary>
public sealed class ReadAlertSettings(ReadAlertSettingsEndpoint endpoint)
{
    [Function(nameof(ReadAlertSettings))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.AlertSettings)] HttpRequest request, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, cancellationToken);
}

/// <summary>Changes who is told of alerts.</summary>
public sealed class ChangeAlertSettings(ChangeAlertSettingsEndpoint endpoint)
{
    [Function(nameof(ChangeAlertSettings))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = Routes.AlertSettings)] HttpRequest request, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, cancellationToken);
}

/// <summary>Tells all who are chosen that this is a test.</summary>
public sealed class TestAlerts(TestAlertsEndpoint endpoint)
{
    [Function(nameof(TestAlerts))]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.AlertTest)] HttpRequest request, CancellationToken cancellationToken) =>
        endpoint.HandleAsync(request, cancellationToken);
}
