using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Contacts;
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
        services.AddHttpClient(nameof(GoHighLevelOAuth), client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
            .RemoveAllLoggers();
        services.AddSingleton<BudgetTable>();
        services.AddSingleton<ICallClaims>(provider => provider.GetRequiredService<BudgetTable>());
        services.AddSingleton<RateBudgets>();
        services.AddSingleton<GrantTable>();
        services.AddSingleton<GoHighLevelOAuth>();
        services.AddSingleton<RenewGrant>();
        services.AddSingleton<TokenStore>();
        services.AddSingleton<LocationTable>();
        services.AddTransient<GoHighLevelContacts>();
        services.AddTransient<GoHighLevelMessages>();
        services.AddTransient<GoHighLevelLocations>();
        services.AddTransient<GoHighLevelContactTags>();
        services.AddTransient<GoHighLevelContactSearch>();
        services.AddSingleton<WhiteLabelDomains>();
        services.AddTransient<GoHighLevelDoNotDisturb>();
        services.AddTransient<GoHighLevelUsers>();
        services.AddTransient<PrepareLocation>();
        services.AddTransient<RefreshLocation>();
        services.AddTransient<ReadLocationStatus>();
        AddInstall(services);
        AddEvents(services);
        AddOnboarding(services);
        return services;
    }

    private static void AddInstall(IServiceCollection services)
    {
        services.AddSingleton<InstallState>();
        services.AddTransient<GoHighLevelCompanies>();
        services.AddTransient<InstallLocation>();
        services.AddTransient<UninstallLocation>();
        services.AddTransient<CompleteInstall>();
        services.AddTransient<InstallEndpoint>();
        services.AddTransient<InstallCallbackEndpoint>();
    }

    /// <summary>A kind of event is handled by the class that is registered here for it, and only then.</summary>
    private static void AddEvents(IServiceCollection services)
    {
        services.AddSingleton<EventSignature>();
        services.AddSingleton<GoHighLevelDoor>();
        services.AddSingleton<OwnAddressProof>();
        services.AddSingleton<LastHeard>();
        services.AddSingleton<SeenEvents>();
        services.AddTransient<IHandleEvent, HandleInstall>();
        services.AddTransient<IHandleEvent, HandleUninstall>();
        services.AddTransient<IHandleEvent, HandleLocationUpdate>();
        services.AddTransient<IHandleEvent, HandleContactDelete>();
        foreach (var kind in HandleContactChange.Kinds)
        {
            services.AddTransient<IHandleEvent>(provider =>
                new HandleContactChange(kind, provider.GetRequiredService<KnownContacts>()));
        }

        services.AddTransient<HandleEvents>();
        services.AddTransient<GoHighLevelEventsEndpoint>();
        services.AddTransient<GoHighLevelOutboundEndpoint>();
    }

    private static void AddOnboarding(IServiceCollection services)
    {
        services.AddTransient<CheckOnboarding>();
        services.AddTransient<IOnboardingCheck, CheckAccess>();
        services.AddTransient<IOnboardingCheck, CheckScopes>();
        services.AddTransient<IOnboardingCheck, CheckSmsProvider>();
        services.AddTransient<IOnboardingCheck, CheckDuplicates>();
        services.AddTransient<IOnboardingCheck, CheckPlatformField>();
        services.AddTransient<IOnboardingCheck, CheckAccountTags>();
        services.AddHttpClient<CheckPublicAddress>(client => client.Timeout = TimeSpan.FromSeconds(5))
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
            .RemoveAllLoggers();
        services.AddTransient<IOnboardingCheck>(provider => provider.GetRequiredService<CheckPublicAddress>());
        foreach (var kind in Enum.GetValues<HeardKind>())
        {
            services.AddTransient<IOnboardingCheck>(provider => new CheckHeard(kind, provider.GetRequiredService<LastHeard>()));
        }
    }
}
