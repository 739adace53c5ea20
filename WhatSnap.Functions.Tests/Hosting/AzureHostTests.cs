using System.Diagnostics;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry.Trace;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Functions.Tests.Hosting;

/// <summary>The container of the Azure host, built by the code that the host itself starts with.</summary>
public sealed class AzureHostTests
{
    private const string Insights = "InstrumentationKey=00000000-0000-0000-0000-000000000001;IngestionEndpoint=http://127.0.0.1:9/";

    public static TheoryData<string> Functions => [.. AzureFunction.All.Select(function => function.Name)];

    [Theory]
    [MemberData(nameof(Functions))]
    public void Each_function_gets_what_it_needs(string name)
    {
        using var host = Build();
        using var scope = host.Services.CreateScope();
        var type = AzureFunction.All.Single(function => function.Name == name).Method.DeclaringType!;
        if (type is { IsAbstract: true, IsSealed: true }) return;

        Assert.NotNull(ActivatorUtilities.CreateInstance(scope.ServiceProvider, type));
    }

    [Fact]
    public void Without_a_place_for_telemetry_there_is_none()
    {
        using var host = Build();

        Assert.Null(host.Services.GetService<TracerProvider>());
        Assert.DoesNotContain("WorkerOpenTelemetryEnabled", host.Services.GetRequiredService<IOptions<WorkerOptions>>().Value.Capabilities.Keys);
    }

    [Theory]
    [InlineData("APPLICATIONINSIGHTS_CONNECTION_STRING", Insights)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9/")]
    public void With_a_place_for_telemetry_the_worker_sends_its_own(string setting, string value)
    {
        using var host = Build($"--{setting}={value}");

        Assert.NotNull(host.Services.GetService<TracerProvider>());
        Assert.Contains("WorkerOpenTelemetryEnabled", host.Services.GetRequiredService<IOptions<WorkerOptions>>().Value.Capabilities.Keys);
    }

    [Theory]
    [InlineData("System.Net.Http")]
    [InlineData("Azure.Data.Tables.TableClient")]
    [InlineData("Azure.Storage.Queues.QueueClient")]
    [InlineData("Azure.Core.Http")]
    public void Addresses_that_clients_call_are_in_no_trace(string name)
    {
        using var host = Build($"--APPLICATIONINSIGHTS_CONNECTION_STRING={Insights}");
        Assert.NotNull(host.Services.GetService<TracerProvider>());
        using var source = new ActivitySource(name);

        Assert.Null(source.StartActivity("call", ActivityKind.Client));
    }

    [Fact]
    public void Addresses_of_requests_are_in_no_log_line()
    {
        using var host = Build($"--APPLICATIONINSIGHTS_CONNECTION_STRING={Insights}");

        var logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Microsoft.AspNetCore.Hosting.Diagnostics");

        Assert.False(logger.IsEnabled(LogLevel.Information));
    }

    private static IHost Build(params string[] settings) => AzureHost.Create(
    [
        "--Storage:ConnectionString=UseDevelopmentStorage=true", "--Host:PublicBaseUrl=https://hooks.example.com",
        $"--Secrets:Keys:0={TestProduct.Key}", .. settings,
    ]).Build();
}
