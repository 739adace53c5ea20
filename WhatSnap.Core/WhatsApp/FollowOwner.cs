using System.Net;

namespace WhatSnap.Core.WhatsApp;

/// <summary>
/// Of several gateways one runs a session; the others do nothing and name it (503 with its <c>workerUrl</c>). The call goes on to that
/// one, with the same key. Once: the session may be on its way to a third.
/// </summary>
internal sealed class FollowOwner : DelegatingHandler
{
    private const int LargestRefusal = 4 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        if (answer.StatusCode != HttpStatusCode.ServiceUnavailable) return answer;
        await answer.Content.LoadIntoBufferAsync(LargestRefusal, cancellationToken);
        var asked = request.RequestUri!;
        if (OwnerOf(await answer.Content.ReadAsByteArrayAsync(cancellationToken), asked) is not { } owner) return answer;

        answer.Dispose();
        request.RequestUri = new Uri(owner, asked.PathAndQuery);
        return await base.SendAsync(request, cancellationToken);
    }

    /// <summary>Null where none is named, or where the key would leave HTTPS.</summary>
    private static Uri? OwnerOf(byte[] refusal, Uri asked) =>
        Trusted(WahaClient.Read(refusal, WahaJson.Default.WireRefusal)?.WorkerUrl, asked);

    /// <summary>The address of another gateway; null where none is named, or where the key would leave HTTPS.</summary>
    internal static Uri? Trusted(string? workerUrl, Uri asked) =>
        Uri.TryCreate(workerUrl, UriKind.Absolute, out var owner)
            && (owner.Scheme == Uri.UriSchemeHttps || (owner.Scheme == Uri.UriSchemeHttp && asked.Scheme == Uri.UriSchemeHttp))
            ? owner
            : null;
}
