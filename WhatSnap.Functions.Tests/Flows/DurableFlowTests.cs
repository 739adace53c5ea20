using System.Collections.Concurrent;
using Microsoft.DurableTask;
using NSubstitute;
using WhatSnap.Core.Flows;
using WhatSnap.Functions.Flows;

namespace WhatSnap.Functions.Tests.Flows;

/// <summary>What Durable makes of each thing that a flow may do.</summary>
public sealed class DurableFlowTests
{
    private const string Id = "probe~1";
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = [];
    private int _tries;

    [Fact]
    public async Task An_event_that_came_before_the_wait_counts()
    {
        await using var durable = await StartAsync(async flow =>
        {
            await CallAsync(flow, "gate");
            flow.ShowStatus("got " + await flow.WaitForEventAsync("answer", flow.Now + Long));
        });

        await durable.Flows.RaiseAsync(Id, "answer", "yes", CancellationToken.None);
        Open("gate");

        Assert.Equal("got yes", await durable.EndAsync(Id));
    }

    [Fact]
    public async Task A_wait_that_timed_out_does_not_swallow_a_later_event()
    {
        await using var durable = await StartAsync(async flow =>
        {
            var first = await flow.WaitForEventAsync("answer", flow.Now + Short);
            flow.ShowStatus("first is over");
            await CallAsync(flow, "gate");
            flow.ShowStatus($"{first ?? "nothing"}, then {await flow.WaitForEventAsync("answer", flow.Now + Long)}");
        });

        await durable.ShowsAsync(Id, "first is over");
        await durable.Flows.RaiseAsync(Id, "answer", "yes", CancellationToken.None);
        Open("gate");

        Assert.Equal("nothing, then yes", await durable.EndAsync(Id));
    }

    [Fact]
    public async Task Events_of_one_name_come_one_by_one_in_their_order()
    {
        await using var durable = await StartAsync(async flow =>
        {
            var got = new List<string?>();
            while (got.Count < 3) got.Add(await flow.WaitForEventAsync("answer", flow.Now + Long));
            flow.ShowStatus(string.Join(' ', got));
        });

        foreach (var value in (string[])["1", "2", "3"]) await durable.Flows.RaiseAsync(Id, "answer", value, CancellationToken.None);

        Assert.Equal("1 2 3", await durable.EndAsync(Id));
    }

    [Fact]
    public async Task A_wait_ends_at_its_deadline()
    {
        await using var durable = await StartAsync(async flow =>
            flow.ShowStatus(await flow.WaitForEventAsync("answer", flow.Now + Short) ?? $"nothing, cancelled: {flow.IsCancelled}"));

        Assert.Equal("nothing, cancelled: False", await durable.EndAsync(Id));
    }

    [Fact]
    public async Task A_cancellation_ends_a_wait_at_once_and_every_later_one()
    {
        await using var durable = await StartAsync(async flow =>
        {
            flow.ShowStatus("waits");
            var first = await flow.WaitForEventAsync("answer", flow.Now + Long);
            var second = await flow.WaitForEventAsync("other", flow.Now + Long);
            flow.ShowStatus($"{first ?? "nothing"} {second ?? "nothing"} {flow.IsCancelled}");
        });

        await durable.ShowsAsync(Id, "waits");
        Assert.True(await durable.Flows.CancelAsync(Id, CancellationToken.None));

        Assert.Equal("nothing nothing True", await durable.EndAsync(Id));
    }

    [Fact]
    public async Task An_event_that_is_there_counts_after_a_cancellation_too()
    {
        var runs = 0;
        await using var durable = await StartAsync(async flow =>
        {
            Interlocked.Increment(ref runs);
            flow.ShowStatus("at the gate");
            await CallAsync(flow, "gate");
            flow.ShowStatus($"{await flow.WaitForEventAsync("answer", flow.Now + Long)} {flow.IsCancelled}");
        });

        // Each is seen before the gate opens, whatever the order in which Durable hands on what comes at once.
        await durable.ShowsAsync(Id, "at the gate");
        await InProcessDurable.UntilSeenAsync(() => runs, () => durable.Flows.RaiseAsync(Id, "answer", "yes", CancellationToken.None));
        await InProcessDurable.UntilSeenAsync(() => runs, () => durable.Flows.CancelAsync(Id, CancellationToken.None));
        Open("gate");

        Assert.Equal("yes True", await durable.EndAsync(Id));
    }

