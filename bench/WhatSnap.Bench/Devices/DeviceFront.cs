using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using WhatSnap.Bench.Hosts;
using WhatSnap.Bench.World;
using WhatSnap.Local.Simulators;

namespace WhatSnap.Bench.Devices;

/// <summary>
/// What devices call: it gives each call to one host in turn, to the next when nobody listens there, and passes the answer on as it comes,
/// so that a stream of events stays one.
/// </summary>
internal sealed class DeviceFront(IReadOnlyList<BenchHost> hosts, HttpClient http)
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH"];
    private int _turn;

    /// <summary>
    /// True while phones are paired: all goes to the first host, where their pairings run. Of what another one takes a pairing hears only when
    /// it looks by itself, after a minute.
    /// </summary>
    public bool IsPairing { get; set; } = true;

    public Task<LoopbackServer> StartAsync(int port, CancellationToken cancellationToken) =>
        LoopbackServer.StartAsync(port, application => application.MapMethods("/{**path}", Methods, ForwardAsync), cancellationToken);

    private async Task ForwardAsync(HttpContext context)
    {
        var body = await Forward.BodyOfAsync(context);
        var first = IsPairing ? 0 : Interlocked.Increment(ref _turn);
        for (var index = 0; index < hosts.Count; index++)
        {
            try
            {
                using var request = Forward.RequestTo(context, hosts[(first + index) % hosts.Count].Address.GetLeftPart(UriPartial.Authority), body);
                using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
                await AnswerAsync(context, answer);
                return;
            }
            catch (HttpRequestException nobody) when (nobody.HttpRequestError == HttpRequestError.ConnectionError)
            {
                // On to the next.
            }
            catch (Exception broken) when (broken is HttpRequestException or IOException or OperationCanceledException)
            {
                // The host was killed in the middle, or the device has gone: it may have been done.
                context.Abort();
                return;
            }
        }

        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
    }

    private static async Task AnswerAsync(HttpContext context, HttpResponseMessage answer)
    {
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        context.Response.StatusCode = (int)answer.StatusCode;
        if (answer.Content.Headers.ContentType is { } type) context.Response.ContentType = type.ToString();
        if (answer.StatusCode == System.Net.HttpStatusCode.NoContent) return;
        await using var content = await answer.Content.ReadAsStreamAsync(context.RequestAborted);
        var buffer = new byte[8 * 1024];
        int read;
        await context.Response.StartAsync(context.RequestAborted);
        while ((read = await content.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }
}
