using Azure.Data.Tables;
using Microsoft.Extensions.Logging.Abstractions;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Flows;
using WhatSnap.Core.Pairing;
using WhatSnap.Core.Twilio;
using WhatSnap.Local.Flows;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Flows;

/// <summary>The local host's flows, each test's in a table of its own, since a host goes on with all that it finds.</summary>
public sealed class LocalFlowsTests : IAsyncLifetime
{
    private readonly string _table = $"flows{Guid.NewGuid():N}";
    private ConnectStage _stage = null!;

    public async Task InitializeAsync() => _stage = await ConnectStage.StartAsync(
        number: number => number with { SmsUrl = "https://studio.example.com/" });

    public async Task DisposeAsync() => await _stage.DisposeAsync();

    [Fact]
    public async Task A_flow_that_waits_goes_on_after_a_restart_of_the_host()
    {
        var first = await StartHostAsync();
        var key = await _stage.AddAsync(on: first);
        await UntilAskedAsync(first, key);
        await first.StopAsync(CancellationToken.None);
        var checks = (await _stage.AttemptAsync(key)).Steps;

        var second = await StartHostAsync();
        await AnswerAsync(second, key);
        await UntilEndedAsync(second, key);

        Assert.Equal(AccountStates.Active.Code, (await _stage.AccountAsync(key))!.StateCode);
        Assert.Equal(checks, (await _stage.AttemptAsync(key)).Steps.Take(checks.Count));
        await second.StopAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData("Accounts/", "GET")]
    [InlineData("IncomingPhoneNumbers", "GET")]
    [InlineData("IncomingPhoneNumbers", "POST")]
    [InlineData("hooks/", "POST")]
    [InlineData("Services", "GET")]
    public async Task A_host_that_dies_in_the_middle_of_a_step_is_followed_by_one_that_repeats_it(string path, string method)
    {
        var first = await StartHostAsync();
        var reached = new TaskCompletionSource();
        _stage.OnTwilio.OnCall = request =>
        {
            if (request.Method.Method != method || !request.RequestUri!.AbsolutePath.Contains(path, StringComparison.Ordinal)) return HttpFault.None;
            reached.TrySetResult();
            return HttpFault.LostAfter;
        };
        var key = await _stage.AddAsync(on: first);
        if (path == "hooks/") reached.TrySetResult();
        else if (method == "POST") await AnswerWhenAskedAsync(first, key);
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
        await first.StopAsync(CancellationToken.None);
        _stage.OnTwilio.OnCall = null;

        var second = await StartHostAsync();
        if (method == "GET" || path == "hooks/") await AnswerWhenAskedAsync(second, key);
        await UntilEndedAsync(second, key);

        Assert.Equal(ConnectionEnds.Connected, (await _stage.AttemptAsync(key)).EndCode);
        await second.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_second_start_finds_the_first_and_an_ended_flow_starts_anew()
    {
        var host = await StartHostAsync();
        var key = await _stage.AddAsync(on: host);
        await UntilAskedAsync(host, key);
        var instance = ConnectTwilio.InstanceOf(key);

        await host.StartAsync(ConnectTwilio.Name, instance, CancellationToken.None);
        await UntilAskedAsync(host, key);
        Assert.Single((await _stage.AttemptAsync(key)).Steps, step => step.Step == ConnectionSteps.Route);
        Assert.True(await host.CancelAsync(instance, CancellationToken.None));
        await UntilEndedAsync(host, key);
        Assert.False(await host.RaiseAsync(instance, ConnectTwilio.AnswerEvent, "yes", CancellationToken.None));
        Assert.False(await host.CancelAsync(instance, CancellationToken.None));

        await host.StartAsync(ConnectTwilio.Name, instance, CancellationToken.None);
        await UntilEndedAsync(host, key);
        Assert.Equal("account_gone", (await host.ReadAsync(instance, CancellationToken.None))!.Status);
        await host.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_flow_that_is_not_there_takes_no_event_and_shows_nothing()
    {
        var host = await StartHostAsync();

        Assert.False(await host.RaiseAsync("connect~nobody~here", ConnectTwilio.AnswerEvent, "yes", CancellationToken.None));
        Assert.Null(await host.ReadAsync("connect~nobody~here", CancellationToken.None));
        await host.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Of_two_hosts_at_once_one_runs_the_flow_and_both_may_answer_it()
    {
        var first = await StartHostAsync();
        var second = await StartHostAsync();
        var key = await _stage.AddAsync(on: first);
        await Task.WhenAll(
            first.StartAsync(ConnectTwilio.Name, ConnectTwilio.InstanceOf(key), CancellationToken.None),
            second.StartAsync(ConnectTwilio.Name, ConnectTwilio.InstanceOf(key), CancellationToken.None));
        await UntilAskedAsync(first, key);

        await AnswerAsync(second, key);
        await UntilEndedAsync(first, key);

        Assert.Equal(AccountStates.Active.Code, (await _stage.AccountAsync(key))!.StateCode);
        await first.StopAsync(CancellationToken.None);
        await second.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_question_that_nobody_answers_ends_with_its_deadline()
    {
        var host = await StartHostAsync();
        var before = _stage.NumberAtTwilio;
        var key = await _stage.AddAsync(on: host);
        await UntilAskedAsync(host, key);

        _stage.Product.Time.Advance(ConnectTwilio.AnswerWithin);
        await UntilEndedAsync(host, key);

        Assert.Equal(ConnectionEnds.Expired, (await _stage.AttemptAsync(key)).EndCode);
        await _stage.AssertNothingIsLeftAsync(key, before);
        await host.StopAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_history_that_can_not_be_saved_for_a_while_is_saved_later_or_by_the_next_host(bool isKilled)
    {
        var cut = new StorageSwitch(retries: 0);
        var host = await StartHostAsync(cut.Connect(await TestStorage.ConnectionStringAsync()));
        _stage.OnTwilio.OnCall = request =>
        {
            cut.IsCut |= request.Method == HttpMethod.Post && request.RequestUri!.AbsolutePath.Contains("IncomingPhoneNumbers", StringComparison.Ordinal);
            return HttpFault.None;
        };
        var key = await _stage.AddAsync(on: host);
        await AnswerWhenAskedAsync(host, key);

        await Eventually.BecomesAsync(() =>
        {
            _stage.Product.Time.Advance(TimeSpan.FromMilliseconds(200));
            return cut.Refused > 5;
        });
        _stage.OnTwilio.OnCall = null;
        if (isKilled)
        {
            await host.StopAsync(CancellationToken.None);
            host = await StartHostAsync();
        }

        cut.IsCut = false;
        await UntilEndedAsync(host, key);
        Assert.Equal(AccountStates.Active.Code, (await _stage.AccountAsync(key))!.StateCode);
        await host.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_save_whose_answer_is_lost_is_known_again()
    {
        var table = new FlowTable(_stage.Product.Get<TableServiceClient>(), _table);
        await table.CreateAsync(CancellationToken.None);
        var flow = new StoredFlow("connect~a~b", ConnectTwilio.Name, _stage.Product.Time.GetUtcNow(), true, null, [], default) { SaveId = "1" };
        var begun = (await table.WriteAsync(flow, CancellationToken.None))!;
        var save = begun with { Status = "new", SaveId = "2" };
        var first = await table.WriteAsync(save, CancellationToken.None);

        Assert.Equal(first!.ETag, (await table.WriteAsync(save, CancellationToken.None))!.ETag);
        Assert.Null(await table.WriteAsync(begun with { SaveId = "3" }, CancellationToken.None));
    }

    private async Task<LocalFlows> StartHostAsync(TableServiceClient? tables = null)
    {
        var table = new FlowTable(tables ?? _stage.Product.Get<TableServiceClient>(), _table);
        var host = new LocalFlows(table, _stage.Product.Services, _stage.Product.Time, NullLogger<LocalFlows>.Instance);
        await table.CreateAsync(CancellationToken.None);
        await host.StartAsync(CancellationToken.None);
        return host;
    }

    private async Task AnswerWhenAskedAsync(LocalFlows host, AccountKey key)
    {
        await UntilAskedAsync(host, key);
        await AnswerAsync(host, key);
    }

    private async Task AnswerAsync(LocalFlows host, AccountKey key)
    {
        await _stage.Product.Get<ConnectionTable>().UpdateAsync(key, attempt => attempt with { Answer = "yes" }, CancellationToken.None);
        Assert.True(await host.RaiseAsync(ConnectTwilio.InstanceOf(key), ConnectTwilio.AnswerEvent, "yes", CancellationToken.None));
    }

    private Task UntilAskedAsync(LocalFlows host, AccountKey key) => UntilAsync(host, key, state => state.Status == RunConnectionStep.Ask);

    private Task UntilEndedAsync(LocalFlows host, AccountKey key) => UntilAsync(host, key, state => !state.IsRunning);

    /// <summary>Lets the product's clock go on until a flow is so.</summary>
    private Task UntilAsync(LocalFlows host, AccountKey key, Func<FlowState, bool> condition) => Eventually.BecomesAsync(async () =>
    {
        if (await host.ReadAsync(ConnectTwilio.InstanceOf(key), CancellationToken.None) is { } state && condition(state)) return true;
        _stage.Product.Time.Advance(TimeSpan.FromMilliseconds(100));
        return false;
    });
}
