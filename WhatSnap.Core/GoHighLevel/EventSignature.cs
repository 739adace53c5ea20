using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>
/// Verifies what GoHighLevel signs: base64 of an Ed25519 signature over the raw bytes of the body (portal, Webhook
/// Integration Guide). The older RSA header is not looked at.
/// </summary>
public sealed class EventSignature
{
    public const string Header = "X-GHL-Signature";
    private const int SignatureBytes = 64;
    private readonly Ed25519PublicKeyParameters[] _keys;

    public EventSignature(IOptions<GoHighLevelOptions> options) =>
        _keys = [.. options.Value.ValidWebhookKeys.Select(Ed25519Keys.Read).OfType<Ed25519PublicKeyParameters>()];

    /// <summary>True when one of the keys signed exactly these bytes; never for a header that is missing, doubled or <c>N/A</c>.</summary>
    public bool IsValid(byte[] body, StringValues header)
    {
        var signature = new byte[SignatureBytes + 3];
        if (header.Count != 1 || !Convert.TryFromBase64String(header[0] ?? "", signature, out var length) || length != SignatureBytes)
        {
            return false;
        }

        return Array.Exists(_keys, key => Verify(key, body, signature[..SignatureBytes]));
    }

    private static bool Verify(Ed25519PublicKeyParameters key, byte[] body, byte[] signature)
    {
        var verifier = new Ed25519Signer();
        verifier.Init(forSigning: false, key);
        verifier.BlockUpdate(body, 0, body.Length);
        return verifier.VerifySignature(signature);
    }
}
