using Microsoft.Extensions.DependencyInjection;

namespace WhatSnap.Core.Devices;

/// <summary>Registers the slice of phones and Macs.</summary>
public static class DevicesRegistration
{
    public static IServiceCollection AddDevices(this IServiceCollection services)
    {
        services.AddSingleton<DeviceTable>();
        services.AddSingleton<DeviceTokens>();
        services.AddSingleton<DeviceLimits>();
        services.AddTransient<DeviceDoor>();
        return services;
    }
}
