using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Security;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>Reads Ed25519 public keys as the developer portal shows them.</summary>
internal static class Ed25519Keys
{
    /// <summary>The key of base64 of a SubjectPublicKeyInfo (RFC 8410); null for anything else.</summary>
    public static Ed25519PublicKeyParameters? Read(string text)
    {
        Span<byte> bytes = stackalloc byte[64];
        if (!Convert.TryFromBase64String(text, bytes, out var length)) return null;
        try
        {
            return PublicKeyFactory.CreateKey(bytes[..length].ToArray()) as Ed25519PublicKeyParameters;
        }
        catch (Exception wrong) when (wrong is IOException or ArgumentException or InvalidCastException or SecurityUtilityException)
        {
            return null;
        }
    }
}
