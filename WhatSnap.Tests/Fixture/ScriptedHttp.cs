using System.Net;
using System.Text;

namespace WhatSnap.Tests.Fixture;

/// <summary>Answers the registered requests, each once and in order, and fails on any other.</summary>
internal sealed class ScriptedHttp : HttpMessageHandler
{
    private readonly Lock _gate = new();
    private readonly Queue<Step> _steps = new();

    /// <summary>Every request that came, with its body read.</summary>
    public List<ScriptedRequest> Requests { get; } = [];

    /// <summary>A client over this handler that has no time limit of its own.</summary>
    public HttpClient NewClient() => new(this, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };

    public ScriptedHttp Answers(
        HttpMethod method, string url, HttpStatusCode status, string? body = null,
        string contentType = "application/json", params (string Name, string Value)[] headers) =>
        Does(method, url, _ => Task.FromResult(Response(status, body, contentType, headers)));

    public ScriptedHttp Fails(HttpMethod method, string url, Exception exception) =>
        Does(method, url, _ => Task.FromException<HttpResponseMessage>(exception));

    public ScriptedHttp Does(HttpMethod method, string url, Func<CancellationToken, Task<HttpResponseMessage>> work)
    {
        lock (_gate) _steps.Enqueue(new Step(method, url, work));
        return this;
    }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        Step? step;
        var url = request.RequestUri!.GetLeftPart(UriPartial.Query);
        lock (_gate)
        {
            Requests.Add(new ScriptedRequest(request.Method, url, Headers(request), body));
            _ = _steps.TryDequeue(out step);
        }

        if (step is null || step.Method != request.Method || step.Url != url)
        {
            throw new InvalidOperationException($"Not registered: {request.Method} {url}");
        }

        return await step.Work(cancellationToken);
    }

    private static Dictionary<string, string> Headers(HttpRequestMessage request) =>
        request.Headers.ToDictionary(header => header.Key, header => string.Join(",", header.Value));

    private static HttpResponseMessage Response(
        HttpStatusCode status, string? body, string contentType, (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage(status)
        {
            Content = body is null ? new ByteArrayContent([]) : new StringContent(body, Encoding.UTF8, contentType),
        };
        foreach (var (name, value) in headers) response.Headers.TryAddWithoutValidation(name, value);
        return response;
    }

    private sealed record Step(HttpMethod Method, string Url, Func<CancellationToken, Task<HttpResponseMessage>> Work);
}

/// <summary>One request as it came.</summary>
internal sealed record ScriptedRequest(
    HttpMethod Method, string Url, IReadOnlyDictionary<string, string> Headers, string Body);
