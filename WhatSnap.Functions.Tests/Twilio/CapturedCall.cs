using System.Net;
using System.Text;

namespace WhatSnap.Functions.Tests.Twilio;

/// <summary>A call as it left: what Twilio would see of it.</summary>
internal sealed record CapturedCall(string Method, string Address, string? Authorization, string? ContentType, string Body)
{
    /// <summary>Path and decoded query in any order: the order means nothing to Twilio.</summary>
    public string Target
    {
        get
        {
            var parts = Address.Split('?', 2);
            return parts[0] + "?" + string.Join('&', parts.Skip(1).SelectMany(query => query.Split('&')).Select(one => WebUtility.UrlDecode(one)).Order());
        }
    }

    /// <summary>The decoded fields in any order.</summary>
    public IEnumerable<string> Fields => Body.Length == 0 ? [] : Body.Split('&').Select(one => WebUtility.UrlDecode(one)).Order();

    public override string ToString() => $"{Method} {Target} {ContentType} {string.Join('&', Fields)}";
}

/// <summary>Keeps each call and answers it with one text.</summary>
internal sealed class CapturingHandler(string answer) : HttpMessageHandler
{
    public List<CapturedCall> Calls { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        Calls.Add(new CapturedCall(
            request.Method.Method, request.RequestUri!.AbsoluteUri, request.Headers.Authorization?.ToString(),
            request.Content?.Headers.ContentType?.ToString(), body));
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(answer, Encoding.UTF8, "application/json") };
    }
}
