using System.Net;
using WhatSnap.Core.Consent;
using WhatSnap.Core.Messages;
using WhatSnap.Local.Simulators.Twilio;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Consent;

/// <summary>Opt-outs that Twilio knows of: error 21610, at once or later, and what it says of a message.</summary>
public sealed class TwilioOptOutTests
{
    [Theory]
    [InlineData(TwilioEnd.Refused)]
    [InlineData(TwilioEnd.Failed)]
    [InlineData(TwilioEnd.Undelivered)]
    public async Task Twilios_refusal_of_a_text_stops_the_location_whether_it_comes_at_once_or_later(TwilioEnd end)
    {
        await using var stage = await ConsentStage.StartAsync();
        stage.Stage.Twilio.World.SetOutcome(TestProduct.Customer(1), new TwilioOutcome { End = end, ErrorCode = 21610 });

        var refused = await stage.WriteAsync("Hello");
        stage.Stage.Twilio.World.SetOutcome(TestProduct.Customer(1), TwilioOutcome.Delivered);
        var next = await stage.WriteAsync("#switch_unique support Hello again");

        Assert.Equal(("21610", "opted_out"), (stage.ErrorOf(refused), stage.ErrorOf(next)));
        var entry = Assert.Single(await stage.HistoryAsync());
        Assert.Equal(
            (EvidenceKinds.Refusal, "acc-sales", (await stage.Stage.LinkAsync(refused)).AcceptedAt), (entry.Evidence, entry.AccountId, entry.At));
        Assert.Equal(end == TwilioEnd.Refused ? refused : (await stage.Stage.LinkAsync(refused)).ProviderId, entry.MessageId);
        Assert.Equal("active", stage.DndOf("SMS"));
    }

    [Fact]
    public async Task A_refusal_at_once_stops_the_contact_before_GoHighLevel_is_told_of_it()
    {
        await using var stage = await ConsentStage.StartAsync();
        stage.Stage.Twilio.World.SetOutcome(TestProduct.Customer(1), TwilioOutcome.Refused(21610));
        var id = await stage.Stage.WriteAsync(stage.Contact, "Hello");

        await stage.Product.Queue.RunDueAsync();

        Assert.Equal("pending", stage.Stage.StatusOf(id));
        Assert.True((await stage.KnownAsync())!.IsStopped);
    }

    [Fact]
    public async Task Another_refusal_of_Twilio_stops_nobody()
    {
        await using var stage = await ConsentStage.StartAsync();
        stage.Stage.Twilio.World.SetOutcome(TestProduct.Customer(1), TwilioOutcome.Refused(21614));

        await stage.WriteAsync("Hello");

        Assert.Null(await stage.StateAsync());
    }

    [Fact]
    public async Task A_poll_shows_an_opt_out_whose_callback_did_not_come()
    {
        await using var stage = await ConsentStage.StartAsync();
        stage.Stage.Twilio.World.SetOutcome(TestProduct.Customer(1), TwilioOutcome.StaysQueued);
        var id = await stage.WriteAsync("Hello");
        var account = stage.Product.Account;
        var status = new ProviderStatus((await stage.Stage.LinkAsync(id)).ProviderId!, SendStates.Failed, "21610");

        // As a poll of the message brings it.
        await stage.Product.Get<NoteStatus>().RunAsync(account, id, status, CancellationToken.None);
        await stage.Product.Get<NoteStatus>().RunAsync(account, id, status, CancellationToken.None);
        var during = await stage.StateAsync();
        await stage.Product.Queue.RunDueAsync();

        // Not before the callback has its answer, and at once after it: long before GoHighLevel is told of the failure.
        Assert.Null(during);
        Assert.Single(await stage.HistoryAsync());
        Assert.True((await stage.KnownAsync())!.IsStopped);
        Assert.Equal("pending", stage.Stage.StatusOf(id));
    }

    [Fact]
    public async Task A_callback_that_died_before_it_queued_anything_loses_no_opt_out()
    {
        await using var stage = await ConsentStage.StartAsync();
        stage.Stage.Twilio.World.SetOutcome(TestProduct.Customer(1), TwilioOutcome.StaysQueued);
        var id = await stage.WriteAsync("Hello");
        await stage.Product.Get<MessageLinks>().UpdateAsync(
            stage.Product.LocationId, id,
            now => now with { State = SendStates.Failed, FailureCode = Failures.ProviderRefused.Code, ProviderCode = "21610" }, CancellationToken.None);

        await stage.Product.Queue.RunAllAsync(ReportWork.FirstPoll);

        Assert.Single(await stage.HistoryAsync());
        Assert.True((await stage.KnownAsync())!.IsStopped);
        Assert.Equal("21610", stage.ErrorOf(id));
    }

    [Fact]
    public async Task What_is_said_of_another_accounts_message_stops_nobody()
    {
        await using var stage = await ConsentStage.StartAsync();
        var id = await stage.WriteAsync("Hello");

        await stage.Product.Get<NoteStatus>().RunAsync(
            stage.Support, id, new ProviderStatus("SM1", SendStates.Failed, "21610"), CancellationToken.None);

        Assert.Null(await stage.StateAsync());
    }

    [Theory]
    [InlineData("STOP", "nicht mehr schreiben", true)]
    [InlineData("HELP", "STOP", false)]
    [InlineData("nonsense", "STOP", true)]
    public async Task What_Twilio_says_of_a_message_counts_before_its_words(string type, string text, bool isStopped)
    {
        await using var stage = await ConsentStage.StartAsync();
        var post = new TwilioPost(stage.Product) { SignedUrl = stage.Product.Account.Twilio!.HookUrl }.With("OptOutType", type).With("Body", text);
        using var answer = await stage.Stage.Door.Http.SendAsync(post.ToRequest());
        await stage.SettleAsync();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(isStopped, (await stage.KnownAsync())?.IsStopped);
        if (isStopped) Assert.Equal(type == "STOP" ? "opt_out_type" : "word", Assert.Single(await stage.HistoryAsync()).Evidence.Code);
    }

    [Fact]
    public async Task Twilios_start_undoes_a_stop()
    {
        await using var stage = await ConsentStage.StartAsync();
        await stage.HearAsync(stage.Sales, "STOP");
        using var answer = await stage.Stage.Door.Http.SendAsync(
            new TwilioPost(stage.Product).With("OptOutType", "START").With("Body", "JOIN").ToRequest());
        await stage.SettleAsync();

        Assert.False((await stage.StateAsync())!.IsStopped);
        Assert.Equal("inactive", stage.DndOf("SMS"));
    }
}
