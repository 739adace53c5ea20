using Microsoft.Extensions.DependencyInjection;

namespace WhatSnap.Core.Devices.SmsGate;

/// <summary>Registers what the Android app SMSGate calls.</summary>
public static class SmsGateRegistration
{
    public static IServiceCollection AddSmsGate(this IServiceCollection services)
    {
        services.AddSingleton<SmsGateLimits>();
        services.AddTransient<SmsGateDoor>();
        services.AddTransient<GiveToPhone>();
        services.AddTransient<NotePhoneState>();
        services.AddTransient<TakePhoneEvent>();
        services.AddTransient<SmsGateDeviceEndpoint>();
        services.AddTransient<SmsGateMessageEndpoint>();
        services.AddTransient<SmsGateSetupEndpoint>();
        services.AddTransient<SmsGateEventsEndpoint>();
        services.AddTransient<SmsGateHookEndpoint>();
        return services;
    }
}
