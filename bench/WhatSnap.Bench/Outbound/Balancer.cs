using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using WhatSnap.Bench.Chaos;
using WhatSnap.Bench.Hosts;
using WhatSnap.Bench.World;
using WhatSnap.Core.Hosting;
using WhatSnap.Local.Simulators;

namespace WhatSnap.Bench.Outbound;

/// <summary>
/// What stands at the public address in front of the hosts: it gives each webhook to one of them in turn, to the next when
/// nobody listens there, and for a while none to a host that did not answer. A webhook that a host may have got is never
/// given to another: whoever sent it has to repeat it.
/// </summary>
internal sealed class Balancer(
    OutboundJournal journal, IReadOnlyList<BenchHost> hosts, HttpClient http, Action<byte[]>? gatewaySaid = null)
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly ConcurrentDictionary<string, DateTimeOffset> _restsUntil = new();
    private int _turn;

    public Task<LoopbackServer> StartAsync(int port, CancellationToken cancellationToken) => LoopbackServer.StartAsync(
        port,
        application =>
        {
            application.MapMethods("/{**path}", ["POST"], ForwardAsync);
            application.MapMethods("/{**path}", ["GET"], ReadAsync);
        },
        cancellationToken);

    /// <summary>A file that is served from a host: whichever answers.</summary>
    private async Task ReadAsync(HttpContext context)
    {
        using var request = Forward.RequestTo(context, InTurn()[0].Address.GetLeftPart(UriPartial.Authority), []);
        using var answer = await http.SendAsync(request, context.RequestAborted);
        await Forward.AnswerAsync(context, answer, await answer.Content.ReadAsByteArrayAsync(context.RequestAborted));
    }

    private async Task ForwardAsync(HttpContext context)
    {
        var body = await Forward.BodyOfAsync(context);
        if (context.Request.Path.StartsWithSegments("/hooks/whatsapp", StringComparison.Ordinal)) gatewaySaid?.Invoke(body);
        var posts = context.Request.Path.Value == $"/{Routes.GoHighLevelOutbound}"
            ? journal.PostsOf((string)JsonNode.Parse(body)!["messageId"]!)
            : new PostTrace();
        foreach (var host in InTurn())
        {
            if (await TryAsync(context, host, body, posts) is not { } status) continue;
            context.Response.StatusCode = status;
            return;
        }

        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
    }

    /// <summary>The hosts, each first in turn; those that rest come last.</summary>
    private IReadOnlyList<BenchHost> InTurn()
    {
        var (now, turn) = (_time.GetUtcNow(), Interlocked.Increment(ref _turn));
        return
        [
            .. Enumerable.Range(0, hosts.Count).Select(index => hosts[(turn + index) % hosts.Count])
                .OrderBy(host => _restsUntil.GetValueOrDefault(host.Name) > now),
        ];
    }

    /// <returns>The status to answer; null when the host did not get it.</returns>
    private async Task<int?> TryAsync(HttpContext context, BenchHost host, byte[] body, PostTrace posts)
    {
        var at = _time.GetUtcNow();
        var isRepeat = posts.Attempts.Count > 0;
        using var limit = new CancellationTokenSource(AnswerLimit, _time);
        try
        {
            using var request = Forward.RequestTo(context, host.Address.GetLeftPart(UriPartial.Authority), body);
            using var answer = await http.SendAsync(request, limit.Token);
            var now = _time.GetUtcNow();
            posts.Add(
                new Attempt(at, host.Name, isRepeat, $"{(int)answer.StatusCode} at {now:HH:mm:ss.fff}"),
                answer.IsSuccessStatusCode ? now : null);
            return (int)answer.StatusCode;
        }
        catch (HttpRequestException nobody) when (nobody.HttpRequestError == HttpRequestError.ConnectionError)
        {
            return null;
        }
        catch (HttpRequestException broken)
        {
            posts.Add(new Attempt(at, host.Name, isRepeat, $"{broken.HttpRequestError}"), null);
            return StatusCodes.Status502BadGateway;
        }
        catch (OperationCanceledException)
        {
            _restsUntil[host.Name] = _time.GetUtcNow() + Rest;
            posts.Add(new Attempt(at, host.Name, isRepeat, "no answer"), null);
            return StatusCodes.Status504GatewayTimeout;
        }
    }
}
