using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using WhatSnap.Bench.World;
using WhatSnap.Local.Simulators;

namespace WhatSnap.Bench.Faults;

/// <summary>Stands in front of one dependency and lets it fail.</summary>
internal sealed class FaultDoor(Dependency dependency, int port, string target, HttpClient http, int seed) : IAsyncDisposable
{
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly FaultTurns _turns = new(dependency, seed);
    private LoopbackServer? _server;

    public Dependency Dependency => dependency;

    /// <summary>The port at which hosts reach the dependency.</summary>
    public int Port => port;

    /// <summary>Lets everything pass.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        _turns.Set(null);
        _server ??= await LoopbackServer.StartAsync(port, app => app.Run(PassAsync), cancellationToken);
    }

    public async Task FailAsync(FaultKind kind)
    {
        _turns.Set(kind);
        if (kind == FaultKind.Gone) await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is { } server) await server.DisposeAsync();
        _server = null;
    }

    private async Task PassAsync(HttpContext context)
    {
        var body = await Forward.BodyOfAsync(context);
        var (fault, delay, isDone) = _turns.Next(context.Request.Method);
        if (delay > TimeSpan.Zero) await Task.Delay(delay, _time);
        using var answer = isDone ? await SendAsync(context, body) : null;
        if (fault is null or FaultKind.Slow) await Forward.AnswerAsync(context, answer!, await answer!.Content.ReadAsByteArrayAsync());
        else await SpoilAsync(context, fault.Value);
    }

    /// <summary>To its end, whoever waits: a caller that has left may have got it done all the same.</summary>
    private async Task<HttpResponseMessage> SendAsync(HttpContext context, byte[] body)
    {
        using var request = Forward.RequestTo(context, target, body);
        return await http.SendAsync(request, CancellationToken.None);
    }

    private async Task SpoilAsync(HttpContext context, FaultKind fault)
    {
        var spoiled = _turns.Spoiled(fault);
        context.Response.StatusCode = spoiled.Status;
        if (spoiled.StorageCode is { } code)
        {
            context.Response.Headers["x-ms-error-code"] = code;
            context.Response.Headers["x-ms-request-id"] = Guid.NewGuid().ToString();
            context.Response.Headers["x-ms-version"] = "2025-01-05";
        }

        if (spoiled.Status == StatusCodes.Status204NoContent) return;
        context.Response.ContentType = spoiled.ContentType;
        await context.Response.WriteAsync(spoiled.Body, context.RequestAborted);
    }
}
