using System.Net;
using Microsoft.Extensions.DependencyInjection;
using WhatSnap.Core.GoHighLevel;
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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_later_word_that_overtakes_an_earlier_one_on_its_way_stands_in_the_end(bool isAnswerLost)
    {
        var slow = new SlowReport { LosesAnswer = isAnswerLost };
        await using var stage = await OutboundStage.StartAsync(services =>
            services.AddHttpClient<GoHighLevelTransport>().AddHttpMessageHandler(slow.NewHandler));
        var id = await stage.WriteAsync(stage.SalesContact(), "Hello");
        await stage.Product.Queue.RunDueAsync();
        await stage.Twilio.World.WhenSendsAreDoneAsync();
        stage.Product.Time.Advance(ReportWork.FirstReport);
        var first = stage.Product.Queue.RunDueAsync();
        await slow.Held;

        var link = await stage.LinkAsync(id);
        await stage.Product.Get<NoteStatus>().RunAsync(
            stage.Product.Account, id, new ProviderStatus(link.ProviderId!, SendStates.Read, null), CancellationToken.None);
        await Eventually.BecomesAsync(() => stage.StatusOf(id) == "read");
        slow.GoOn();
        await first;
        await stage.Product.Queue.RunAllAsync(Minute);

        Assert.Equal(["delivered", "read"], stage.Crm.Message(id)!.Statuses.Select(status => status.Status).TakeLast(2));
        Assert.Equal(SendStates.Read.Code, (await stage.LinkAsync(id)).Reported);
        Assert.Empty(stage.Product.Queue.Failures);
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

    /// <summary>The first report stays on its way until it may go on; then its answer arrives, or does not.</summary>
    private sealed class SlowReport
    {
        private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public required bool LosesAnswer { get; init; }

        public Task Held => _held.Task;

        public void GoOn() => _goOn.TrySetResult();

        public DelegatingHandler NewHandler() => new Handler(this);

        private sealed class Handler(SlowReport slow) : DelegatingHandler
        {
            protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                if (request.Method != HttpMethod.Put || !slow._held.TrySetResult()) return await base.SendAsync(request, cancellationToken);
                await slow._goOn.Task;
                var answer = await base.SendAsync(request, cancellationToken);
                if (!slow.LosesAnswer) return answer;
                answer.Dispose();
                return new HttpResponseMessage(HttpStatusCode.GatewayTimeout) { Content = new StringContent("") };
            }
        }
    }
}
