using System.Net;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Pairing;
using WhatSnap.Core.WhatsApp;

namespace WhatSnap.Tests.WhatsApp;

public sealed class SessionOwnerTests
{
    [Fact]
    public async Task Calls_go_on_to_the_gateway_that_runs_the_session()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        await using var owner = await FakeWaha.StartAsync(TimeProvider.System, stage.Waha.Sessions);
        stage.Waha.Owner = owner.Address;

        var key = await stage.ConnectAsync();

        Assert.Equal(ConnectionEnds.Connected, await stage.EndAsync(key));
        Assert.Empty(stage.Flows.Failures);
        Assert.Equal(
            [$"POST /api/sessions {FakeWaha.OperatorKey}", $"POST /api/keys {FakeWaha.OperatorKey}", $"POST /api/sessions/wa-{key.AccountId}/start {FakeWaha.OperatorKey}", $"GET /api/wa-{key.AccountId}/auth/qr {stage.Waha.Only.Key}"],
            owner.Calls.Select(call => $"{call.Method} {call.Path} {call.Key}"));
        Assert.All(owner.Calls, call => Assert.Contains(call, stage.Waha.Calls));
    }

    [Theory]
    [InlineData("https://gateway.example.com", "http://other.example.com", 1)]
    [InlineData("https://gateway.example.com", "https://other.example.com", 2)]
    [InlineData("http://127.0.0.1:3000", "http://127.0.0.1:3001", 2)]
    [InlineData("http://127.0.0.1:3000", "ftp://127.0.0.1", 1)]
    [InlineData("http://127.0.0.1:3000", "", 1)]
    public async Task An_owner_is_asked_once_and_no_key_leaves_HTTPS(string gateway, string owner, int calls)
    {
        using var handler = new SendsOn(owner);
        using var http = new HttpClient(new FollowOwner { InnerHandler = handler });
        var waha = new WahaClient(http, Options.Create(new WhatsAppOptions { GatewayUrl = new Uri(gateway), OperatorKey = FakeWaha.OperatorKey }));

        var refused = await Assert.ThrowsAsync<WahaException>(() => waha.StartSessionAsync("wa-1", CancellationToken.None));

        Assert.True(refused.IsTransient);
        Assert.Equal(calls, handler.Calls);
    }

    /// <summary>Gateways that all say that another one runs the session.</summary>
    private sealed class SendsOn(string owner) : HttpMessageHandler
    {
        public int Calls { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Calls++;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { Content = new StringContent($$"""{"workerUrl":"{{owner}}"}""") });
        }
    }
}
