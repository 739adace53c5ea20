using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>Registers the GoHighLevel slice.</summary>
public static class GoHighLevelRegistration
{
    public static IServiceCollection AddGoHighLevel(this IServiceCollection services)
    {
        services.AddOptions<GoHighLevelOptions>().BindConfiguration(GoHighLevelOptions.Section).RefuseUnresolved(GoHighLevelOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<GoHighLevelOptions>, ValidateGoHighLevelOptions>();

        // The client's own loggers print whole URLs, which hold numbers.
        services.AddHttpClient<GoHighLevelTransport>(client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
            .RemoveAllLoggers();
        services.AddSingleton<RateBudgets>();
        services.AddSingleton<TokenStore>();
        services.AddSingleton<LocationTable>();
        services.AddTransient<GoHighLevelContacts>();
        services.AddTransient<GoHighLevelMessages>();
        services.AddTransient<GoHighLevelLocations>();
        services.AddTransient<GoHighLevelContactTags>();
        services.AddTransient<GoHighLevelUsers>();
        services.AddTransient<PrepareLocation>();
        return services;
    }
}
