using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Devices.SmsGate;

/// <summary>What a phone with SMSGate has beside its token: the end of the address that it tells to, and the key that it signs with.</summary>
/// <param name="HookKey">The unguessable part of that address, 32 hex digits.</param>
/// <param name="SigningKey">The key that WhatSnap's settings give the app.</param>
public sealed record SmsGateLink(Secret HookKey, Secret SigningKey)
{
    private const char Separator = '\n';
    private const int HookBytes = 16;
    private const int KeyBytes = 24;

    /// <summary>The app's own key, as its owner copied it; null where the app took ours.</summary>
    public Secret? OwnKey { get; init; }

    /// <summary>When something came that was signed with another key, as long as nothing came since that fits.</summary>
    public DateTimeOffset? WrongKeyAt { get; init; }

    /// <summary>All that may have signed what the phone tells.</summary>
    public IEnumerable<Secret> SigningKeys => OwnKey is { } own ? [SigningKey, own] : [SigningKey];

    /// <summary>The keys as one text, to be sealed.</summary>
    internal string Keys => string.Join(Separator, HookKey.Reveal(), SigningKey.Reveal(), OwnKey?.Reveal());

    /// <summary>True for the end of the address, compared in constant time.</summary>
    public bool IsHook(string key) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(key), Encoding.ASCII.GetBytes(HookKey.Reveal()));

    public static SmsGateLink New() => new(
        new Secret(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(HookBytes))),
        new Secret(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeyBytes))));

    /// <summary>Reads what <see cref="Keys"/> made.</summary>
    internal static SmsGateLink Of(string keys)
    {
        var parts = keys.Split(Separator);
        return new SmsGateLink(new Secret(parts[0]), new Secret(parts[1])) { OwnKey = parts[2].Length > 0 ? new Secret(parts[2]) : null };
    }

    /// <summary>What compilers make of a record would show when it was used.</summary>
    public override string ToString() => nameof(SmsGateLink);
}
