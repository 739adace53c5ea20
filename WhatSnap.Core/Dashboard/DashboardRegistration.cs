using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.Dashboard;

/// <summary>Registers the dashboard slice.</summary>
public static class DashboardRegistration
{
    public static IServiceCollection AddDashboard(this IServiceCollection services)
    {
        services.AddOptions<DashboardOptions>().BindConfiguration(DashboardOptions.Section).RefuseUnresolved(DashboardOptions.Section).ValidateOnStart()
            .PostConfigure(options => options.FrameAncestors = options.FrameAncestors is { Length: > 0 } sites
                ? sites
                : DashboardOptions.GoHighLevelSites);
        services.AddSingleton<IValidateOptions<DashboardOptions>, ValidateDashboardOptions>();
        services.TryAddSingleton(new DashboardHost(IsLocal: false));
        services.AddTransient<DashboardPageEndpoint>();
        services.AddTransient<LocationEndpoint>();
        services.AddTransient<LocationStatesEndpoint>();
        services.AddTransient<FindContactsEndpoint>();
        services.AddTransient<ConnectionEndpoint>();
        services.AddSingleton<SessionTokens>();
        services.AddSingleton<RevokedSessions>();
        services.AddSingleton<ApiLimits>();
        services.AddSingleton<ApiGuard>();
        services.AddSingleton<ActivityTable>();
        services.AddTransient<ChangeGuard>();
        services.AddTransient<ListActivityEndpoint>();
        services.AddTransient<AccountAnswers>();
        services.AddTransient<CloseAccountRequest>();
        services.AddTransient<ListAccountsEndpoint>();
        services.AddTransient<ReadAccountEndpoint>();
        services.AddTransient<AddAccountEndpoint>();
        services.AddTransient<ChangeAccountEndpoint>();
        services.AddTransient<RemoveAccountEndpoint>();
        services.AddTransient<DisconnectEndpoint>();
        services.AddTransient<CallOffEndpoint>();
        services.AddTransient<ReconnectEndpoint>();
        services.AddTransient<AnswerEndpoint>();
        services.AddTransient<WhatsAppAttempt>();
        services.AddTransient<ReadQrCodeEndpoint>();
        services.AddHostedService<WarmUpCodes>();
        services.AddTransient<PairingCodeEndpoint>();
        services.AddTransient<DeviceCodeEndpoint>();
        services.AddTransient<ReadDeviceEndpoint>();
        services.AddTransient<ShowDevices>();
        services.AddTransient<RevokeDeviceEndpoint>();
        services.AddTransient<SigningKeyEndpoint>();
        services.AddTransient<ReadPasskeyEndpoint>();
        services.AddTransient<AnswerPasskeyEndpoint>();
        services.AddTransient<ConfirmPasskeyEndpoint>();
        services.AddTransient<TakePasskeyStep>();
        services.AddTransient<TwilioNumbersEndpoint>();
        services.AddTransient<ListUsersEndpoint>();
        services.AddTransient<OnboardingEndpoint>();
        services.AddTransient<ListMessagesEndpoint>();
        services.AddTransient<ReadMessageEndpoint>();
        services.AddTransient<TrafficEndpoint>();
        services.AddTransient<ListDeadLettersEndpoint>();
        services.AddTransient<ReplayLettersEndpoint>();
        services.AddTransient<RoutingEndpoint>();
        services.AddTransient<RoutingProblemsEndpoint>();
        services.AddTransient<RepairRoutingEndpoint>();
        services.AddSingleton<SessionLimits>();
        services.AddSingleton<SessionAnswers>();
        services.AddSingleton<SeenPayloads>();
        services.AddTransient<CheckInstallation>();
        services.AddTransient<OpenSession>();
        services.AddTransient<SessionEndpoint>();
        services.AddTransient<CompanyLocationsEndpoint>();
        services.AddTransient<ChooseLocationEndpoint>();
        services.AddTransient<RenewSessionEndpoint>();
        return services;
    }
}
