using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using WhatSnap.Bench.World;
using WhatSnap.Local.Azurite;
using WhatSnap.Local.Simulators;

namespace WhatSnap.Bench.Pipeline;

/// <summary>Stands between a host and its storage and counts what passes, by kind.</summary>
internal sealed class CountingForwarder : IAsyncDisposable
{
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
        var body = await Forward.BodyOfAsync(context);
        using var request = Forward.RequestTo(context, authority, body);
        using var answer = await _storage.SendAsync(request, context.RequestAborted);
        var bytes = await answer.Content.ReadAsByteArrayAsync(context.RequestAborted);
        _calls.Enqueue(StorageCall.Of(context.Request.Method, Forward.TargetOf(context), bytes, TimeProvider.System.GetElapsedTime(started)));
        await Forward.AnswerAsync(context, answer, bytes);
    }
}
