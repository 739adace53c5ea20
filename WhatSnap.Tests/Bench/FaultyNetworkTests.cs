using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using WhatSnap.Bench.Faults;
using WhatSnap.Bench.World;
using WhatSnap.Local.Simulators;
using WhatSnap.Local.Simulators.Android;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Bench;

/// <summary>What the fault matrix lets happen between phones and hosts.</summary>
public sealed class FaultyNetworkTests
{
    private const string Phone = "phone1";
    private const string Key = "key of the phone";
    private const string Truth = $$"""{"deviceId":"{{Phone}}","event":"sms:received"}""";

    [Fact]
    public async Task Of_what_a_phone_tells_every_second_thing_arrives_while_its_network_fails_and_it_hears_of_none()
    {
        await using var stage = await Stage.StartAsync(FaultKind.Failing);

        List<HttpStatusCode> answers = [];
        for (var call = 0; call < 4; call++) answers.Add(await stage.TellAsync());

        Assert.All(answers, status => Assert.True(status >= HttpStatusCode.InternalServerError));
        Assert.Equal([Truth, Truth], stage.Told.Select(told => told.Body));
    }

    [Fact]
    public async Task A_phone_that_lies_signs_what_it_tells_and_hears_what_the_host_thinks_of_it()
    {
        await using var stage = await Stage.StartAsync(FaultKind.Lying);

        List<HttpStatusCode> answers = [];
        for (var call = 0; call < 16; call++) answers.Add(await stage.TellAsync());

        Assert.All(answers, status => Assert.Equal(HttpStatusCode.BadRequest, status));
        Assert.Equal((8, 16), (stage.Told.Count(told => told.Body == Truth), stage.Told.Count(told => told.Body != Truth)));
        Assert.Equal(Dependency.Devices.Lies.Select(lie => lie.Body).ToHashSet(), stage.Told.Select(told => told.Body).Where(body => body != Truth).ToHashSet());
        Assert.All(stage.Told, told => Assert.Equal(PhoneApi.Sign(Key, Encoding.UTF8.GetBytes(told.Body), told.Time), told.Signature));
    }

    [Fact]
    public async Task What_a_phone_gave_up_is_done_all_the_same_while_its_network_is_slow()
    {
        await using var stage = await Stage.StartAsync(FaultKind.Slow);
        using var patience = new CancellationTokenSource();

        var call = stage.TellAsync(patience.Token);
        await patience.CancelAsync();
        stage.Time.Advance(TimeSpan.FromSeconds(7));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Eventually.BecomesAsync(() => stage.Told.Count == 1);
    }

    [Fact]
    public async Task Nothing_is_changed_when_it_is_over()
    {
        await using var stage = await Stage.StartAsync(FaultKind.Lying);

        stage.Turns.Set(null);

        Assert.Equal(HttpStatusCode.OK, await stage.TellAsync());
        Assert.Equal(Truth, Assert.Single(stage.Told).Body);
    }

    private sealed record Telling(string Body, string Signature, string Time);

    /// <summary>A host that knows the truth from nonsense, and a phone's network.</summary>
    private sealed class Stage : IAsyncDisposable
    {
        private readonly ConcurrentQueue<Telling> _told = new();
        private LoopbackServer _host = null!;
        private HttpClient _http = null!;

        public FakeTimeProvider Time { get; } = new();

        public FaultTurns Turns { get; } = new(Dependency.Devices, 1);

        public IReadOnlyList<Telling> Told => [.. _told];

        public static async Task<Stage> StartAsync(FaultKind kind)
        {
            var stage = new Stage();
            stage._host = await LoopbackServer.StartAsync(0, app => app.MapPost("/{**path}", stage.TakeAsync), CancellationToken.None);
            var network = new FaultyNetwork(stage.Turns, phone => phone == Phone ? Key : null, stage.Time) { InnerHandler = new SocketsHttpHandler { UseProxy = false } };
            stage._http = new HttpClient(network);
            stage.Turns.Set(kind);
            return stage;
        }

        public async Task<HttpStatusCode> TellAsync(CancellationToken cancellationToken = default)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_host.Address, "hook")) { Content = new StringContent(Truth, Encoding.UTF8, "application/json") };
            request.Headers.Add(PhoneApi.TimeHeader, "1790000000");
            request.Headers.Add(PhoneApi.SignatureHeader, PhoneApi.Sign(Key, Encoding.UTF8.GetBytes(Truth), "1790000000"));
            using var answer = await _http.SendAsync(request, cancellationToken);
            return answer.StatusCode;
        }

        public async ValueTask DisposeAsync()
        {
            _http.Dispose();
            await _host.DisposeAsync();
        }

        private async Task TakeAsync(HttpContext context)
        {
            var body = Encoding.UTF8.GetString(await Forward.BodyOfAsync(context));
            var headers = context.Request.Headers;
            _told.Enqueue(new Telling(body, headers[PhoneApi.SignatureHeader]!, headers[PhoneApi.TimeHeader]!));
            context.Response.StatusCode = body == Truth ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
        }
    }
}
