using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.Flows;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Twilio;
using WhatSnap.Local.Dashboard;
using WhatSnap.Local.Hosting;

namespace WhatSnap.Tests.Fixture;

/// <summary>The routes of a test product behind a real server on loopback, with a client that follows nothing.</summary>
internal sealed class Door : IAsyncDisposable
{
    /// <summary>Every endpoint of Core: classes whose names end so.</summary>
    private static readonly List<Type> Endpoints =
    [
        .. typeof(TwilioSmsEndpoint).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsPublic: true } && type.Name.EndsWith("Endpoint", StringComparison.Ordinal)),
    ];

    private readonly WebApplication _application;

    private Door(WebApplication application, Uri address)
    {
        _application = application;
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false })
        {
            BaseAddress = address,
        };
    }

    public HttpClient Http { get; }

    public Uri Address => Http.BaseAddress!;

    public static async Task<Door> OpenAsync(TestProduct product, ILoggerProvider? logs = null, IFlowHost? flows = null, int port = 0)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(_ => flows ?? product.Get<VirtualFlows>());
        foreach (var endpoint in Endpoints) builder.Services.AddTransient(endpoint, _ => product.Services.GetRequiredService(endpoint));
        builder.Services.AddTransient(_ => new LocalSessionEndpoint(product.Get<SessionAnswers>(), product.Get<LocationTable>()));
        builder.Logging.SetMinimumLevel(LogLevel.Trace);
        if (logs is not null) builder.Logging.AddProvider(logs);

        var application = builder.Build();
        application.Use(next => context =>
            context.Request.Path.StartsWithSegments("/hooks", StringComparison.Ordinal) ? product.Queue.AnswerAsync(() => next(context)) : next(context));
        application.MapWhatSnap();
        await application.StartAsync();
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        return new Door(application, new Uri(addresses!.Addresses.Single()));
    }

    /// <summary>Posts a webhook as Twilio would.</summary>
    public Task<HttpResponseMessage> PostAsync(TwilioPost post) => Http.SendAsync(post.ToRequest());

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _application.StopAsync();
        await _application.DisposeAsync();
    }
}
