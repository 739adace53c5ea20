using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using WhatSnap.Bench.Hosts;
using WhatSnap.Bench.World;
using WhatSnap.Local.Simulators;

namespace WhatSnap.Bench.WhatsApp;

/// <summary>The address at which hosts reach the gateways: each call goes to one of them in turn, to the next where nobody listens.</summary>
internal sealed class GatewayDoor(IReadOnlyList<BenchHost> gateways, HttpClient http)
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);
    private int _turn;

    public Task<LoopbackServer> StartAsync(int port, CancellationToken cancellationToken) =>
        LoopbackServer.StartAsync(port, app => app.Run(PassAsync), cancellationToken);

    private async Task PassAsync(HttpContext context)
    {
        var body = await Forward.BodyOfAsync(context);
        var turn = Interlocked.Increment(ref _turn);
        for (var index = 0; index < gateways.Count; index++)
        {
            if (await TryAsync(context, gateways[(turn + index) % gateways.Count], body)) return;
        }

        context.Response.StatusCode = StatusCodes.Status502BadGateway;
    }

    /// <returns>False when the gateway did not get it.</returns>
    private async Task<bool> TryAsync(HttpContext context, BenchHost gateway, byte[] body)
    {
        using var limit = new CancellationTokenSource(AnswerLimit, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, context.RequestAborted);
        try
        {
            using var request = Forward.RequestTo(context, gateway.Address.GetLeftPart(UriPartial.Authority), body);
            using var answer = await http.SendAsync(request, either.Token);
            await Forward.AnswerAsync(context, answer, await answer.Content.ReadAsByteArrayAsync(either.Token));
            return true;
        }
        catch (HttpRequestException nobody) when (nobody.HttpRequestError == HttpRequestError.ConnectionError)
        {
            return false;
        }
        catch (Exception broken) when (broken is HttpRequestException or OperationCanceledException)
        {
            context.Response.StatusCode = StatusCodes.Status504GatewayTimeout;
            return true;
        }
    }
}
