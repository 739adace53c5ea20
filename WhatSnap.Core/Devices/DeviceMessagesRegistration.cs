using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Messages;

namespace WhatSnap.Core.Devices;

/// <summary>Registers the way in and the way out through phones and Macs.</summary>
public static class DeviceMessagesRegistration
{
    public static IServiceCollection AddDeviceMessages(this IServiceCollection services)
    {
        services.AddSingleton<SeenItems>();
        services.AddSingleton<Uploads>();
        services.AddSingleton<OutboxTable>();
        services.AddSingleton<OutboxSignals>();
        services.AddSingleton<OutboxWaits>();
        services.AddSingleton<FileLinks>();
        services.AddTransient<MayForward>();
        services.AddTransient<EchoGuard>();
        services.AddTransient<TakeDeviceMessage>();
        services.AddTransient<IProvider, SendDevice>();
        services.AddTransient<SettleOutbox>();
        services.AddTransient<OfferOutbox>();
        services.AddTransient<ClaimOutbox>();
        services.AddTransient<TakeReceipt>();
        services.AddHttpClient<LoadSentFile>(client => client.Timeout = LoadSentFile.CallLimit)
            .ConfigurePrimaryHttpMessageHandler(provider => PublicAddressesOnly.MakeHandler(
                provider.GetRequiredService<IOptions<PublicAddressOptions>>().Value.PublicBaseUrl.IsLoopback))
            .RemoveAllLoggers();
        services.AddTransient<DeviceInboxEndpoint>();
        services.AddTransient<DeviceOutboxEndpoint>();
        services.AddTransient<DeviceReceiptsEndpoint>();
        services.AddTransient<DeviceAttachmentEndpoint>();
        services.AddTransient<DeviceFileEndpoint>();
        return services;
    }
}
