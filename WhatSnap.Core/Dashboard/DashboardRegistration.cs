using Microsoft.Extensions.DependencyInjection;

namespace WhatSnap.Core.Dashboard;

/// <summary>Registers the dashboard slice.</summary>
public static class DashboardRegistration
{
    public static IServiceCollection AddDashboard(this IServiceCollection services)
    {
        services.AddSingleton<SessionTokens>();
        services.AddSingleton<ApiGuard>();
        return services;
    }
}
