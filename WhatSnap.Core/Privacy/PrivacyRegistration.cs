using Microsoft.Extensions.DependencyInjection;

namespace WhatSnap.Core.Privacy;

/// <summary>Registers the privacy slice.</summary>
public static class PrivacyRegistration
{
    public static IServiceCollection AddPrivacy(this IServiceCollection services)
    {
        services.AddTransient<FindStored>();
        services.AddTransient<EraseStored>();
        services.AddTransient<ReadOwner>();
        services.AddTransient<ExportEndpoint>();
        services.AddTransient<EraseEndpoint>();
        return services;
    }
}
