using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Messages;

namespace WhatSnap.Core.Twilio;

/// <summary>Registers the Twilio slice.</summary>
public static class TwilioRegistration
{
    internal static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(15);

    public static IServiceCollection AddTwilio(this IServiceCollection services)
    {
        services.AddOptions<TwilioOptions>().BindConfiguration(TwilioOptions.Section).RefuseUnresolved(TwilioOptions.Section).ValidateOnStart()
            .PostConfigure(options => options.MediaHosts = options.MediaHosts is { Length: > 0 } hosts
                ? hosts
                : TwilioOptions.TwilioMediaHosts);
        services.AddSingleton<IValidateOptions<TwilioOptions>, ValidateTwilioOptions>();

        services.AddHttpClient<TwilioTransport>(client => client.Timeout = CallLimit)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false })
            .RemoveAllLoggers();
        services.AddHttpClient<TwilioMedia>()
            .ConfigurePrimaryHttpMessageHandler(provider => PublicAddressesOnly.MakeHandler(
                provider.GetRequiredService<IOptions<TwilioOptions>>().Value.BaseAddress.IsLoopback))
            .RemoveAllLoggers();
        services.AddTransient<TwilioAccounts>();
        services.AddTransient<TwilioNumbers>();
        services.AddTransient<TwilioServices>();
        services.AddTransient<TwilioMessages>();
        services.AddTransient<TwilioPrices>();
        services.AddTransient<IProvider, SendTwilio>();
        services.AddSingleton<ParkedRequests>();
        services.AddTransient<CheckSignatures>();
        services.AddTransient<CheckTwilioAccount>();
        services.AddTransient<CheckTwilioNumber>();
        services.AddTransient<CheckTwilioCredit>();
        services.AddTransient<CheckTwilioRoute>();
        services.AddTransient<PointTwilioNumber>();
        services.AddTransient<ConfirmTwilioRoute>();
        services.AddTransient<RestoreTwilioService>();
        services.AddTransient<UndoTwilioRoute>();
        services.AddHttpClient<TestOwnAddress>(client => client.Timeout = CallLimit)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false })
            .RemoveAllLoggers();
        services.AddTransient<AskForToken>();
        services.AddTransient<RecoverToken>();
        services.AddTransient<ReconcileTwilio>();
        services.AddTransient<TwilioDoor>();
        services.AddTransient<TwilioSmsEndpoint>();
        services.AddTransient<TwilioStatusEndpoint>();
        return services;
    }
}
