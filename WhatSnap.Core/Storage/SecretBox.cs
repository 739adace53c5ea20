using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace WhatSnap.Core.Storage;

/// <summary>Seals a secret for the one row it belongs to (AES-256-GCM; the row's keys are authenticated with it).</summary>
public sealed class SecretBox
{
    internal const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly Dictionary<string, byte[]> _keys;
    private readonly string _current;

    public SecretBox(IOptions<SecretsOptions> options)
    {
        var ring = options.Value.Ring();
        _keys = ring.ToDictionary(key => key.Id, key => key.Bytes, StringComparer.Ordinal);
        _current = ring[0].Id;
    }

    /// <summary>Seals with the current key; the answer is <c>keyId:base64(nonce, tag, cipher)</c>.</summary>
    /// <param name="plain">The secret.</param>
    /// <param name="row">Table, partition and row key: sealed text moved to another row does not open.</param>
    public string Seal(string plain, string row)
    {
        var bytes = Encoding.UTF8.GetBytes(plain);
        var box = new byte[NonceBytes + TagBytes + bytes.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(_keys[_current], TagBytes);
        aes.Encrypt(
            box.AsSpan(0, NonceBytes), bytes, box.AsSpan(NonceBytes + TagBytes), box.AsSpan(NonceBytes, TagBytes),
            Encoding.UTF8.GetBytes(row));
        return $"{_current}:{Convert.ToBase64String(box)}";
    }

    /// <summary>True for text that another key sealed than the one that seals now; false for none.</summary>
    public bool IsOlder(string? sealedText) => sealedText is not null && !sealedText.StartsWith(_current + ":", StringComparison.Ordinal);

    /// <summary>Opens what <see cref="Seal"/> made.</summary>
    /// <exception cref="CryptographicException">The key is not on the ring, or the text was changed or moved.</exception>
    public string Open(string sealedText, string row)
    {
        var colon = sealedText.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || !_keys.TryGetValue(sealedText[..colon], out var key))
        {
            throw new CryptographicException("The key that sealed this row is not in Secrets__Keys.");
        }

        var box = new byte[sealedText.Length];
        if (!Convert.TryFromBase64String(sealedText[(colon + 1)..], box, out var length) || length < NonceBytes + TagBytes)
        {
            throw new CryptographicException("This is not sealed text.");
        }

        box = box[..length];
        var plain = new byte[length - NonceBytes - TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        aes.Decrypt(
            box.AsSpan(0, NonceBytes), box.AsSpan(NonceBytes + TagBytes), box.AsSpan(NonceBytes, TagBytes), plain,
            Encoding.UTF8.GetBytes(row));
        return Encoding.UTF8.GetString(plain);
    }
}
