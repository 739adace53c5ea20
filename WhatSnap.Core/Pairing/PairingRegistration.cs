using Microsoft.Extensions.DependencyInjection;

namespace WhatSnap.Core.Pairing;

/// <summary>Registers the steps of connecting an account that all kinds share.</summary>
public static class PairingRegistration
{
    public static IServiceCollection AddPairing(this IServiceCollection services)
    {
        services.AddSingleton<ConnectionTable>();
        services.AddTransient<RunConnectionStep>();
        services.AddTransient<NoteConnectionEnd>();
        services.AddTransient<EnsureAccountTag>();
        services.AddTransient<ActivateAccount>();
        services.AddTransient<UndoAccountTag>();
        services.AddTransient<UndoConnection>();
        return services;
    }
}
