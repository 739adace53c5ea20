using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;

namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>Posts to the app what GoHighLevel posts, signed with an Ed25519 key of its own.</summary>
/// <param name="key">The 32 bytes of the key; null makes a new one.</param>
public sealed class WebhookSender(byte[]? key = null) : IDisposable
{
    private readonly Ed25519PrivateKeyParameters _key =
        key is null ? new Ed25519PrivateKeyParameters(new SecureRandom()) : new Ed25519PrivateKeyParameters(key, 0);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });

    /// <summary>The key to verify with: base64 of its SubjectPublicKeyInfo, as the portal shows the real one.</summary>
    public string PublicKey => Convert.ToBase64String(
        SubjectPublicKeyInfoFactory.CreateSubjectPublicKeyInfo(_key.GeneratePublicKey()).GetDerEncoded());

    /// <summary>The value of <c>X-GHL-Signature</c> for a body.</summary>
    public string Sign(byte[] body)
    {
        var signer = new Ed25519Signer();
        signer.Init(forSigning: true, _key);
        signer.BlockUpdate(body, 0, body.Length);
        return Convert.ToBase64String(signer.GenerateSignature());
    }

    /// <summary>Posts once; null when nobody answered.</summary>
    public async Task<HttpStatusCode?> PostAsync(Uri address, JsonObject body, CancellationToken cancellationToken)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, JsonText.Plain);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("X-GHL-Signature", Sign(bytes));
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    public void Dispose() => _http.Dispose();
}
