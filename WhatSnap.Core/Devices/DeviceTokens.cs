using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Devices;

/// <summary>
/// The tokens by which devices call: the device's id, a dot, and 256 random bits. Only the SHA-256 of a token is kept, and it is
/// compared in constant time.
/// </summary>
public sealed class DeviceTokens(DeviceTable devices)
{
    private const int IdLength = 32;
    private const int SecretBytes = 32;
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");
    private static readonly int Length = IdLength + 1 + Base64Url.GetEncodedLength(SecretBytes);

    /// <summary>A new id of a device.</summary>
    public static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdLength / 2));

    /// <summary>A new token for a device; whoever issues it keeps <see cref="HashOf(Secret)"/> of it alone.</summary>
    public static Secret New(string deviceId) =>
        new($"{deviceId}.{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes))}");

    /// <summary>What is kept of a token.</summary>
    public static string HashOf(Secret token) => HashOf(token.Reveal());

    /// <summary>The device that a token belongs to; null for one that is unknown, was revoked or was replaced.</summary>
    /// <param name="token">What the caller brought.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    public async Task<Device?> FindAsync(string token, CancellationToken cancellationToken)
    {
        if (IdIn(token) is not { } id || await devices.FindAsync(id, cancellationToken) is not { } device) return null;
        var hash = HashOf(token);
        if (AreSame(hash, device.TokenHash)) return device;
        if (!AreSame(hash, device.NextTokenHash)) return null;

        // Used for the first time: the one before ends here.
        var now = await devices.UpdateAsync(device, known => known.NextTokenHash is null ? null : Promoted(known, hash), cancellationToken);
        return now is not null && AreSame(hash, now.TokenHash) ? now : null;
    }

    /// <summary>Gives a device another token. The one that it has stays valid until the new one is used.</summary>
    /// <returns>The new token; null when the device was revoked meanwhile.</returns>
    public async Task<Secret?> RotateAsync(Device device, CancellationToken cancellationToken)
    {
        var token = New(device.DeviceId);
        var written = await devices.UpdateAsync(device, known => known with { NextTokenHash = HashOf(token) }, cancellationToken);
        return written is null ? null : token;
    }

    private static Device? Promoted(Device known, string hash) =>
        AreSame(hash, known.NextTokenHash) ? known with { TokenHash = hash, NextTokenHash = null } : null;

    private static string? IdIn(string token) =>
        token.Length == Length && token[IdLength] == '.' && token.AsSpan(0, IdLength).IndexOfAnyExcept(HexDigits) < 0 ? token[..IdLength] : null;

    private static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private static bool AreSame(string hash, string? kept) =>
        kept is not null && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(hash), Encoding.ASCII.GetBytes(kept));
}
