using System.Security.Cryptography;
using System.Text;

namespace WhatSnap.Core.Devices.SmsGate;

/// <summary>
/// The coded text that the owner sends to a phone while it is paired: when it arrives, SMS reach the app, and do not go by RCS past it. It
/// goes no further. Its code is made of the device's id, so that nothing has to be kept.
/// </summary>
internal static class TestText
{
    private const int CodeLength = 6;

    /// <summary>What is to be texted.</summary>
    public static string Of(Device device) => $"WhatSnap {CodeOf(device)}";

    public static bool IsIn(Device device, string text) =>
        text.Replace(" ", "", StringComparison.Ordinal).Contains(CodeOf(device), StringComparison.OrdinalIgnoreCase);

    private static string CodeOf(Device device)
    {
        var hash = SHA256.HashData(Encoding.ASCII.GetBytes("test text " + device.DeviceId));
        return string.Concat(hash.Take(CodeLength).Select(one => DeviceCodes.Alphabet[one % DeviceCodes.Alphabet.Length]));
    }
}
