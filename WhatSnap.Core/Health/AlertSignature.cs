using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Health;

/// <summary>Signs a webhook as Standard Webhooks 1.0.0 says: HMAC-SHA256 over <c>id.timestamp.body</c>.</summary>
public static class AlertSignature
{
    public const string Prefix = "whsec_";

    /// <summary>The value of <c>webhook-signature</c>.</summary>
    /// <param name="secret"><see cref="Prefix"/> and the key in base64.</param>
    /// <param name="id">The value of <c>webhook-id</c>.</param>
    /// <param name="at">The value of <c>webhook-timestamp</c>, in whole seconds since 1970.</param>
    /// <param name="body">The body's bytes.</param>
    public static string Sign(Secret secret, string id, long at, ReadOnlySpan<byte> body)
    {
        var key = Convert.FromBase64String(secret.Reveal()[Prefix.Length..]);
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{at}."));
        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, (byte[])[.. head, .. body]));
    }
}
