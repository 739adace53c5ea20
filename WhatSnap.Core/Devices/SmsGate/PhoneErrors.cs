using WhatSnap.Core.Messages;

namespace WhatSnap.Core.Devices.SmsGate;

/// <summary>What Android's words for a text that was not sent mean for a person.</summary>
internal static class PhoneErrors
{
    private static readonly IReadOnlyList<(string Word, Failure Failure)> Words =
    [
        ("NO_DEFAULT_SMS_APP", Failures.PhoneSim),
        ("LIMIT_EXCEEDED", Failures.PhoneLimit),
        ("RADIO_OFF", Failures.PhoneOffNetwork),
        ("RADIO_NOT_AVAILABLE", Failures.PhoneOffNetwork),
        ("NO_SERVICE", Failures.PhoneOffNetwork),
        ("TTL expired", Failures.DeviceAway),
        ("MODEM_ERROR", Failures.PhoneOffNetwork),
    ];

    /// <param name="error">The app's text, mostly with one of Android's <c>RESULT_…</c> in it.</param>
    public static Failure Of(string? error) =>
        Words.FirstOrDefault(one => error?.Contains(one.Word, StringComparison.OrdinalIgnoreCase) == true).Failure ?? Failures.PhoneRefused;
}
