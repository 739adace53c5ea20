using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Devices;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Twilio;
using WhatSnap.Core.WhatsApp;

namespace WhatSnap.Core.Health;

/// <summary>Registers the health slice.</summary>
public static class HealthRegistration
{
    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.AddOptions<MailOptions>().BindConfiguration(MailOptions.Section).RefuseUnresolved(MailOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<MailOptions>, ValidateMailOptions>();
        services.AddHttpClient<CallAlertWebhook>(client => client.Timeout = CallAlertWebhook.CallLimit)
            .ConfigurePrimaryHttpMessageHandler(provider => PublicAddressesOnly.MakeHandler(
                provider.GetRequiredService<IOptions<PublicAddressOptions>>().Value.PublicBaseUrl.IsLoopback))
            .RemoveAllLoggers();
        services.AddOptions<HelpOptions>().BindConfiguration(HelpOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<HelpOptions>, ValidateHelpOptions>();
        services.AddTransient<ITroubleshoot, TroubleshootTwilio>();
        services.AddTransient<ITroubleshoot, TroubleshootWhatsApp>();
        services.AddTransient<ITroubleshoot, TroubleshootDevice>();
        services.AddTransient<TroubleshootEndpoint>();
        services.AddSingleton<AlertTable>();
        services.AddSingleton<AlertSettingsTable>();
        services.AddTransient<ReadBacklog>();
        services.AddTransient<ReadHealth>();
        services.AddTransient<StartHealthChecks>();
        services.AddTransient<CheckHealth>();
        services.AddTransient<SendAlertMail>();
        services.AddTransient<TellAlert>();
        services.AddTransient<HealthEndpoint>();
        services.AddTransient<ListAlertsEndpoint>();
        services.AddTransient<ReadAlertSettingsEndpoint>();
        services.AddTransient<ChangeAlertSettingsEndpoint>();
        services.AddTransient<TestAlertsEndpoint>();
        return services;
    }
}
