using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using WhatSnap.Core.GoHighLevel;

namespace WhatSnap.Core.Dashboard;

/// <summary>Who has the custom page open, as GoHighLevel says.</summary>
/// <param name="UserId">GoHighLevel's user id.</param>
/// <param name="CompanyId">The agency.</param>
/// <param name="Role"><c>admin</c> or <c>user</c>.</param>
/// <param name="Type"><c>agency</c> or <c>location</c>.</param>
/// <param name="ActiveLocation">The location in which the page is open; null at the agency's level.</param>
/// <param name="UserName">The user's name, for the page alone.</param>
public sealed record SsoUser(
    string UserId, string CompanyId, string Role, string Type, string? ActiveLocation, string? UserName)
{
    public override string ToString() => $"user {UserId}";
}

/// <summary>
/// GoHighLevel's encrypted user data of a custom page (portal: Custom Pages): <c>CryptoJS.AES</c> with the app's shared
/// secret. It says neither when it was made nor for whom, and nothing but its content proves that nobody changed it.
/// </summary>
/// <param name="Salt">
/// The salt of its key, 16 hex digits. Whoever captures a payload can change blocks of it without knowing the secret, but
/// not its salt, which would change the key: so a payload is known by its salt, not by its text.
/// </param>
/// <param name="User">Who has the page open.</param>
public sealed record SsoPayload(string Salt, SsoUser User)
{
    /// <summary>The largest payload in characters; real ones have about 400.</summary>
    public const int LargestText = 8 * 1024;

    private const int SaltBytes = 8;
    private const int KeyBytes = 32;
    private const int BlockBytes = 16;
    private static readonly byte[] Magic = "Salted__"u8.ToArray();
    private static readonly int HeaderBytes = Magic.Length + SaltBytes;

    /// <summary>
    /// The payload that one of the secrets opens. Null for anything else: what was wrong is not told, and wrong padding
    /// goes the same way as wrong content, so that nobody can ask for the plain text byte by byte.
    /// </summary>
    public static SsoPayload? Open(string text, IEnumerable<string> sharedSecrets)
    {
        if (text.Length > LargestText) return null;

        Span<byte> bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var length)) return null;
        bytes = bytes[..length];
        if (length < HeaderBytes + BlockBytes || length % BlockBytes != 0 || !bytes.StartsWith(Magic)) return null;

        var salt = bytes[Magic.Length..HeaderBytes];
        foreach (var secret in sharedSecrets)
        {
            if (Decrypt(bytes[HeaderBytes..], salt, secret) is { } user) return new SsoPayload(Convert.ToHexStringLower(salt), user);
        }

        return null;
    }

    private static SsoUser? Decrypt(ReadOnlySpan<byte> cipher, ReadOnlySpan<byte> salt, string secret)
    {
        var material = DeriveKeyAndIv(Encoding.UTF8.GetBytes(secret), salt);
        using var aes = Aes.Create();
        aes.Key = material[..KeyBytes];
        ReadOnlySpan<byte> plain = aes.DecryptCbc(cipher, material.AsSpan(KeyBytes, BlockBytes), PaddingMode.None);

        // Padding is judged without an exception and after the content was read, whichever of the two is wrong.
        var padding = PaddingOf(plain);
        var user = Read(plain[..^padding]);
        return padding > 0 ? user : null;
    }

    /// <summary>OpenSSL's EVP_BytesToKey with MD5 and one round: what CryptoJS does with a passphrase.</summary>
    private static byte[] DeriveKeyAndIv(byte[] secret, ReadOnlySpan<byte> salt)
    {
        byte[] material = [];
        byte[] last = [];
#pragma warning disable CA5351 // The format asks for MD5; it protects nothing of ours.
        while (material.Length < KeyBytes + BlockBytes)
        {
            last = MD5.HashData([.. last, .. secret, .. salt]);
            material = [.. material, .. last];
        }
#pragma warning restore CA5351

        return material;
    }

    /// <summary>How many bytes at the end are PKCS#7 padding; 0 when they are not.</summary>
    private static int PaddingOf(ReadOnlySpan<byte> plain)
    {
        int last = plain[^1];
        if (last is 0 or > BlockBytes) return 0;
        return plain[^last..].IndexOfAnyExcept((byte)last) < 0 ? last : 0;
    }

    private static SsoUser? Read(ReadOnlySpan<byte> plain)
    {
        if (!Utf8.IsValid(plain)) return null;
        try
        {
            return JsonSerializer.Deserialize(plain, SsoJson.Default.WireSsoUser) is
            { UserId: { } user, CompanyId: { } company, Role: { Length: > 0 } role, Type: { Length: > 0 } type } wire
                && IsId(user) && IsId(company) && (wire.ActiveLocation is null or "" || IsId(wire.ActiveLocation))
                    ? new SsoUser(user, company, role, type, OrNull(wire.ActiveLocation), OrNull(wire.UserName))
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? OrNull(string? text) => text is { Length: > 0 } ? text : null;

    /// <summary>True for what may be an id of GoHighLevel; such a text is safe as a key of a table row.</summary>
    internal static bool IsId(string text) => GoHighLevelId.IsId(text);
}

internal sealed record WireSsoUser(
    string? UserId, string? CompanyId, string? Role, string? Type, string? ActiveLocation, string? UserName);

/// <summary>Names are exact and come once: a second <c>role</c> slipped into the data is no role.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(WireSsoUser))]
internal sealed partial class SsoJson : JsonSerializerContext;
