using Microsoft.Extensions.DependencyInjection;

namespace WhatSnap.Core.Safety;

/// <summary>Registers the safety slice.</summary>
public static class SafetyRegistration
{
    public static IServiceCollection AddSafety(this IServiceCollection services)
    {
        services.AddSingleton<TextMarks>();
        services.AddSingleton<SendBudgets>();
        services.AddTransient<TakeSlot>();
        services.AddTransient<NoteWarning>();
        services.AddTransient<ShowSafety>();
        services.AddTransient<ReadSafetyEndpoint>();
        services.AddTransient<ChangeSafetyEndpoint>();
        services.AddTransient<ResumeSendingEndpoint>();
        return services;
    }
}
