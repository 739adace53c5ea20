using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Messages;

namespace WhatSnap.Core.WhatsApp;

/// <summary>Registers the WhatsApp slice.</summary>
public static class WhatsAppRegistration
{
    /// <summary>Deleting a session waits for WhatsApp and for what the gateway still sends.</summary>
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(20);

    public static IServiceCollection AddWhatsApp(this IServiceCollection services)
    {
        services.AddOptions<WhatsAppOptions>().BindConfiguration(WhatsAppOptions.Section).RefuseUnresolved(WhatsAppOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<WhatsAppOptions>, ValidateWhatsAppOptions>();

        services.AddHttpClient<WahaClient>(client => client.Timeout = CallLimit)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false })
            .AddHttpMessageHandler(() => new FollowOwner())
            .RemoveAllLoggers();
        services.AddHttpClient<WhatsAppMedia>()
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false })
            .AddHttpMessageHandler(() => new FollowOwner())
            .RemoveAllLoggers();
        services.AddHttpClient<ReadAttachment>(client => client.Timeout = ReadAttachment.CallLimit)
            .ConfigurePrimaryHttpMessageHandler(provider => PublicAddressesOnly.MakeHandler(
                provider.GetRequiredService<IOptions<WhatsAppOptions>>().Value.GatewayUrl is { IsLoopback: true }))
            .RemoveAllLoggers();
        services.AddSingleton<QrCodeTable>();
        services.AddTransient<OpenWhatsAppSession>();
        services.AddTransient<StartWhatsAppSession>();
        services.AddTransient<LookAtWhatsApp>();
        services.AddTransient<ClaimWhatsAppNumber>();
        services.AddTransient<EndWhatsAppSession>();
        services.AddTransient<NoteWhatsAppState>();
        services.AddTransient<RenewSessionKey>();
        services.AddTransient<RepairWhatsApp>();
        services.AddTransient<CheckHearing>();
        services.AddTransient<StartWatch>();
        services.AddTransient<WatchWhatsApp>();
        services.AddTransient<TakeSessionStatus>();
        services.AddTransient<TakeWhatsAppMessage>();
        services.AddTransient<UncoverNumber>();
        services.AddTransient<SubscribeWhatsApp>();
        services.AddTransient<WahaMessages>();
        services.AddTransient<WahaHistory>();
        services.AddTransient<ReconcileWhatsApp>();
        services.AddTransient<FindWhatsAppChat>();
        services.AddTransient<SimulateTyping>();
        services.AddTransient<IProvider, SendWhatsApp>();
        services.AddTransient<TakeWhatsAppAck>();
        services.AddTransient<WhatsAppEventsEndpoint>();
        return services;
    }
}
