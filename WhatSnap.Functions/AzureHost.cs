using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Functions;

/// <summary>The worker of the Azure host: the product, ASP.NET Core for its HTTP triggers, and telemetry where it is wanted.</summary>
public static class AzureHost
{
    public static FunctionsApplicationBuilder Create(string[] args)
    {
        var builder = FunctionsApplication.CreateBuilder(args);
        builder.ConfigureFunctionsWebApplication();
        builder.Services.AddWhatSnap();

        // ASP.NET Core's lines on each request have its whole address, and with it the keys of hooks and media.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        AddTelemetry(builder.Services, builder.Configuration);
        return builder;
    }

    /// <summary>
    /// Sends log lines and one span for each function that ran. Nothing else is a source of spans here: those of HTTP and
    /// storage clients have addresses with numbers, keys and row filters in them.
    /// </summary>
    private static void AddTelemetry(IServiceCollection services, ConfigurationManager settings)
    {
        var isAzureMonitor = settings["APPLICATIONINSIGHTS_CONNECTION_STRING"] is { Length: > 0 };
        var isOpenTelemetry = settings["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 };
        if (!isAzureMonitor && !isOpenTelemetry) return;

        var telemetry = services.AddOpenTelemetry().UseFunctionsWorkerDefaults();
        if (isOpenTelemetry) telemetry.UseOtlpExporter();
        if (!isAzureMonitor) return;

        // As the Functions host does: by identity where this says so, else by the key in the connection string.
        var identity = settings["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"] is { Length: > 0 } ? new DefaultAzureCredential() : null;
        telemetry.WithTracing(tracing => tracing.AddAzureMonitorTraceExporter(credential: identity));
        telemetry.WithLogging(logging => logging.AddAzureMonitorLogExporter(credential: identity));
    }
}
