using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Devices.SmsGate;

/// <summary>
/// How SMSGate signs: lower-case hex of HMAC-SHA256 over the raw body and the text of the time, with the key as UTF-8. The time is made anew for
/// every try, so that it says how the phone's clock goes and nothing of when the message came.
/// </summary>
internal static class PhoneSignature
{
    public const string Header = "X-Signature";
    public const string TimeHeader = "X-Timestamp";

    /// <summary>True for a signature of one of the keys; all are tried, whichever fits.</summary>
    public static bool Fits(byte[] body, string? signature, string? timestamp, IEnumerable<Secret> keys)
    {
        if (string.IsNullOrEmpty(signature) || string.IsNullOrEmpty(timestamp)) return false;
        byte[] signed = [.. body, .. Encoding.UTF8.GetBytes(timestamp)];
        var given = Encoding.UTF8.GetBytes(signature);
        var fits = false;
        foreach (var key in keys)
        {
            var right = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key.Reveal()), signed));
            fits |= CryptographicOperations.FixedTimeEquals(given, Encoding.ASCII.GetBytes(right));
        }

        return fits;
    }

    /// <summary>How far the phone's clock is ahead; null where the time can't be read.</summary>
    public static double? AheadOf(string? timestamp, DateTimeOffset now) =>
        long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds - now.ToUnixTimeSeconds() : null;
}