    [Fact]
    public async Task Each_replay_sees_the_time_and_the_cancellation_where_they_were()
    {
        var runs = new ConcurrentQueue<List<string>>();
        await using var durable = await StartAsync(async flow =>
        {
            var seen = new List<string>();
            runs.Enqueue(seen);
            foreach (var step in (string[])["one", "two", "gate", "three", "four"])
            {
                seen.Add($"{step} {flow.Now:O} {flow.IsCancelled}");
                if (step == "gate") flow.ShowStatus("at the gate");
                await CallAsync(flow, step);
            }

            flow.ShowStatus("done");
        });
        await durable.ShowsAsync(Id, "at the gate");
        await InProcessDurable.UntilSeenAsync(() => runs.Count, () => durable.Flows.CancelAsync(Id, CancellationToken.None));
        Open("gate");

        Assert.Equal("done", await durable.EndAsync(Id));

        var last = runs.Last();
        Assert.Equal(["False", "False", "False", "True", "True"], last.Select(line => line.Split(' ')[^1]));
        Assert.True(runs.Count >= 5);
        Assert.All(runs, run => Assert.Equal(last.Take(run.Count), run));
    }

    [Fact]
    public async Task An_activity_is_tried_as_often_as_stated_and_then_the_flow_is_told()
    {
        await using var durable = await StartAsync(async flow =>
        {
            try
            {
                await flow.CallAsync("step", "fails", new FlowRetry(3, Short, Short));
            }
            catch (FlowActivityException failed)
            {
                flow.ShowStatus(failed.Message);
            }
        });

        Assert.Equal(new FlowActivityException("step").Message, await durable.EndAsync(Id));
        Assert.Equal(3, _tries);
    }

    [Theory]
    [InlineData(5, 2, 15)]
    [InlineData(60, 5, 1800)]
    public async Task Waits_between_tries_double_up_to_the_longest(int tries, int first, int longest)
    {
        var context = Substitute.For<TaskOrchestrationContext>();
        context.WaitForExternalEvent<string>(DurableFlow.Cancel).Returns(new TaskCompletionSource<string>().Task);
        TaskOptions? options = null;
        context.CallActivityAsync<string>("step", "key", Arg.Do<TaskOptions>(given => options = given)).Returns("passed");

        await DurableFlow.RunAsync(context, flow =>
            flow.CallAsync("step", "key", new FlowRetry(tries, TimeSpan.FromSeconds(first), TimeSpan.FromSeconds(longest))));

        var policy = options!.Retry!.Policy!;
        Assert.Equal(
            (tries, TimeSpan.FromSeconds(first), 2.0, TimeSpan.FromSeconds(longest)),
            (policy.MaxNumberOfAttempts, policy.FirstRetryInterval, policy.BackoffCoefficient, policy.MaxRetryInterval));
    }

    private static Task<string> CallAsync(IFlowContext flow, string step) => flow.CallAsync("step", step, FlowRetry.WhileWatched);

    private async Task<InProcessDurable> StartAsync(Func<IFlowContext, Task> flow)
    {
        var durable = await InProcessDurable.StartAsync(tasks =>
        {
            tasks.AddOrchestratorFunc("probe", context => DurableFlow.RunAsync(context, flow));
            tasks.AddActivityFunc<string, string>("step", async (_, input) =>
            {
                if (input == "gate") await Gate(input).Task;
                if (input != "fails") return input;
                Interlocked.Increment(ref _tries);
                throw new InvalidOperationException("It fails.");
            });
        });
        await durable.Flows.StartAsync("probe", Id, CancellationToken.None);
        return durable;
    }

    private void Open(string gate) => Gate(gate).SetResult();

    private TaskCompletionSource Gate(string name) =>
        _gates.GetOrAdd(name, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
