using Microsoft.Extensions.DependencyInjection;

namespace WhatSnap.Core.Devices;

/// <summary>Registers the slice of phones and Macs.</summary>
public static class DevicesRegistration
{
    public static IServiceCollection AddDevices(this IServiceCollection services)
    {
        services.AddSingleton<DeviceTable>();
        services.AddSingleton<DeviceCodes>();
        services.AddSingleton<DeviceTokens>();
        services.AddSingleton<DeviceLimits>();
        services.AddSingleton<PairLimits>();
        services.AddTransient<DeviceDoor>();
        services.AddTransient<PairDevice>();
        services.AddTransient<PairEndpoint>();
        services.AddTransient<RotateTokenEndpoint>();
        services.AddTransient<HeartbeatEndpoint>();
        services.AddTransient<NoteDeviceHealth>();
        services.AddTransient<TryOutDevice>();
        services.AddTransient<DropDevices>();
        services.AddTransient<LookAtPairing>();
        services.AddTransient<ConfirmDevice>();
        services.AddTransient<LookAtDevice>();
        services.AddTransient<ClaimDeviceNumber>();
        services.AddTransient<KeepDevice>();
        services.AddTransient<UndoDevice>();
        return services;
    }
}
