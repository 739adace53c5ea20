using WhatSnap.Core.Consent;
using WhatSnap.Core.Messages;
using WhatSnap.Local.Simulators.GoHighLevel;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Consent;

/// <summary>A stop counts from when it is accepted, whatever keeps its message from GoHighLevel.</summary>
public sealed class EarlyStopTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_stop_behind_a_message_that_waits_keeps_the_next_text_back_and_is_one_entry()
    {
        await using var stage = await KnownAsync();
        stage.OnCrm.OnCall = _ => HttpFault.ServerError;

        await AssertStopsAsync(stage);

        stage.OnCrm.OnCall = null;
        await AssertIsOneEntryAsync(stage, Hour);
    }

    [Fact]
    public async Task A_stop_to_a_location_without_calls_keeps_the_next_text_back_and_is_one_entry()
    {
        await using var stage = await KnownAsync();
        stage.Stage.Crm.Faults = stage.Stage.Crm.Faults with { RateLimit = new GoHighLevelRateLimit { Daily = 0 } };

        await AssertStopsAsync(stage);

        stage.Stage.Crm.Faults = stage.Stage.Crm.Faults with { RateLimit = new GoHighLevelRateLimit() };
        await AssertIsOneEntryAsync(stage, Hour * 25);
    }

    [Fact]
    public async Task A_stop_that_is_heard_early_is_set_in_GoHighLevel_before_its_message_stands_there()
    {
        await using var stage = await KnownAsync();
        List<string> calls = [];
        stage.Stage.Crm.Observer = call => calls.Add(call.Route);

        await stage.HearAsync(stage.Sales, "STOP");

        Assert.Single(calls, "PUT /contacts/{contactId}");
        Assert.True(calls.IndexOf("PUT /contacts/{contactId}") < calls.IndexOf("POST /conversations/messages/inbound"));
        Assert.Single(await stage.HistoryAsync());
    }

    [Fact]
    public async Task A_start_behind_a_message_that_waits_undoes_the_stop()
    {
        await using var stage = await KnownAsync();
        stage.OnCrm.OnCall = _ => HttpFault.ServerError;
        await AssertStopsAsync(stage);
        stage.Product.Time.Advance(TimeSpan.FromMinutes(2));

        await stage.Product.AcceptAsync(stage.Sales, TestProduct.Customer(1), "START");
        await stage.Product.Queue.RunDueAsync();

        Assert.False((await stage.KnownAsync())!.IsStopped);
    }

    [Fact]
    public async Task A_message_of_the_queue_that_is_not_ours_is_dropped()
    {
        await using var product = await TestProduct.StartAsync();
        await product.Get<HearEarly>().RunAsync("no json", CancellationToken.None);
        await product.Get<HearEarly>().RunAsync("null", CancellationToken.None);
    }

    /// <summary>A contact who wrote and got an answer: the next one costs no call.</summary>
    private static async Task<ConsentStage> KnownAsync()
    {
        var stage = await ConsentStage.StartAsync();
        await stage.HearAsync(stage.Sales, "Hello");
        await stage.WriteAsync("first");
        await stage.HearAsync(stage.Sales, "Thanks");
        return stage;
    }

    private static async Task AssertStopsAsync(ConsentStage stage)
    {
        await stage.Product.AcceptAsync(stage.Sales, TestProduct.Customer(1), "Hi");
        await stage.Product.Queue.RunDueAsync();
        await stage.Product.AcceptAsync(stage.Sales, TestProduct.Customer(1), "STOP");
        await stage.Product.Queue.RunDueAsync();

        var id = await stage.Stage.WriteAsync(stage.Contact, "second");
        await stage.Product.Queue.RunDueAsync();

        Assert.Equal(2, (await stage.Product.LaneAsync(TestProduct.Customer(1))).Pending.Count);
        Assert.Equal(Failures.OptedOut.Code, (await stage.Stage.LinkAsync(id)).FailureCode);
        Assert.Equal(["first"], stage.Texts);
    }

    private static async Task AssertIsOneEntryAsync(ConsentStage stage, TimeSpan within)
    {
        await stage.Product.Queue.RunAllAsync(within);

        var bodies = stage.Product.CrmMessages.Where(message => message.Direction == "inbound").Select(message => message.Body);
        Assert.Equal(["Hello", "Thanks", "Hi", "STOP"], bodies);
        Assert.Single(await stage.HistoryAsync());
        Assert.True((await stage.StateAsync())!.IsTold);
        Assert.Equal("active", stage.DndOf("SMS"));
    }
}
