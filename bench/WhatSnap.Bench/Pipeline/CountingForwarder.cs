using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using WhatSnap.Local.Azurite;
using WhatSnap.Local.Simulators;

namespace WhatSnap.Bench.Pipeline;

/// <summary>Stands between a host and its storage and counts what passes, by kind.</summary>
internal sealed class CountingForwarder : IAsyncDisposable
{
    private static readonly HashSet<string> NotForwarded =
        new(["Connection", "Keep-Alive", "Transfer-Encoding", "Content-Length", "Expect"], StringComparer.OrdinalIgnoreCase);

    private readonly List<LoopbackServer> _servers = [];
    private readonly ConcurrentQueue<StorageCall> _calls = new();
    private readonly HttpClient _storage;

    private CountingForwarder(AzuritePlace place, HttpClient storage) => (Place, _storage) = (place, storage);

    /// <summary>The place that a host is given instead of the real one.</summary>
    public AzuritePlace Place { get; }

    /// <summary>What has passed since the last call of this method.</summary>
    public IReadOnlyList<StorageCall> TakeCalls()
    {
        var taken = new List<StorageCall>();
        while (_calls.TryDequeue(out var call)) taken.Add(call);
        return taken;
    }

    /// <param name="target">The storage behind it.</param>
    /// <param name="firstPort">The first of three ports to listen on.</param>
    /// <param name="storage">Sends what it forwards; follows no redirects and changes nothing.</param>
    /// <param name="cancellationToken">Ends the wait for the start.</param>
    public static async Task<CountingForwarder> StartAsync(
        AzuritePlace target, int firstPort, HttpClient storage, CancellationToken cancellationToken)
    {
        var forwarder = new CountingForwarder(new AzuritePlace(null, firstPort), storage);
        foreach (var offset in (int[])[0, 1, 2])
        {
            var authority = $"http://127.0.0.1:{target.BlobPort + offset}";
            forwarder._servers.Add(await LoopbackServer.StartAsync(
                firstPort + offset, app => app.Run(context => forwarder.ForwardAsync(context, authority)), cancellationToken));
        }

        return forwarder;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers) await server.DisposeAsync();
    }

    private async Task ForwardAsync(HttpContext context, string authority)
    {
        var started = TimeProvider.System.GetTimestamp();
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;

        // Untouched: the path is signed as the host wrote it.
        var address = new Uri(authority + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), address);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        if (body.Length > 0 || context.Request.ContentLength is not null) request.Content = new ByteArrayContent(body.ToArray());
        foreach (var (name, values) in context.Request.Headers)
        {
            if (NotForwarded.Contains(name)) continue;
            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)values))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)values);
            }
        }

        using var answer = await _storage.SendAsync(request, context.RequestAborted);
        var bytes = await answer.Content.ReadAsByteArrayAsync(context.RequestAborted);
        _calls.Enqueue(StorageCall.Of(context.Request.Method, target, bytes, TimeProvider.System.GetElapsedTime(started)));
        await WriteAsync(context, answer, bytes);
    }

    private static async Task WriteAsync(HttpContext context, HttpResponseMessage answer, byte[] bytes)
    {
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
        {
            if (!NotForwarded.Contains(name)) context.Response.Headers[name] = values.ToArray();
        }

        if (answer.StatusCode == HttpStatusCode.NoContent) return;
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }
}
