using WhatSnap.Core.Messages;
using WhatSnap.Local.Simulators.GoHighLevel;
using WhatSnap.Local.Simulators.Twilio;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Messages;

/// <summary>GoHighLevel is told how a message ended, soon, whatever dies or fails meanwhile.</summary>
public sealed class ReportStatusTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_host_killed_while_it_tells_GoHighLevel_does_not_keep_the_end_for_ten_minutes()
    {
        var killer = new StorageKiller();
        await using var stage = await OutboundStage.StartAsync(killer.Install);
        var contact = stage.SalesContact();
        await stage.WriteAsync(contact, "first");
        await stage.RunAsync();

        // The first two steps read what there is to tell.
        for (var (step, hasDied) = (3, true); hasDied; step++)
        {
            var id = await stage.WriteAsync(contact, $"text {step}");
            await stage.Product.Queue.RunDueAsync();
            await stage.Twilio.World.WhenSendsAreDoneAsync();
            stage.Product.Time.Advance(ReportWork.FirstReport);
            var before = killer.Kills;
            killer.DieAt(step);
            await stage.Product.Queue.RunDueAsync();
            hasDied = killer.Kills > before;
            killer.Spare();

            await stage.Product.Queue.RunAllAsync(Minute);

            Assert.Equal("delivered", stage.StatusOf(id));
            Assert.Equal(SendStates.Delivered.Code, (await stage.LinkAsync(id)).Reported);
        }

        Assert.True(killer.Kills > 4, $"only {killer.Kills} kills");
    }

    [Fact]
    public async Task Twilio_is_asked_again_soon_when_it_failed_to_say_what_became_of_a_message()
    {
        await using var stage = await OutboundStage.StartAsync();
        stage.Twilio.World.Faults = new TwilioFaults
        {
            CallbackLossRate = 1,
            Calls = [new TwilioCallFault { Call = TwilioCallName.ReadMessage, Failure = TwilioFailure.ServerError, Times = 2 }],
        };
        var id = await stage.WriteAsync(stage.SalesContact(), "Hello");
        await stage.RunAsync();
        Assert.Equal("pending", stage.StatusOf(id));

        await stage.Product.Queue.RunAllAsync(ReportWork.FirstPoll + Minute);

        Assert.Equal("delivered", stage.StatusOf(id));
        Assert.Equal(3, stage.Twilio.World.CountOf(TwilioCallName.ReadMessage));
    }

    [Fact]
    public async Task Waiting_for_the_rate_limit_does_not_make_the_wait_after_a_failure_longer()
    {
        await using var stage = await OutboundStage.StartAsync();
        var id = await stage.WriteAsync(stage.SalesContact(), "Hello");
        await stage.Product.Queue.RunDueAsync();
        await stage.Twilio.World.WhenSendsAreDoneAsync();
        var usual = stage.Crm.Faults;
        stage.Crm.Faults = usual with { RateLimit = new GoHighLevelRateLimit { Max = 0 } };
        await stage.Product.Queue.RunAllAsync(Minute);
        stage.Crm.Faults = usual with { Unavailable = true };
        await stage.Product.Queue.RunAllAsync(TimeSpan.FromSeconds(11));
        Assert.Equal("pending", stage.StatusOf(id));
        stage.Crm.Faults = usual;

        await stage.Product.Queue.RunAllAsync(TimeSpan.FromSeconds(20));

        Assert.Equal("delivered", stage.StatusOf(id));
    }
}
