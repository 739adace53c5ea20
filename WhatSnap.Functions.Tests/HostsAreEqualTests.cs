using System.Reflection;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Storage;
using WhatSnap.Functions.Messages;

namespace WhatSnap.Functions.Tests;

public sealed class HostsAreEqualTests
{
    [Fact]
    public void The_Azure_host_has_exactly_the_routes_of_the_product()
    {
        var routes = Triggers<HttpTriggerAttribute>()
            .SelectMany(trigger => trigger.Methods!.Select(method => new Route(method.ToUpperInvariant(), trigger.Route!)));

        Assert.Equal(Routes.All.OrderBy(route => route.Template), routes.OrderBy(route => route.Template));
        Assert.All(Triggers<HttpTriggerAttribute>(), trigger => Assert.Equal(AuthorizationLevel.Anonymous, trigger.AuthLevel));
    }

    [Fact]
    public void The_Azure_host_has_none_of_the_local_host_s_own_routes() => Assert.DoesNotContain(
        Triggers<HttpTriggerAttribute>(),
        trigger => trigger.Route!.StartsWith("local", StringComparison.OrdinalIgnoreCase));

    [Fact]
    public void The_Azure_host_consumes_exactly_the_queues_of_the_product()
    {
        var queues = Triggers<QueueTriggerAttribute>().Select(trigger => trigger.QueueName);

        Assert.Equal(QueueNames.Consumed.Order(), queues.Order());
        Assert.All(Triggers<QueueTriggerAttribute>(), trigger => Assert.Equal("Storage", trigger.Connection));
    }

    [Fact]
    public void The_timers_run_at_the_stated_times()
    {
        var schedules = Triggers<TimerTriggerAttribute>().Select(trigger => trigger.Schedule);

        Assert.Equal(Routes.Schedules.Order(), schedules.Order());
    }

    [Fact]
    public void The_settings_of_the_host_lie_beside_the_Azure_host()
    {
        var path = Path.Combine(Path.GetDirectoryName(typeof(QueueDeliverInbound).Assembly.Location)!, "host.json");

        using var settings = JsonDocument.Parse(File.ReadAllText(path));

        var extensions = settings.RootElement.GetProperty("extensions");
        Assert.Equal("", extensions.GetProperty("http").GetProperty("routePrefix").GetString());
        Assert.Equal(5, extensions.GetProperty("queues").GetProperty("maxDequeueCount").GetInt32());
    }

    private static List<T> Triggers<T>()
        where T : Attribute =>
        [
            .. typeof(QueueDeliverInbound).Assembly.GetTypes()
                .SelectMany(type => type.GetMethods())
                .Where(method => method.GetCustomAttribute<FunctionAttribute>() is not null)
                .SelectMany(method => method.GetParameters())
                .Select(parameter => parameter.GetCustomAttribute<T>())
                .OfType<T>(),
        ];
}
