using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Messages;
using WhatSnap.Local.Simulators.Twilio;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Messages;

/// <summary>Sendings that were cut off and may have been done: each message reaches the phone once all the same.</summary>
public sealed class SendDoubtTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_call_that_Twilio_does_after_we_gave_it_up_is_found_and_not_repeated()
    {
        await using var stage = await OutboundStage.StartAsync();
        stage.Twilio.World.Faults = stage.Twilio.World.Faults with { LateCommitRate = 1, CallbackLossRate = 1 };
        var id = await stage.WriteAsync(stage.SalesContact(), "late");
        await GiveUpAsync(stage);
        stage.Twilio.World.Faults = stage.Twilio.World.Faults with { LateCommitRate = 0 };
        await Eventually.BecomesAsync(() => stage.Sent.Count == 1);

        await stage.Product.Queue.RunAllAsync(Hour);

        Assert.Equal(["late"], stage.Texts);
        Assert.Equal(stage.Sent[0].Sid, (await stage.LinkAsync(id)).ProviderId);
        Assert.Equal("delivered", stage.StatusOf(id));
    }

    [Fact]
    public async Task A_message_that_no_early_look_could_find_is_found_before_it_would_be_sent_again()
    {
        await using var stage = await OutboundStage.StartAsync();
        stage.Twilio.World.Faults = stage.Twilio.World.Faults with { LateCommitRate = 1, CallbackLossRate = 1 };
        var id = await stage.WriteAsync(stage.SalesContact(), "late");
        await GiveUpAsync(stage);
        await Eventually.BecomesAsync(() => stage.Sent.Count == 1);
        await stage.Twilio.World.WhenSendsAreDoneAsync();
        stage.Twilio.World.Faults = new TwilioFaults { Unavailable = true, CallbackLossRate = 1 };
        await stage.Product.Queue.RunAllAsync(LaneTiming.DoubtHold - TimeSpan.FromSeconds(1));
        stage.Twilio.World.Faults = new TwilioFaults();

        await stage.Product.Queue.RunAllAsync(Hour);

        Assert.Equal(["late"], stage.Texts);
        Assert.Equal(stage.Sent[0].Sid, (await stage.LinkAsync(id)).ProviderId);
    }

    [Fact]
    public async Task A_callback_alone_settles_the_doubt()
    {
        await using var stage = await OutboundStage.StartAsync();
        stage.Twilio.World.Faults = stage.Twilio.World.Faults with { LateCommitRate = 1 };
        var id = await stage.WriteAsync(stage.SalesContact(), "late");
        await GiveUpAsync(stage);
        await Eventually.BecomesAsync(() => stage.Sent.Count == 1);
        await stage.Twilio.World.WhenSendsAreDoneAsync();
        stage.Twilio.World.Faults = new TwilioFaults { Unavailable = true };

        await stage.Product.Queue.RunAllAsync(TimeSpan.FromMinutes(2));

        Assert.Single(stage.Sent);
        Assert.Equal("delivered", stage.StatusOf(id));
    }

    [Fact]
    public async Task A_call_that_was_never_done_is_made_again()
    {
        await using var stage = await OutboundStage.StartAsync();
        stage.Twilio.World.Faults = stage.Twilio.World.Faults with
        {
            Calls = [new TwilioCallFault { Call = TwilioCallName.SendMessage, Failure = TwilioFailure.Reset }],
        };

        var id = await stage.WriteAsync(stage.SalesContact(), "cut");
        await stage.RunAsync();
        await stage.RunAsync();

        Assert.Equal(["cut"], stage.Texts);
        Assert.Equal("delivered", stage.StatusOf(id));
    }

    [Fact]
    public async Task Equal_texts_are_told_apart_when_one_of_them_is_in_doubt()
    {
        await using var stage = await OutboundStage.StartAsync();
        var contact = stage.SalesContact();
        await stage.WriteAsync(contact, "ok");
        await stage.RunAsync();
        stage.Twilio.World.Faults = stage.Twilio.World.Faults with { Error500Rate = 1 };
        for (var number = 0; number < 4; number++) await stage.WriteAsync(contact, "ok");
        await stage.Product.Queue.RunDueAsync();
        for (var round = 0; round < 8; round++)
        {
            stage.Product.Time.Advance(TimeSpan.FromSeconds(20));
            await stage.Product.Queue.RunDueAsync();
        }

        stage.Twilio.World.Faults = stage.Twilio.World.Faults with { Error500Rate = 0 };
        await stage.Product.Queue.RunAllAsync(Hour);

        Assert.Equal(5, stage.Sent.Count);
        Assert.Equal(5, stage.Sent.Select(sent => sent.Message.StatusCallback).Distinct().Count());
    }

    [Fact]
    public async Task What_can_not_be_settled_is_unknown_listed_and_never_sent_again()
    {
        await using var stage = await OutboundStage.StartAsync();
        stage.Twilio.World.Faults = stage.Twilio.World.Faults with { LateCommitRate = 1, CallbackLossRate = 1, LateCommitAfterMs = 1 };
        var id = await stage.WriteAsync(stage.SalesContact(), "who knows");
        await GiveUpAsync(stage);
        await Eventually.BecomesAsync(() => stage.Sent.Count == 1);
        await stage.Twilio.World.WhenSendsAreDoneAsync();
        stage.Twilio.World.Faults = new TwilioFaults { Unavailable = true, CallbackLossRate = 1 };

        await stage.Product.Queue.RunAllAsync(LaneTiming.GiveUpSendingAfter + Hour);
        stage.Twilio.World.Faults = new TwilioFaults { CallbackLossRate = 1 };
        await stage.Product.Queue.RunAllAsync(TimeSpan.FromDays(1));

        Assert.Equal(SendStates.Unknown, (await stage.LinkAsync(id)).State);
        var listed = await stage.Product.Get<MessageIndex>().ListAsync(
            stage.Product.LocationId, new MessageFilter(null, null, SendStates.Unknown.Code, null), null, CancellationToken.None);
        Assert.Equal(id, Assert.Single(listed.Messages).MessageId);
        Assert.Single(stage.Sent);
    }

    [Fact]
    public async Task While_Twilio_throttles_nothing_is_sent_twice_and_everything_at_last()
    {
        await using var stage = await OutboundStage.StartAsync();
        stage.Twilio.World.Faults = stage.Twilio.World.Faults with { TooManyRequestsRate = 0.8, Seed = 5 };
        var contact = stage.SalesContact();
        for (var number = 1; number <= 5; number++) await stage.WriteAsync(contact, $"text {number}");

        await stage.Product.Queue.RunAllAsync(Hour);

        Assert.Equal(Enumerable.Range(1, 5).Select(number => $"text {number}"), stage.Texts);
    }

    [Fact]
    public async Task A_host_killed_at_any_step_neither_loses_nor_doubles_a_message()
    {
        var killer = new StorageKiller();
        await using var stage = await OutboundStage.StartAsync(killer.Install);
        var contact = stage.SalesContact();
        await stage.WriteAsync(contact, "first");
        await stage.RunAsync();
        var ids = new List<string>();
        for (var (step, hasDied) = (1, true); hasDied; step++)
        {
            ids.Add(await stage.WriteAsync(contact, $"text {step}"));
            var before = killer.Kills;
            killer.DieAt(step);
            await stage.Product.Queue.RunDueAsync();
            hasDied = killer.Kills > before;
            killer.Spare();
            await stage.Product.Queue.RunAllAsync(TimeSpan.FromMinutes(1));
        }

        await stage.Product.Queue.RunAllAsync(TimeSpan.FromMinutes(15));
        await stage.Twilio.World.WhenSendsAreDoneAsync();
        await stage.Product.Queue.RunAllAsync(TimeSpan.FromMinutes(15));

        Assert.True(ids.Count > 12, $"only {ids.Count} steps");
        Assert.Equal(ids.Select((_, index) => $"text {index + 1}").Prepend("first"), stage.Texts);
        Assert.All(ids, id => Assert.Equal("delivered", stage.StatusOf(id)));
    }

    /// <summary>Lets the first call run until it is given up.</summary>
    private static async Task GiveUpAsync(OutboundStage stage)
    {
        var first = stage.Product.Queue.RunDueAsync();
        await Eventually.BecomesAsync(() => stage.Twilio.World.CountOf(TwilioCallName.SendMessage) == 1);
        stage.Product.Time.Advance(GoHighLevelTransport.CallLimit);
        await first;
    }
}
