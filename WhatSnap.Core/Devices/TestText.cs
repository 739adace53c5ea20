using System.Security.Cryptography;
using System.Text;

namespace WhatSnap.Core.Devices;

/// <summary>
/// The coded text that the owner sends to a device while it is paired: when it comes here, so does what people write to the device. It
/// goes no further. Its code is made of the device's id, so that nothing has to be kept.
/// </summary>
internal static class TestText
{
    private const string Word = "WhatSnap";
    private const int CodeLength = 6;

    /// <summary>What is to be texted.</summary>
    public static string Of(Device device) => $"{Word} {CodeOf(device)}";

    public static bool IsIn(Device device, string text) =>
        text.Replace(" ", "", StringComparison.Ordinal).Contains(CodeOf(device), StringComparison.OrdinalIgnoreCase);

    /// <summary>True for a text in which that of some device may be.</summary>
    public static bool MayBeIn(string text) => text.Contains(Word, StringComparison.OrdinalIgnoreCase);

    private static string CodeOf(Device device)
    {
        var hash = SHA256.HashData(Encoding.ASCII.GetBytes("test text " + device.DeviceId));
        return string.Concat(hash.Take(CodeLength).Select(one => DeviceCodes.Alphabet[one % DeviceCodes.Alphabet.Length]));
    }
}
