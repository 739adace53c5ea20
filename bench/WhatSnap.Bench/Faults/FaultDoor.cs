using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using WhatSnap.Bench.World;
using WhatSnap.Local.Simulators;

namespace WhatSnap.Bench.Faults;

/// <summary>Stands in front of one dependency and lets it fail.</summary>
internal sealed class FaultDoor(Dependency dependency, int port, string target, HttpClient http, int seed) : IAsyncDisposable
{
    private static readonly HashSet<string> Reading = new(["GET", "HEAD"], StringComparer.OrdinalIgnoreCase);
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly Random _random = new(seed);
    private readonly Lock _gate = new();
    private LoopbackServer? _server;
    private FaultKind? _fault;
    private int _writes;
    private int _answers;

    public Dependency Dependency => dependency;

    /// <summary>The port at which hosts reach the dependency.</summary>
    public int Port => port;

    /// <summary>Lets everything pass.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        lock (_gate) _fault = null;
        _server ??= await LoopbackServer.StartAsync(port, app => app.Run(PassAsync), cancellationToken);
    }

    public async Task FailAsync(FaultKind kind)
    {
        lock (_gate) _fault = kind;
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
        var (fault, delay, isDone) = Next(context.Request.Method);
        if (delay > TimeSpan.Zero) await Task.Delay(delay, _time);
        using var answer = isDone ? await SendAsync(context, body) : null;
        if (fault is null or FaultKind.Slow) await Forward.AnswerAsync(context, answer!, await answer!.Content.ReadAsByteArrayAsync());
        else await SpoilAsync(context, fault.Value);
    }

    /// <summary>What happens to the next call. Of two that write, one is done although its answer is an error or nonsense.</summary>
    private (FaultKind? Fault, TimeSpan Delay, bool IsDone) Next(string method)
    {
        lock (_gate)
        {
            return _fault switch
            {
                null => (null, TimeSpan.Zero, true),
                FaultKind.Slow => (_fault, dependency.Delay.Least + ((dependency.Delay.Most - dependency.Delay.Least) * _random.NextDouble()), true),
                FaultKind.Failing or FaultKind.Lying => (_fault, TimeSpan.Zero, !Reading.Contains(method) && ++_writes % 2 == 0),
                _ => (_fault, TimeSpan.Zero, false),
            };
        }
    }

    /// <summary>To its end, whoever waits: a caller that has left may have got it done all the same.</summary>
    private async Task<HttpResponseMessage> SendAsync(HttpContext context, byte[] body)
    {
        using var request = Forward.RequestTo(context, target, body);
        return await http.SendAsync(request, CancellationToken.None);
    }

    private async Task SpoilAsync(HttpContext context, FaultKind fault)
    {
        var number = Interlocked.Increment(ref _answers);
        var spoiled = fault switch
        {
            FaultKind.Failing => dependency.Failures[number % dependency.Failures.Count],
            FaultKind.Lying => dependency.Lies[number % dependency.Lies.Count],
            _ => dependency.Refusal,
        };
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
