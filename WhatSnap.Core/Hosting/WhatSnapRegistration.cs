using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Consent;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.Devices;
using WhatSnap.Core.Devices.SmsGate;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Health;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Pairing;
using WhatSnap.Core.Privacy;
using WhatSnap.Core.Safety;
using WhatSnap.Core.Storage;
using WhatSnap.Core.Twilio;
using WhatSnap.Core.WhatsApp;

namespace WhatSnap.Core.Hosting;

/// <summary>Registers the whole product; both hosts call it and add only their triggers.</summary>
public static class WhatSnapRegistration
{
    public static IServiceCollection AddWhatSnap(this IServiceCollection services)
    {
        services.AddOptions<PublicAddressOptions>().BindConfiguration(PublicAddressOptions.Section).RefuseUnresolved(PublicAddressOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<PublicAddressOptions>, ValidatePublicAddressOptions>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<DoorLimits>();

        services.AddStorage();
        services.AddAccounts();
        services.AddPairing();
        services.AddMessages();
        services.AddConsent();
        services.AddSafety();
        services.AddGoHighLevel();
        services.AddTwilio();
        services.AddWhatsApp();
        services.AddDevices();
        services.AddDeviceMessages();
        services.AddSmsGate();
        services.AddHealth();
        services.AddPrivacy();
        services.AddDashboard();
        return services;
    }
}
