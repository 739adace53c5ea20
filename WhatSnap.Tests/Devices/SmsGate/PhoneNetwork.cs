using System.Net;
using System.Text.Json;

namespace WhatSnap.Tests.Devices.SmsGate;

/// <summary>What lies between a phone and its server: it loses requests and answers, and notes in which order hosts took what the phone told.</summary>
internal sealed class PhoneNetwork() : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false })
{
    /// <summary>What is lost of the next call.</summary>
    public Func<HttpRequestMessage, Loss> Loses { get; set; } = _ => Loss.Nothing;

    /// <summary>False answers the stream with 404, as a server does that has none: what comes by a stream comes in its own time.</summary>
    public bool HasStream { get; set; }

    /// <summary>Events in the order in which the server answered them with 2xx, whether or not the answer arrived.</summary>
    public List<JsonElement> Taken { get; } = [];

    public List<(string Call, HttpStatusCode Status)> Answers { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        if (!HasStream && path.EndsWith("/events", StringComparison.Ordinal)) return new HttpResponseMessage(HttpStatusCode.NotFound);
        var loss = Loses(request);
        if (loss == Loss.Request) throw new HttpRequestException("The request was lost.");

        var body = request.Content is null ? null : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var answer = await base.SendAsync(request, cancellationToken);
        Answers.Add(($"{request.Method} {path}", answer.StatusCode));
        if (answer.IsSuccessStatusCode && body is not null && JsonElement.Parse(body) is { ValueKind: JsonValueKind.Object } told && told.TryGetProperty("event", out _)) Taken.Add(told);
        if (loss != Loss.Answer) return answer;

        answer.Dispose();
        throw new HttpRequestException("The answer was lost.");
    }
}

/// <summary>What a network loses of a call.</summary>
internal enum Loss
{
    Nothing,
    Request,
    Answer,
}
