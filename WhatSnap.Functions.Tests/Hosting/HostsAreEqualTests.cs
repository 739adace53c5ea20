using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.Flows;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Storage;

namespace WhatSnap.Functions.Tests.Hosting;

/// <summary>The Azure host exposes what Core lists; WhatSnap.Tests says the same of the local host.</summary>
public sealed class HostsAreEqualTests
{
    [Fact]
    public void The_Azure_host_has_exactly_the_routes_of_the_product()
    {
        var triggers = AzureFunction.Triggers<HttpTriggerAttribute>();

        var routes = triggers.SelectMany(trigger => trigger.Methods!.Select(method => new Route(method.ToUpperInvariant(), trigger.Route!)));

        Assert.Equal(InOrder(Routes.All), InOrder(routes));
        Assert.All(triggers, trigger => Assert.Equal(AuthorizationLevel.Anonymous, trigger.AuthLevel));
    }

    [Fact]
    public void The_Azure_host_has_no_route_of_a_laptop() => Assert.All(
        AzureFunction.Triggers<HttpTriggerAttribute>(),
        trigger => Assert.False(trigger.Route!.StartsWith("local", StringComparison.OrdinalIgnoreCase), trigger.Route));

    [Fact]
    public void The_Azure_host_consumes_exactly_the_queues_of_the_product()
    {
        var triggers = AzureFunction.Triggers<QueueTriggerAttribute>();

        Assert.Equal(QueueNames.Consumed.Order(), triggers.Select(trigger => trigger.QueueName).Order());
        Assert.All(triggers, trigger => Assert.Equal("Storage", trigger.Connection));
    }

    [Fact]
    public void The_timers_run_at_the_stated_times() => Assert.Equal(
        Routes.Schedules.Append(Routes.FlowPurgeSchedule).Order(),
        AzureFunction.Triggers<TimerTriggerAttribute>().Select(trigger => trigger.Schedule).Order());

    [Fact]
    public void The_Azure_host_runs_exactly_the_flows_of_the_product() => Assert.Equal(
        FlowCatalog.Flows.Select(flow => flow.Name).Order(), AzureFunction.NamesOf<OrchestrationTriggerAttribute>().Order());

    [Fact]
    public void The_Azure_host_runs_exactly_the_activities_of_the_product() => Assert.Equal(
        FlowCatalog.Activities.Select(activity => activity.Name).Order(), AzureFunction.NamesOf<ActivityTriggerAttribute>().Order());

    [Fact]
    public void No_two_functions_have_one_name() =>
        Assert.Equal(AzureFunction.All.Count, AzureFunction.All.DistinctBy(function => function.Name.ToUpperInvariant()).Count());

    private static IEnumerable<Route> InOrder(IEnumerable<Route> routes) =>
        routes.OrderBy(route => route.Template, StringComparer.Ordinal).ThenBy(route => route.Method, StringComparer.Ordinal);
}
