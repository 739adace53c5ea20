using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>
/// The <c>state</c> of an install that began at our own address: an end after half an hour and random bytes, signed
/// (HMAC-SHA256) with a key derived from <c>Secrets__Keys</c>. It names nobody.
/// </summary>
public sealed class InstallState
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    private const int TimeBytes = sizeof(long);
    private const int NonceBytes = 16;
    private const int ClaimBytes = TimeBytes + NonceBytes;
    private const int WholeBytes = ClaimBytes + HMACSHA256.HashSizeInBytes;
    private readonly TimeProvider _time;
    private readonly byte[][] _keys;

    public InstallState(IOptions<SecretsOptions> secrets, TimeProvider time)
    {
        _time = time;
        _keys = [.. secrets.Value.Ring().Select(key => HKDF.DeriveKey(
            HashAlgorithmName.SHA256, key.Bytes, HMACSHA256.HashSizeInBytes, info: "WhatSnap install state, HMAC-SHA256"u8.ToArray()))];
    }

    /// <summary>A new state, of letters that need no escape in an address.</summary>
    public string Issue()
    {
        Span<byte> claim = stackalloc byte[ClaimBytes];
        BinaryPrimitives.WriteInt64BigEndian(claim, (_time.GetUtcNow() + Lifetime).ToUnixTimeSeconds());
        RandomNumberGenerator.Fill(claim[TimeBytes..]);
        return Base64Url.EncodeToString([.. claim, .. HMACSHA256.HashData(_keys[0], claim)]);
    }

    /// <summary>True for a state that this product issued and that has not ended.</summary>
    public bool IsValid(string state)
    {
        Span<byte> whole = stackalloc byte[WholeBytes];
        if (state.Length != Base64Url.GetEncodedLength(WholeBytes)
            || !Base64Url.TryDecodeFromChars(state, whole, out var length) || length != WholeBytes) return false;

        var claim = whole[..ClaimBytes].ToArray();
        var signature = whole[ClaimBytes..].ToArray();
        return Array.Exists(_keys, key => CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, claim), signature))
            && BinaryPrimitives.ReadInt64BigEndian(claim) > _time.GetUtcNow().ToUnixTimeSeconds();
    }
}
