using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using WhatSnap.Local.Simulators;
using WhatSnap.Local.Simulators.Twilio;

namespace WhatSnap.Tests.Simulators;

/// <summary>Takes webhooks, remembers them and answers as it is told to.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly LoopbackServer _server;
    private readonly ConcurrentQueue<ReceivedWebhook> _received;

    private WebhookReceiver(LoopbackServer server, ConcurrentQueue<ReceivedWebhook> received)
    {
        _server = server;
        _received = received;
    }

    public IReadOnlyList<ReceivedWebhook> Received => [.. _received];

    public string Url(string path) => new Uri(_server.Address, path).ToString();

    /// <param name="answer">Gives the status of each answer; null cuts the connection.</param>
    public static Task<WebhookReceiver> StartAsync(Func<string, int?> answer) =>
        StartAsync((path, _) => Task.FromResult(answer(path)));

    public static async Task<WebhookReceiver> StartAsync(Func<string, CancellationToken, Task<int?>> answer)
    {
        var received = new ConcurrentQueue<ReceivedWebhook>();
        var server = await LoopbackServer.StartAsync(
            port: 0,
            application => application.Map("/{**path}", async (HttpContext context) =>
            {
                received.Enqueue(await ReceivedWebhook.OfAsync(context.Request));
                if (await answer(context.Request.Path, context.RequestAborted) is not { } status)
                {
                    context.Abort();
                    return;
                }

                context.Response.StatusCode = status;
                if (status is >= 300 and < 400) context.Response.Headers.Location = "/elsewhere";
                if (status == StatusCodes.Status204NoContent) return;
                context.Response.ContentType = "text/xml";
                await context.Response.WriteAsync("<Response/>");
            }),
            CancellationToken.None);
        return new WebhookReceiver(server, received);
    }

    /// <summary>An address at which nothing listens.</summary>
    public static async Task<string> DeadUrlAsync()
    {
        await using var server = await LoopbackServer.StartAsync(port: 0, _ => { }, CancellationToken.None);
        return new Uri(server.Address, "/dead").ToString();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}

/// <summary>One webhook as it came in.</summary>
internal sealed record ReceivedWebhook(
    string Method, string Path, string Query, IHeaderDictionary Headers, IReadOnlyDictionary<string, string> Form)
{
    /// <summary>The bytes of a body that is no form.</summary>
    public byte[] Body { get; private init; } = [];

    public JsonElement Json => JsonElement.Parse(Body);

    /// <summary>The same for every attempt to deliver one text.</summary>
    public string Token => Headers["I-Twilio-Idempotency-Token"].ToString();

    public bool IsSignedFor(string url) =>
        Headers["X-Twilio-Signature"] == TwilioSigner.Sign(TwilioStage.AuthToken, url, Form);

    public static async Task<ReceivedWebhook> OfAsync(HttpRequest request)
    {
        var form = request.HasFormContentType ? await request.ReadFormAsync() : FormCollection.Empty;
        using var body = new MemoryStream();
        if (!request.HasFormContentType) await request.Body.CopyToAsync(body);
        return new ReceivedWebhook(
            request.Method,
            request.Path,
            request.QueryString.ToString(),
            new HeaderDictionary(request.Headers.ToDictionary()),
            form.ToDictionary(field => field.Key, field => field.Value.ToString()))
        {
            Body = body.ToArray(),
        };
    }
}
