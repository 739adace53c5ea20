using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>
/// The header of a test request to our own webhook addresses: an end after a minute, signed (HMAC-SHA256) with a key derived
/// from <c>Secrets__Keys</c>. A webhook that finds it valid stores nothing and says so.
/// </summary>
public sealed class OwnAddressProof
{
    /// <summary>The header of the test and of its answer.</summary>
    public const string Header = "WhatSnap-Self-Test";

    private const int TimeBytes = sizeof(long);
    private const int WholeBytes = TimeBytes + HMACSHA256.HashSizeInBytes;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);
    private readonly TimeProvider _time;
    private readonly byte[][] _keys;

    public OwnAddressProof(IOptions<SecretsOptions> secrets, TimeProvider time)
    {
        _time = time;
        _keys = [.. secrets.Value.Ring().Select(key => HKDF.DeriveKey(
            HashAlgorithmName.SHA256, key.Bytes, HMACSHA256.HashSizeInBytes, info: "WhatSnap self test, HMAC-SHA256"u8.ToArray()))];
    }

    /// <summary>The value of the header for a test that is sent now.</summary>
    public string Issue()
    {
        Span<byte> claim = stackalloc byte[TimeBytes];
        BinaryPrimitives.WriteInt64BigEndian(claim, (_time.GetUtcNow() + Lifetime).ToUnixTimeSeconds());
        return Base64Url.EncodeToString([.. claim, .. HMACSHA256.HashData(_keys[0], claim)]);
    }

    /// <summary>The answer to a test of ours; null for any other request.</summary>
    public IResult? AnswerTo(HttpRequest request) =>
        request.Headers[Header] is { Count: 1 } header && IsValid(header[0] ?? "") ? Answers.TestPassed(Header) : null;

    private bool IsValid(string value)
    {
        Span<byte> whole = stackalloc byte[WholeBytes];
        if (value.Length != Base64Url.GetEncodedLength(WholeBytes)
            || !Base64Url.TryDecodeFromChars(value, whole, out var length) || length != WholeBytes) return false;

        var claim = whole[..TimeBytes].ToArray();
        var signature = whole[TimeBytes..].ToArray();
        return Array.Exists(_keys, key => CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, claim), signature))
            && BinaryPrimitives.ReadInt64BigEndian(claim) > _time.GetUtcNow().ToUnixTimeSeconds();
    }
}
