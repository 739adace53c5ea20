using Azure.Data.Tables;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Pairing;
using WhatSnap.Core.Twilio;
using WhatSnap.Local.Flows;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Flows;

/// <summary>The local host's flows, each test's in a table of its own, since a host goes on with all that it finds.</summary>
public sealed class LocalFlowsTests : IAsyncLifetime
{
    private FlowHosts _hosts = null!;

    private ConnectStage Stage => _hosts.Stage;

    public async Task InitializeAsync() => _hosts = await FlowHosts.StartAsync();

    public async Task DisposeAsync() => await _hosts.DisposeAsync();

    [Fact]
    public async Task A_flow_that_waits_goes_on_after_a_restart_of_the_host()
    {
        var first = await _hosts.StartHostAsync();
        var key = await Stage.AddAsync(on: first);
        await _hosts.UntilAskedAsync(first, key);
        await first.StopAsync(CancellationToken.None);
        var checks = (await Stage.AttemptAsync(key)).Steps;

        var second = await _hosts.StartHostAsync();
        await _hosts.AnswerAsync(second, key);
        await _hosts.UntilEndedAsync(second, key);

        Assert.Equal(AccountStates.Active.Code, (await Stage.AccountAsync(key))!.StateCode);
        Assert.Equal(checks, (await Stage.AttemptAsync(key)).Steps.Take(checks.Count));
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
        var first = await _hosts.StartHostAsync();
        var reached = new TaskCompletionSource();
        Stage.OnTwilio.OnCall = request =>
        {
            if (request.Method.Method != method || !request.RequestUri!.AbsolutePath.Contains(path, StringComparison.Ordinal)) return HttpFault.None;
            reached.TrySetResult();
            return HttpFault.LostAfter;
        };
        var key = await Stage.AddAsync(on: first);
        if (path == "hooks/") reached.TrySetResult();
        else if (method == "POST") await _hosts.AnswerWhenAskedAsync(first, key);
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
        await first.StopAsync(CancellationToken.None);
        Stage.OnTwilio.OnCall = null;

        var second = await _hosts.StartHostAsync();
        if (method == "GET" || path == "hooks/") await _hosts.AnswerWhenAskedAsync(second, key);
        await _hosts.UntilEndedAsync(second, key);

        Assert.Equal(ConnectionEnds.Connected, (await Stage.AttemptAsync(key)).EndCode);
        await second.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_second_start_finds_the_first_and_an_ended_flow_starts_anew()
    {
        var host = await _hosts.StartHostAsync();
        var key = await Stage.AddAsync(on: host);
        await _hosts.UntilAskedAsync(host, key);
        var instance = ConnectTwilio.InstanceOf(key);

        await host.StartAsync(ConnectTwilio.Name, instance, CancellationToken.None);
        await _hosts.UntilAskedAsync(host, key);
        Assert.Single((await Stage.AttemptAsync(key)).Steps, step => step.Step == ConnectionSteps.Route);
        Assert.True(await host.CancelAsync(instance, CancellationToken.None));
        await _hosts.UntilEndedAsync(host, key);
        Assert.False(await host.RaiseAsync(instance, ConnectTwilio.AnswerEvent, "yes", CancellationToken.None));
        Assert.False(await host.CancelAsync(instance, CancellationToken.None));

        await host.StartAsync(ConnectTwilio.Name, instance, CancellationToken.None);
        await _hosts.UntilEndedAsync(host, key);
        Assert.Equal("account_gone", (await host.ReadAsync(instance, CancellationToken.None))!.Status);
        await host.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_flow_that_is_not_there_takes_no_event_and_shows_nothing()
    {
        var host = await _hosts.StartHostAsync();

        Assert.False(await host.RaiseAsync("connect~nobody~here", ConnectTwilio.AnswerEvent, "yes", CancellationToken.None));
        Assert.Null(await host.ReadAsync("connect~nobody~here", CancellationToken.None));
        await host.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_question_that_nobody_answers_ends_with_its_deadline()
    {
        var host = await _hosts.StartHostAsync();
        var before = Stage.NumberAtTwilio;
        var key = await Stage.AddAsync(on: host);
        await _hosts.UntilAskedAsync(host, key);

        Stage.Product.Time.Advance(ConnectTwilio.AnswerWithin);
        await _hosts.UntilEndedAsync(host, key);

        Assert.Equal(ConnectionEnds.Expired, (await Stage.AttemptAsync(key)).EndCode);
        await Stage.AssertNothingIsLeftAsync(key, before);
        await host.StopAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_history_that_can_not_be_saved_for_a_while_is_saved_later_or_by_the_next_host(bool isKilled)
    {
        var cut = new StorageSwitch(retries: 0);
        var host = await _hosts.StartHostAsync(cut.Connect(await TestStorage.ConnectionStringAsync()));
        Stage.OnTwilio.OnCall = request =>
        {
            cut.IsCut |= request.Method == HttpMethod.Post && request.RequestUri!.AbsolutePath.Contains("IncomingPhoneNumbers", StringComparison.Ordinal);
            return HttpFault.None;
        };
        var key = await Stage.AddAsync(on: host);
        await _hosts.AnswerWhenAskedAsync(host, key);

        await Eventually.BecomesAsync(() =>
        {
            Stage.Product.Time.Advance(TimeSpan.FromMilliseconds(200));
            return cut.Refused > 5;
        });
        Stage.OnTwilio.OnCall = null;
        if (isKilled)
        {
            await host.StopAsync(CancellationToken.None);
            host = await _hosts.StartHostAsync();
        }

        cut.IsCut = false;
        await _hosts.UntilEndedAsync(host, key);
        Assert.Equal(AccountStates.Active.Code, (await Stage.AccountAsync(key))!.StateCode);
        await host.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_save_whose_answer_is_lost_is_known_again()
    {
        var table = new FlowTable(Stage.Product.Get<TableServiceClient>(), _hosts.Table);
        await table.CreateAsync(CancellationToken.None);
        var flow = new StoredFlow("connect~a~b", ConnectTwilio.Name, Stage.Product.Time.GetUtcNow(), true, null, [], default) { SaveId = "1" };
        var begun = (await table.WriteAsync(flow, CancellationToken.None))!;
        var save = begun with { Status = "new", SaveId = "2" };
        var first = await table.WriteAsync(save, CancellationToken.None);

        Assert.Equal(first!.ETag, (await table.WriteAsync(save, CancellationToken.None))!.ETag);
        Assert.Null(await table.WriteAsync(begun with { SaveId = "3" }, CancellationToken.None));
    }
}
