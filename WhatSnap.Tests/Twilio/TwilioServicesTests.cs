using System.Net;
using WhatSnap.Core.Twilio;
using WhatSnap.Local.Simulators.Twilio;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Twilio;

public sealed class TwilioServicesTests
{
    private const string List = TwilioApiStage.Messaging + "/Services?PageSize=50";

    [Fact]
    public async Task The_service_of_a_number_is_found_behind_pages_of_others()
    {
        await using var stage = await TwilioApiStage.StartAsync();
        for (var index = 1; index <= 120; index++) stage.World.SetService(MakeService(index));
        stage.World.SetService(MakeService(117) with
        {
            NumberSids = [TwilioApiStage.NumberSid],
            InboundRequestUrl = "https://studio.example/flow",
            CampaignStatus = "VERIFIED",
        });

        var service = await stage.Services.FindServiceOfNumberAsync(
            TwilioApiStage.Credentials, TwilioApiStage.NumberSid, CancellationToken.None);

        Assert.Equal(
            new TwilioServiceInfo(Sid(117), "Service 117", false, "https://studio.example/flow", true), service);
    }

    [Fact]
    public async Task A_number_of_no_service_has_none()
    {
        await using var stage = await TwilioApiStage.StartAsync();
        stage.World.SetService(MakeService(1) with { NumberSids = ["PN00000000000000000000000000000002"] });

        Assert.Null(await stage.Services.FindServiceOfNumberAsync(
            TwilioApiStage.Credentials, TwilioApiStage.NumberSid, CancellationToken.None));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    public async Task A_service_without_an_inbound_address_drops_texts(string url)
    {
        using var script = new ScriptedHttp()
            .Answers(HttpMethod.Get, List, HttpStatusCode.OK, $$"""
                {"services":[{"sid":"MG1","account_sid":"{{TwilioApiStage.Sid}}","inbound_request_url":{{url}} }],
                 "meta":{"next_page_url":null} }
                """)
            .Answers(HttpMethod.Get, TwilioApiStage.Messaging + "/Services/MG1/PhoneNumbers/PN1", HttpStatusCode.OK, """{"sid":"PN1"}""");
        await using var stage = TwilioApiStage.Of(script);

        var service = await stage.Services.FindServiceOfNumberAsync(TwilioApiStage.Credentials, "PN1", CancellationToken.None);

        Assert.Equal(new TwilioServiceInfo("MG1", "", false, null, false), service);
    }

    [Fact]
    public async Task The_services_of_another_account_are_not_looked_at()
    {
        using var script = new ScriptedHttp().Answers(HttpMethod.Get, List, HttpStatusCode.OK, """
            {"services":[{"sid":"MG1","account_sid":"AC99999999999999999999999999999999"}],"meta":{"next_page_url":null} }
            """);
        await using var stage = TwilioApiStage.Of(script);

        Assert.Null(await stage.Services.FindServiceOfNumberAsync(TwilioApiStage.Credentials, "PN1", CancellationToken.None));
        Assert.Single(script.Requests);
    }

    [Theory]
    [InlineData("https://evil.example/v1/Services?Page=1")]
    [InlineData("https://api.example.com/v1/Services?Page=1")]
    public async Task A_next_page_elsewhere_is_refused_and_never_asked(string next)
    {
        using var script = new ScriptedHttp().Answers(
            HttpMethod.Get, List, HttpStatusCode.OK, $$"""{"services":[],"meta":{"next_page_url":"{{next}}"} }""");
        await using var stage = TwilioApiStage.Of(script);

        await Assert.ThrowsAsync<TwilioException>(
            () => stage.Services.FindServiceOfNumberAsync(TwilioApiStage.Credentials, "PN1", CancellationToken.None));

        Assert.Single(script.Requests);
    }

    [Fact]
    public async Task A_membership_that_could_not_be_read_is_no_answer()
    {
        await using var stage = await TwilioApiStage.StartAsync();
        stage.World.SetService(MakeService(1) with { NumberSids = [TwilioApiStage.NumberSid] });
        stage.World.Faults = new TwilioFaults
        {
            Calls = [new() { Call = TwilioCallName.ReadServiceNumber, Failure = TwilioFailure.TooManyRequests }],
        };

        var failed = await Assert.ThrowsAsync<TwilioException>(() => stage.Services.FindServiceOfNumberAsync(
            TwilioApiStage.Credentials, TwilioApiStage.NumberSid, CancellationToken.None));

        Assert.Equal((20429, true), (failed.Code, failed.IsTransient));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_service_is_told_whether_the_numbers_own_address_wins(bool use)
    {
        await using var stage = await TwilioApiStage.StartAsync();
        stage.World.SetService(MakeService(1) with { UseInboundWebhookOnNumber = !use, InboundRequestUrl = "https://old.example" });

        await stage.Services.SetUseInboundWebhookOnNumberAsync(TwilioApiStage.Credentials, Sid(1), use, CancellationToken.None);

        var service = Assert.Single(stage.World.Services);
        Assert.Equal((use, "https://old.example"), (service.UseInboundWebhookOnNumber, service.InboundRequestUrl));
    }

    [Fact]
    public async Task A_service_that_stays_as_it_was_is_a_failure()
    {
        using var script = new ScriptedHttp().Answers(
            HttpMethod.Post, TwilioApiStage.Messaging + "/Services/MG1", HttpStatusCode.OK,
            """{"sid":"MG1","use_inbound_webhook_on_number":false}""");
        await using var stage = TwilioApiStage.Of(script);

        await Assert.ThrowsAsync<TwilioException>(() => stage.Services.SetUseInboundWebhookOnNumberAsync(
            TwilioApiStage.Credentials, "MG1", true, CancellationToken.None));

        Assert.Equal("UseInboundWebhookOnNumber=true", script.Requests[0].Body);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("PENDING_REVIEW")]
    [InlineData("TWILIO_APPROVED")]
    public async Task The_verification_of_a_toll_free_number_is_read(string? status)
    {
        await using var stage = await TwilioApiStage.StartAsync();
        stage.World.SetNumber(TwilioApiStage.MakeNumber(1, TestProduct.Number) with { TollfreeStatus = status });
        stage.World.SetNumber(TwilioApiStage.MakeNumber(2, "+18005550100") with { TollfreeStatus = "TWILIO_REJECTED" });

        Assert.Equal(status, await stage.Services.ReadTollfreeStatusAsync(
            TwilioApiStage.Credentials, TwilioApiStage.NumberSid, CancellationToken.None));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("IN_PROGRESS")]
    [InlineData("VERIFIED")]
    public async Task The_campaign_of_a_service_is_read(string? status)
    {
        await using var stage = await TwilioApiStage.StartAsync();
        stage.World.SetService(MakeService(1) with { CampaignStatus = status });

        Assert.Equal(status, await stage.Services.ReadCampaignStatusAsync(TwilioApiStage.Credentials, Sid(1), CancellationToken.None));
    }

    [Fact]
    public async Task An_earlier_attempt_that_failed_does_not_hide_a_good_registration()
    {
        using var script = new ScriptedHttp()
            .Answers(
                HttpMethod.Get, TwilioApiStage.Messaging + "/Services/MG1/Compliance/Usa2p", HttpStatusCode.OK,
                """{"compliance":[{"campaign_status":"FAILED"},{"campaign_status":"VERIFIED"}]}""")
            .Answers(
                HttpMethod.Get, TwilioApiStage.Messaging + "/Tollfree/Verifications?TollfreePhoneNumberSid=PN1", HttpStatusCode.OK,
                """{"verifications":[{"status":"TWILIO_REJECTED"},{"status":"TWILIO_APPROVED"}]}""");
        await using var stage = TwilioApiStage.Of(script);

        Assert.Equal("VERIFIED", await stage.Services.ReadCampaignStatusAsync(TwilioApiStage.Credentials, "MG1", CancellationToken.None));
        Assert.Equal(
            "TWILIO_APPROVED",
            await stage.Services.ReadTollfreeStatusAsync(TwilioApiStage.Credentials, "PN1", CancellationToken.None));
    }

    private static string Sid(int index) => $"MG{index:D32}";

    private static TwilioService MakeService(int index) =>
        new() { Sid = Sid(index), AccountSid = TwilioApiStage.Sid, FriendlyName = $"Service {index}" };
}
