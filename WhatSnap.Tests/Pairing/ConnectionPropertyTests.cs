using CsCheck;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Pairing;
using WhatSnap.Core.Twilio;
using WhatSnap.Local.Simulators.Twilio;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Pairing;

public sealed class ConnectionPropertyTests
{
    private static readonly string?[] Answers = [ConnectTwilio.Yes, "no", null];

    private static readonly Gen<HttpFault> Fault =
        Gen.OneOf(Gen.Const(HttpFault.LostBefore), Gen.Const(HttpFault.LostAfter), Gen.Const(HttpFault.ServerError));

    private static readonly Gen<Story> Stories =
        from route in Gen.Int[0, 3]
        from answer in Gen.Int[0, 2].Select(index => Answers[index])
        from cancelAt in Gen.Int[0, 24]
        from faults in Gen.Dictionary(Gen.Int[0, 60], Fault)[0, 25]
        from crmFaults in Gen.Dictionary(Gen.Int[0, 12], Fault)[0, 8]
        select new Story(route, answer, cancelAt, faults, crmFaults);

    [Fact]
    public async Task No_order_of_events_and_failures_leaves_a_half_made_account_a_changed_route_or_an_unused_tag()
    {
        await using var stage = await ConnectStage.StartAsync(options: options => options with
        {
            Services = [new TwilioService { Sid = "MG00000000000000000000000000000001", AccountSid = TestProduct.AccountSid, UseInboundWebhookOnNumber = true, NumberSids = [ConnectStage.NumberSid] }],
        });
        stage.Product.Crm.World.Faults = stage.Product.Crm.World.Faults with { RateLimit = null };
        var fresh = stage.NumberAtTwilio;
        var ends = new Dictionary<string, int>();

        await Stories.SampleAsync(
            async story =>
            {
                var end = await PlayAsync(stage, story, fresh);
                ends[end] = ends.GetValueOrDefault(end) + 1;
            },
            iter: 40, threads: 1);

        Assert.True(ends.Count >= 4, string.Join(", ", ends));
        Assert.Contains(ConnectionEnds.Connected, ends.Keys);
    }

    private static async Task<string> PlayAsync(ConnectStage stage, Story story, TwilioNumber fresh)
    {
        var before = story.Route switch
        {
            1 => fresh with { SmsUrl = "https://studio.example.com/flow" },
            2 => fresh with { SmsApplicationSid = "AP00000000000000000000000000000001" },
            _ => fresh,
        };
        stage.Twilio.World.SetNumber(before);
        var service = stage.Twilio.World.Services[0] with { UseInboundWebhookOnNumber = story.Route != 3 };
        stage.Twilio.World.SetService(service);
        var key = await stage.AddAsync();
        int calls = 0, crmCalls = 0, steps = 0;
        stage.OnTwilio.OnCall = _ => story.Faults.GetValueOrDefault(calls++);
        stage.OnCrm.OnCall = _ => story.CrmFaults.GetValueOrDefault(crmCalls++);
        stage.AnswerWhenAsked(key, story.Answer ?? "");
        var answer = stage.Flows.BeforeStep!;
        stage.Flows.BeforeStep = async order =>
        {
            if (steps++ == story.CancelAt) await stage.Flows.CancelAsync(ConnectTwilio.InstanceOf(key), CancellationToken.None);
            if (story.Answer is not null) await answer(order);
        };

        await stage.Flows.RunAllAsync();
        (stage.OnTwilio.OnCall, stage.OnCrm.OnCall, stage.Flows.BeforeStep) = (null, null, null);

        var attempt = await stage.AttemptAsync(key);
        Assert.DoesNotContain(attempt.Steps, step => StepFindings.Of(step.Code).Severity == Severity.Running);
        var end = attempt.EndCode!;
        if (end == ConnectionEnds.Connected)
        {
            var account = (await stage.AccountAsync(key))!;
            Assert.Equal(AccountStates.Active.Code, account.StateCode);
            Assert.Equal(account.Twilio!.HookUrl + TwilioNumbers.RetryFragment, stage.NumberAtTwilio.SmsUrl);
            Assert.Contains(account.Tag, stage.Tags);
            await stage.CloseAsync(key, AccountStates.Removing);
            await stage.Product.Get<Core.GoHighLevel.GoHighLevelLocations>()
                .DeleteTagAsync(stage.LocationId, account.Tag, CancellationToken.None);
        }

        Assert.Equal(service, stage.Twilio.World.Services[0]);
        await stage.AssertNothingIsLeftAsync(key, before);
        return end;
    }

    /// <summary>One history of a connection.</summary>
    /// <param name="Route">0 free, 1 somebody's address, 2 an application, 3 a messaging service.</param>
    /// <param name="Answer">The owner's answer, if any.</param>
    /// <param name="CancelAt">The step before which the owner cancels; beyond the last for never.</param>
    /// <param name="Faults">Which calls to Twilio fail, and how.</param>
    /// <param name="CrmFaults">Which calls to GoHighLevel fail, and how.</param>
    private sealed record Story(
        int Route, string? Answer, int CancelAt, Dictionary<int, HttpFault> Faults, Dictionary<int, HttpFault> CrmFaults);
}
