using Microsoft.Extensions.DependencyInjection;

namespace WhatSnap.Core.Consent;

/// <summary>Registers the consent slice.</summary>
public static class ConsentRegistration
{
    public static IServiceCollection AddConsent(this IServiceCollection services)
    {
        services.AddSingleton<ConsentTable>();
        services.AddTransient<TellConsent>();
        services.AddTransient<RecordConsent>();
        services.AddTransient<HearConsent>();
        services.AddTransient<HearEarly>();
        services.AddTransient<NoteRefusedText>();
        services.AddTransient<ReadConsentEndpoint>();
        services.AddTransient<RecordConsentEndpoint>();
        return services;
    }
}
