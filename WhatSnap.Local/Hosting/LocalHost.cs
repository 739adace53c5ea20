using Azure.Storage.Queues;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Consent;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.Devices;
using WhatSnap.Core.Flows;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Health;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Privacy;
using WhatSnap.Core.Storage;
using WhatSnap.Core.Twilio;
using WhatSnap.Core.WhatsApp;
using WhatSnap.Local.Accounts;
using WhatSnap.Local.Dashboard;
using WhatSnap.Local.Devices;
using WhatSnap.Local.Flows;
using WhatSnap.Local.GoHighLevel;
using WhatSnap.Local.Health;
using WhatSnap.Local.Messages;

namespace WhatSnap.Local.Hosting;

/// <summary>The product in one process: the same routes, queues and timers as the Azure host, line by line.</summary>
public static class LocalHost
{
    public static IServiceCollection AddLocalHost(this IServiceCollection services)
    {
        services.AddSingleton(new DashboardHost(IsLocal: true));
        services.AddWhatSnap();
        services.AddPump<WorkOnLane>(QueueNames.DeliverInbound, (use, body, token) => use.RunAsync(body, token));
        services.AddPump<ReturnPoison>(QueueNames.DeliverInboundPoison, (use, body, token) => use.RunAsync(body, token));
        services.AddPump<WorkOnLane>(QueueNames.SendOutbound, (use, body, token) => use.RunAsync(body, token));
        services.AddPump<ReturnPoison>(QueueNames.SendOutboundPoison, (use, body, token) => use.RunAsync(body, token));
        services.AddPump<ReportStatus>(QueueNames.ReportStatus, (use, body, token) => use.RunAsync(body, token));
        services.AddPump<ReportStatus>(QueueNames.ReportStatusPoison, (use, body, token) => use.ReturnAsync(body, token));
        services.AddPump<CheckSignatures>(QueueNames.CheckSignatures, (use, body, token) => use.RunAsync(body, token));
        services.AddSingleton<FlowTable>();
        services.AddSingleton<LocalFlows>();
        services.AddSingleton<IFlowHost>(provider => provider.GetRequiredService<LocalFlows>());
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<LocalFlows>());
        services.AddTransient<LocalSessionEndpoint>();
        services.AddPump<ReconcileTwilio>(QueueNames.ReconcileTwilio, (use, body, token) => use.RunAsync(body, token));
        services.AddPump<ReconcileWhatsApp>(QueueNames.ReconcileWhatsApp, (use, body, token) => use.RunAsync(body, token));
        services.AddTimer<PurgeExpired>(Routes.PurgeSchedule, (use, token) => use.RunAsync(token));
        services.AddTimer<StartReconcile>(Routes.ReconcileSchedule, (use, token) => use.RunAsync(token));
        services.AddPump<WatchWhatsApp>(QueueNames.WatchWhatsApp, (use, body, token) => use.RunAsync(body, token));
        services.AddTimer<StartWatch>(Routes.WatchSchedule, (use, token) => use.RunAsync(token));
        services.AddTimer<ResumeAccounts>(Routes.ResumeSchedule, (use, flows, token) => use.RunAsync(flows, token));
        services.AddPump<RetagContacts>(QueueNames.RetagContacts, (use, body, token) => use.RunAsync(body, token));
        services.AddPump<RetagContacts>(QueueNames.RetagContactsPoison, (use, body, token) => use.ReturnAsync(body, token));
        services.AddPump<ResolveLetters>(QueueNames.ReplayLetters, (use, body, token) => use.RunAsync(body, token));
        services.AddPump<ResolveLetters>(QueueNames.ReplayLettersPoison, (use, body, token) => use.ReturnAsync(body, token));
        services.AddPump<HandleEvents>(QueueNames.GoHighLevelEvents, (use, body, token) => use.RunAsync(body, token));
        services.AddPump<HandleEvents>(QueueNames.GoHighLevelEventsPoison, (use, body, token) => use.ReturnAsync(body, token));
        services.AddTimer<ResealSecrets>(Routes.ResealSchedule, (use, token) => use.RunAsync(token));
        services.AddPump<EraseStored>(QueueNames.EraseData, (use, body, token) => use.RunAsync(body, token));
        services.AddTimer<StartCounts>(Routes.CountSchedule, (use, token) => use.RunAsync(token));
        services.AddPump<CountMessages>(QueueNames.CountMessages, (use, body, token) => use.RunAsync(body, token));
        services.AddTimer<StartHealthChecks>(Routes.HealthSchedule, (use, token) => use.RunAsync(token));
        services.AddPump<CheckHealth>(QueueNames.CheckHealth, (use, body, token) => use.RunAsync(body, token));
        services.AddPump<TellAlert>(QueueNames.TellAlerts, (use, body, token) => use.RunAsync(body, token));
        services.AddPump<TellAlert>(QueueNames.TellAlertsPoison, (use, body, token) => use.ReturnAsync(body, token));
        services.AddPump<TellConsent>(QueueNames.TellConsent, (use, body, token) => use.RunAsync(body, token));
        services.AddPump<TellConsent>(QueueNames.TellConsentPoison, (use, body, token) => use.ReturnAsync(body, token));
        services.AddPump<HearEarly>(QueueNames.HearConsent, (use, body, token) => use.RunAsync(body, token));
        services.AddPump<SettleOutbox>(QueueNames.SettleOutbox, (use, body, token) => use.RunAsync(body, token));
        return services;
    }

    public static void MapWhatSnap(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(Routes.TwilioSms, (HttpRequest request, string key, TwilioSmsEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, key, token));
        routes.MapPost(
            Routes.TwilioStatus,
            (HttpRequest request, string key, string sendingId, TwilioStatusEndpoint endpoint, CancellationToken token) =>
                endpoint.HandleAsync(request, key, sendingId, token));
        routes.MapPost(
            Routes.WhatsAppEvents,
            (HttpRequest request, string key, IFlowHost flows, WhatsAppEventsEndpoint endpoint, CancellationToken token) =>
                endpoint.HandleAsync(request, key, flows, token));
        routes.MapGet(Routes.Media, (HttpRequest request, string key, MediaEndpoint endpoint, CancellationToken token) =>
            endpoint.HandleAsync(request, key, token));
        routes.MapGoHighLevel();
        routes.MapAccounts();
        routes.MapDevices();
        routes.MapHealth();
        routes.MapDashboard();
        routes.MapRepair();
        routes.MapDeviceMessages();
        routes.MapSmsGate();
    }

    private static void AddTimer<TUseCase>(
        this IServiceCollection services, string schedule, Func<TUseCase, CancellationToken, Task> run)
        where TUseCase : notnull => services.AddTimer<TUseCase>(schedule, (use, _, token) => run(use, token));

    private static void AddTimer<TUseCase>(
        this IServiceCollection services, string schedule, Func<TUseCase, IFlowHost, CancellationToken, Task> run)
        where TUseCase : notnull =>
        services.AddSingleton<IHostedService>(provider => new ScheduleTimer(
            schedule, token => run(provider.GetRequiredService<TUseCase>(), provider.GetRequiredService<IFlowHost>(), token),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<ScheduleTimer>>()));

    private static void AddPump<TUseCase>(
        this IServiceCollection services, string queue, Func<TUseCase, string, CancellationToken, Task> run)
        where TUseCase : notnull =>
        services.AddSingleton<IHostedService>(provider => new QueuePump(
            queue, (body, token) => run(provider.GetRequiredService<TUseCase>(), body, token),
            provider.GetRequiredService<QueueServiceClient>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<QueuePump>>()));
}
