using DurableTask.Core.Exceptions;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using NSubstitute;
using NSubstitute.ExceptionExtensions;
using WhatSnap.Core.Flows;
using WhatSnap.Functions.Flows;

namespace WhatSnap.Functions.Tests.Flows;

/// <summary>Starts, events and questions on Durable's in-process host, and what the Functions host says by exceptions.</summary>
public sealed class DurableFlowsTests
{
    private const string Id = "probe~1";
    private readonly DurableTaskClient _client = Substitute.For<DurableTaskClient>("stub");
    private int _runs;

    [Fact]
    public async Task An_event_before_the_start_is_false_and_changes_nothing()
    {
        await using var durable = await StartAsync();

        Assert.False(await durable.Flows.RaiseAsync(Id, "answer", "early", CancellationToken.None));
        Assert.False(await durable.Flows.CancelAsync(Id, CancellationToken.None));
        Assert.Null(await durable.Flows.ReadAsync(Id, CancellationToken.None));

        await durable.Flows.StartAsync("probe", Id, CancellationToken.None);
        Assert.True(await durable.Flows.RaiseAsync(Id, "answer", "yes", CancellationToken.None));
        Assert.Equal("got yes", await durable.EndAsync(Id));
    }

    [Fact]
    public async Task An_event_after_the_end_is_false()
    {
        await using var durable = await StartAsync();
        await RunOnceAsync(durable, "yes");

        Assert.False(await durable.Flows.RaiseAsync(Id, "answer", "late", CancellationToken.None));
        Assert.False(await durable.Flows.CancelAsync(Id, CancellationToken.None));
        Assert.Equal(new FlowState(false, "got yes"), await durable.Flows.ReadAsync(Id, CancellationToken.None));
    }

    [Fact]
    public async Task A_start_while_it_runs_joins_it()
    {
        await using var durable = await StartAsync();
        await durable.Flows.StartAsync("probe", Id, CancellationToken.None);
        await durable.ShowsAsync(Id, "waits");

        await durable.Flows.StartAsync("probe", Id, CancellationToken.None);

        Assert.Equal(new FlowState(true, "waits"), await durable.Flows.ReadAsync(Id, CancellationToken.None));
        await durable.Flows.RaiseAsync(Id, "answer", "yes", CancellationToken.None);
        Assert.Equal("got yes", await durable.EndAsync(Id));
        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task Starts_at_the_same_moment_make_one_instance()
    {
        await using var durable = await StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => durable.Flows.StartAsync("probe", Id, CancellationToken.None)));

        await durable.Flows.RaiseAsync(Id, "answer", "yes", CancellationToken.None);
        Assert.Equal("got yes", await durable.EndAsync(Id));
        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task One_that_has_ended_is_started_anew()
    {
        await using var durable = await StartAsync();

        await RunOnceAsync(durable, "first");
        await RunOnceAsync(durable, "second");

        Assert.Equal(2, _runs);
    }

    [Theory]
    [InlineData(StatusCode.NotFound)]
    [InlineData(StatusCode.FailedPrecondition)]
    public async Task What_the_Functions_host_throws_for_a_flow_that_is_gone_is_false(StatusCode code)
    {
        Knows(OrchestrationRuntimeStatus.Running);
        _client.RaiseEventAsync(Id, "answer", "yes", Arg.Any<CancellationToken>()).ThrowsAsync(new RpcException(new Status(code, "")));

        Assert.False(await new DurableFlows(_client).RaiseAsync(Id, "answer", "yes", CancellationToken.None));
    }

    [Fact]
    public async Task Any_other_failure_to_raise_an_event_is_thrown()
    {
        Knows(OrchestrationRuntimeStatus.Running);
        _client.RaiseEventAsync(Id, "answer", "yes", Arg.Any<CancellationToken>())
            .ThrowsAsync(new RpcException(new Status(StatusCode.Unavailable, "")));

        await Assert.ThrowsAsync<RpcException>(() => new DurableFlows(_client).RaiseAsync(Id, "answer", "yes", CancellationToken.None));
    }

    [Fact]
    public async Task A_start_that_another_host_made_first_joins_it()
    {
        _client.ScheduleNewOrchestrationInstanceAsync(
            Arg.Any<TaskName>(), Arg.Any<object?>(), Arg.Any<StartOrchestrationOptions?>(), Arg.Any<CancellationToken>())
            .ThrowsAsync(new OrchestrationAlreadyExistsException("It runs."));

        await new DurableFlows(_client).StartAsync("probe", Id, CancellationToken.None);
    }

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Pending, true)]
    [InlineData(OrchestrationRuntimeStatus.Running, true)]
    [InlineData(OrchestrationRuntimeStatus.Suspended, true)]
    [InlineData(OrchestrationRuntimeStatus.Completed, false)]
    [InlineData(OrchestrationRuntimeStatus.Failed, false)]
    [InlineData(OrchestrationRuntimeStatus.Terminated, false)]
    public async Task Only_what_has_not_ended_runs(OrchestrationRuntimeStatus status, bool isRunning)
    {
        Knows(status);

        Assert.Equal(new FlowState(isRunning, null), await new DurableFlows(_client).ReadAsync(Id, CancellationToken.None));
        Assert.Equal(isRunning, await new DurableFlows(_client).RaiseAsync(Id, "answer", "yes", CancellationToken.None));
    }

    private void Knows(OrchestrationRuntimeStatus status) => _client
        .GetInstanceAsync(Id, getInputsAndOutputs: true, Arg.Any<CancellationToken>())
        .Returns(new OrchestrationMetadata("probe", Id) { RuntimeStatus = status });

    private static async Task RunOnceAsync(InProcessDurable durable, string value)
    {
        await durable.Flows.StartAsync("probe", Id, CancellationToken.None);
        Assert.True(await durable.Flows.RaiseAsync(Id, "answer", value, CancellationToken.None));
        Assert.Equal($"got {value}", await durable.EndAsync(Id));
    }

    private Task<InProcessDurable> StartAsync() => InProcessDurable.StartAsync(tasks =>
    {
        tasks.AddOrchestratorFunc("probe", context => DurableFlow.RunAsync(context, async flow =>
        {
            await flow.CallAsync("count", "", FlowRetry.WhileWatched);
            flow.ShowStatus("waits");
            flow.ShowStatus("got " + await flow.WaitForEventAsync("answer", flow.Now + TimeSpan.FromMinutes(5)));
        }));
        tasks.AddActivityFunc<string, string>("count", (_, _) =>
        {
            Interlocked.Increment(ref _runs);
            return "";
        });
    });
}
