using Azure.Core;
using Azure.Data.Tables;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Pairing;
using WhatSnap.Core.Twilio;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Flows;

/// <summary>Two local hosts on one table.</summary>
public sealed class LocalFlowsTogetherTests : IAsyncLifetime
{
    private FlowHosts _hosts = null!;

    private ConnectStage Stage => _hosts.Stage;

    public async Task InitializeAsync() => _hosts = await FlowHosts.StartAsync();

    public async Task DisposeAsync() => await _hosts.DisposeAsync();

    [Fact]
    public async Task Of_two_hosts_at_once_one_runs_the_flow_and_both_may_answer_it()
    {
        var first = await _hosts.StartHostAsync();
        var second = await _hosts.StartHostAsync();
        var key = await Stage.AddAsync(on: first);
        await Task.WhenAll(
            first.StartAsync(ConnectTwilio.Name, ConnectTwilio.InstanceOf(key), CancellationToken.None),
            second.StartAsync(ConnectTwilio.Name, ConnectTwilio.InstanceOf(key), CancellationToken.None));
        await _hosts.UntilAskedAsync(first, key);

        await _hosts.AnswerAsync(second, key);
        await _hosts.UntilEndedAsync(first, key);

        Assert.Equal(AccountStates.Active.Code, (await Stage.AccountAsync(key))!.StateCode);
        await first.StopAsync(CancellationToken.None);
        await second.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Of_a_host_whose_flow_waits_and_one_that_starts_beside_it_one_goes_on()
    {
        var changes = CountChanges();
        var first = await _hosts.StartHostAsync();
        var key = await Stage.AddAsync(on: first);
        await _hosts.UntilAskedAsync(first, key);

        var second = await _hosts.StartHostAsync();
        await _hosts.AnswerAsync(first, key);
        await _hosts.UntilEndedAsync(second, key);
        await Task.WhenAll(first.StopAsync(CancellationToken.None), second.StopAsync(CancellationToken.None));

        Assert.Equal(AccountStates.Active.Code, (await Stage.AccountAsync(key))!.StateCode);
        Assert.Equal(1, changes());
    }

    [Fact]
    public async Task A_host_that_starts_beside_one_in_the_middle_of_a_step_repeats_it_and_goes_on_alone()
    {
        using var goOn = new ManualResetEventSlim();
        var reached = new TaskCompletionSource();
        var changes = CountChanges(number =>
        {
            if (number > 1) return;
            reached.SetResult();
            goOn.Wait(TimeSpan.FromSeconds(30));
        });
        var refusedSave = new TaskCompletionSource();
        var first = await _hosts.StartHostAsync(await WatchAsync(request =>
        {
            // A save that is refused is followed by a look at who was faster.
            if (goOn.IsSet && request.Method == RequestMethod.Get && request.Uri.ToString().Contains("'flow'", StringComparison.Ordinal)) refusedSave.TrySetResult();
        }));
        var key = await Stage.AddAsync(on: first);
        await _hosts.AnswerWhenAskedAsync(first, key);
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);

        var second = await _hosts.StartHostAsync();
        await _hosts.UntilEndedAsync(second, key);
        var ended = (await Stage.AttemptAsync(key)).Steps.ToHashSet();
        goOn.Set();
        await refusedSave.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
        await Task.WhenAll(first.StopAsync(CancellationToken.None), second.StopAsync(CancellationToken.None));

        Assert.Equal(ConnectionEnds.Connected, (await second.ReadAsync(ConnectTwilio.InstanceOf(key), CancellationToken.None))!.Status);
        Assert.Equal(ended, (await Stage.AttemptAsync(key)).Steps.ToHashSet());
        Assert.Equal(2, changes());
    }

    /// <summary>The storage, watched.</summary>
    private static async Task<TableServiceClient> WatchAsync(Action<Request> watch)
    {
        var hook = new TableHook
        {
            OnCall = (request, _) =>
            {
                watch(request);
                return Task.FromResult(false);
            },
        };
        var options = new TableClientOptions();
        options.AddPolicy(hook, HttpPipelinePosition.PerRetry);
        return new TableServiceClient(await TestStorage.ConnectionStringAsync(), options);
    }

    /// <summary>Counts how often the number's route is changed.</summary>
    private Func<int> CountChanges(Action<int>? onChange = null)
    {
        var changes = 0;
        Stage.OnTwilio.OnCall = request =>
        {
            if (request.Method == HttpMethod.Post && request.RequestUri!.AbsolutePath.Contains("IncomingPhoneNumbers", StringComparison.Ordinal))
            {
                var change = Interlocked.Increment(ref changes);
                onChange?.Invoke(change);
            }

            return HttpFault.None;
        };
        return () => Volatile.Read(ref changes);
    }
}
