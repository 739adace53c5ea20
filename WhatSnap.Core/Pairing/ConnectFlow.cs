using WhatSnap.Core.Accounts;
using WhatSnap.Core.Devices;
using WhatSnap.Core.Twilio;
using WhatSnap.Core.WhatsApp;

namespace WhatSnap.Core.Pairing;

/// <summary>Which flow connects an account, and under which instance: one attempt at a time, whatever its kind.</summary>
public static class ConnectFlow
{
    private const string Prefix = "connect~";

    /// <summary>The flow's name in the catalog.</summary>
    public static string NameFor(Account account) => account.Platform switch
    {
        Platform.Twilio => ConnectTwilio.Name,
        Platform.WhatsApp => ConnectWhatsApp.Name,
        Platform.Device => ConnectDevice.Name,
        _ => throw new ArgumentOutOfRangeException(nameof(account), account.Platform, null),
    };

    /// <summary>The flow's instance for an account.</summary>
    public static string InstanceOf(AccountKey account) => Prefix + account;

    /// <summary>The account's key in an instance.</summary>
    public static string AccountOf(string instance) => instance[Prefix.Length..];

    /// <summary>True for an account that one of the flows connects.</summary>
    internal static bool Exists(Account account) => account.Twilio is not null || account.WhatsApp is not null || account.Platform == Platform.Device;
}
