using System.Net;
using System.Net.Sockets;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.GoHighLevel;

public sealed class GoHighLevelNetworkTests
{
    private const string InboundUrl = CrmStage.Api + "/conversations/messages/inbound";

    /// <summary>After this a call that should have ended counts as hanging.</summary>
    private static readonly TimeSpan RealTime = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_refused_connection_did_nothing()
    {
        var closed = TestStorage.FreePorts();
        using var stage = await CrmStage.StartAsync(http: RealClient(closed));

        var failed = await Assert.ThrowsAsync<GoHighLevelException>(() => stage.AddInboundAsync());

        Assert.Equal(CallOutcome.NotDone, failed.Outcome);
        Assert.Null(failed.StatusCode);
    }

    [Fact]
    public async Task A_connection_cut_after_the_request_left_may_still_run()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stage = await CrmStage.StartAsync(http: RealClient(((IPEndPoint)listener.LocalEndpoint).Port));

        var call = stage.AddInboundAsync();
        using (var connection = await listener.AcceptTcpClientAsync())
        {
            await connection.GetStream().ReadExactlyAsync(new byte[16]);
            connection.LingerState = new LingerOption(true, 0);
        }

        var failed = await Assert.ThrowsAsync<GoHighLevelException>(() => call.WaitAsync(RealTime, TimeProvider.System));
        Assert.Equal(CallOutcome.MayStillRun, failed.Outcome);
    }

    [Theory]
    [InlineData(HttpRequestError.NameResolutionError, CallOutcome.NotDone)]
    [InlineData(HttpRequestError.ConnectionError, CallOutcome.NotDone)]
    [InlineData(HttpRequestError.SecureConnectionError, CallOutcome.NotDone)]
    [InlineData(HttpRequestError.ResponseEnded, CallOutcome.MayStillRun)]
    [InlineData(HttpRequestError.HttpProtocolError, CallOutcome.MayStillRun)]
    [InlineData(HttpRequestError.InvalidResponse, CallOutcome.MayStillRun)]
    [InlineData(HttpRequestError.Unknown, CallOutcome.MayStillRun)]
    public async Task Only_a_failure_before_the_request_left_is_known_to_have_done_nothing(
        HttpRequestError error, CallOutcome outcome)
    {
        using var stage = await CrmStage.StartAsync();
        stage.Script.Fails(HttpMethod.Post, InboundUrl, new HttpRequestException(error, "broken"));

        var failed = await Assert.ThrowsAsync<GoHighLevelException>(() => stage.AddInboundAsync());

        Assert.Equal((outcome, true), (failed.Outcome, failed.IsTransient));
    }

    [Fact]
    public async Task A_call_without_an_answer_is_given_up_after_six_seconds_and_may_still_run()
    {
        using var stage = await CrmStage.StartAsync();
        var isWaiting = false;
        stage.Script.Does(HttpMethod.Post, InboundUrl, async cancellationToken =>
        {
            isWaiting = true;
            await Task.Delay(Timeout.InfiniteTimeSpan, stage.Time, cancellationToken);
            return new HttpResponseMessage();
        });

        var call = stage.AddInboundAsync();
        await Eventually.BecomesAsync(() => isWaiting);
        stage.Time.Advance(TimeSpan.FromSeconds(6) - TimeSpan.FromTicks(1));
        Assert.False(call.IsCompleted);
        stage.Time.Advance(TimeSpan.FromTicks(1));

        var failed = await Assert.ThrowsAsync<GoHighLevelException>(() => call.WaitAsync(RealTime, TimeProvider.System));
        Assert.Equal(CallOutcome.MayStillRun, failed.Outcome);
    }

    [Fact]
    public async Task A_call_that_its_caller_cancels_is_cancelled_and_not_judged()
    {
        using var stage = await CrmStage.StartAsync();
        using var stop = new CancellationTokenSource();
        stage.Script.Does(HttpMethod.Get, stage.LocationUrl(), async cancellationToken =>
        {
            await stop.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            return new HttpResponseMessage();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => stage.Locations.ReadAsync(stage.LocationId, stop.Token));
    }

    [Fact]
    public async Task A_body_does_not_leave_once_its_window_has_closed()
    {
        using var stage = await CrmStage.StartAsync();
        stage.Script.Answers(HttpMethod.Post, $"{CrmStage.Api}/contacts/", HttpStatusCode.Created, """{"contact":{"id":"c"}}""");
        var window = stage.Window();

        stage.Time.Advance(TimeSpan.FromSeconds(16));

        await Assert.ThrowsAsync<CallWindowClosedException>(() => stage.CreateAsync(window));
        Assert.Empty(stage.Script.Requests);
    }

    [Fact]
    public async Task A_closed_window_is_told_as_such_over_a_real_connection_too()
    {
        await using var product = await TestProduct.StartAsync();
        using var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = product.Crm.Address };
        using var stage = await CrmStage.StartAsync(http: http);
        var window = new CallWindow(stage.Time, TimeSpan.Zero);

        await Assert.ThrowsAsync<CallWindowClosedException>(() => stage.CreateAsync(window));

        Assert.Empty(product.Crm.World.Contacts);
    }

    private static HttpClient RealClient(int port) =>
        new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
}
