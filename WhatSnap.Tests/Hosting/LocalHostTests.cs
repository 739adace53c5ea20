using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Storage;
using WhatSnap.Local.Hosting;
using WhatSnap.Tests.Fixture;
using Route = WhatSnap.Core.Hosting.Route;

namespace WhatSnap.Tests.Hosting;

/// <summary>The local host exposes what Core lists; WhatSnap.Functions.Tests says the same of the Azure host.</summary>
public sealed class LocalHostTests
{
    [Fact]
    public void The_local_host_has_exactly_the_routes_of_the_product_and_the_one_click_session()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddLocalHost();
        var application = builder.Build();

        application.MapWhatSnap();

        var routes = ((IEndpointRouteBuilder)application).DataSources.SelectMany(source => source.Endpoints)
            .Cast<RouteEndpoint>()
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods
                .Select(method => new Route(method, endpoint.RoutePattern.RawText!)));
        Route[] local = [new("POST", "local/session")];
        Assert.Equal(Routes.All.Concat(local).OrderBy(route => route.ToString()), routes.OrderBy(route => route.ToString()));
    }

    [Fact]
    public void The_local_host_consumes_exactly_the_queues_of_the_product()
    {
        var services = new ServiceCollection().AddLocalHost();

        // A pump for each queue, a timer for each schedule, the flows, and what warms the way of QR codes.
        Assert.Equal(
            QueueNames.Consumed.Count + Routes.Schedules.Count + 2,
            services.Count(service => service.ServiceType == typeof(IHostedService)
                && service.ImplementationType?.Namespace?.StartsWith("Microsoft", StringComparison.Ordinal) != true));
    }

    [Fact]
    public void The_local_host_has_exactly_the_schedules_of_the_product()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Storage:ConnectionString"] = "UseDevelopmentStorage=true",
            ["Secrets:Keys:0"] = TestProduct.Key,
            [$"{PublicAddressOptions.Section}:{nameof(PublicAddressOptions.PublicBaseUrl)}"] = "https://whatsnap.example.com",
        });
        builder.Services.AddLocalHost();
        using var provider = builder.Services.BuildServiceProvider();

        var timers = provider.GetServices<IHostedService>().OfType<ScheduleTimer>();

        Assert.Equal(Routes.Schedules.Order(), timers.Select(timer => timer.Schedule).Order());
    }
}
