using System.Net;
using WhatSnap.Core.GoHighLevel;

namespace WhatSnap.Tests.GoHighLevel;

public sealed class GoHighLevelErrorTests
{
    private const string CreateUrl = CrmStage.Api + "/contacts/";
    private const string InboundUrl = CrmStage.Api + "/conversations/messages/inbound";

    [Theory]
    [InlineData("""{"statusCode":400,"message":"No such thing","canonicalCode":"NOT_THERE"}""", "No such thing", "NOT_THERE")]
    [InlineData("""{"statusCode":422,"message":["first is wrong","second too"]}""", "first is wrong; second too", null)]
    [InlineData("""{"message":["first is wrong",7,null]}""", "first is wrong", null)]
    [InlineData("""{"message":{"text":"nested"}}""", null, null)]
    [InlineData("""{"statusCode":400}""", null, null)]
    [InlineData("{}", null, null)]
    [InlineData("null", null, null)]
    [InlineData("[]", null, null)]
    [InlineData("<html><body>Bad gateway</body></html>", null, null)]
    [InlineData("{\"message\":", null, null)]
    [InlineData(null, null, null)]
    public async Task Every_shape_of_an_error_is_read_for_GoHighLevels_words(string? body, string? words, string? code)
    {
        using var stage = await CrmStage.StartAsync();
        stage.Script.Answers(HttpMethod.Get, stage.LocationUrl(), HttpStatusCode.BadRequest, body);

        var failed = await Assert.ThrowsAsync<GoHighLevelException>(() => stage.ReadLocationAsync());

        Assert.Equal((words, code), (failed.VendorMessage, failed.Code));
        Assert.Equal(CallOutcome.Refused, failed.Outcome);
    }

    [Theory]
    [InlineData(302, CallOutcome.Refused)]
    [InlineData(400, CallOutcome.Refused)]
    [InlineData(401, CallOutcome.Refused)]
    [InlineData(403, CallOutcome.Refused)]
    [InlineData(404, CallOutcome.Refused)]
    [InlineData(408, CallOutcome.MayStillRun)]
    [InlineData(409, CallOutcome.Refused)]
    [InlineData(422, CallOutcome.Refused)]
    [InlineData(429, CallOutcome.NotDone)]
    [InlineData(500, CallOutcome.MayHaveBeenDone)]
    [InlineData(501, CallOutcome.MayHaveBeenDone)]
    [InlineData(502, CallOutcome.MayStillRun)]
    [InlineData(503, CallOutcome.MayStillRun)]
    [InlineData(504, CallOutcome.MayStillRun)]
    [InlineData(524, CallOutcome.MayHaveBeenDone)]
    public async Task Each_status_says_whether_the_call_may_have_been_done(int status, CallOutcome outcome)
    {
        using var stage = await CrmStage.StartAsync();
        stage.Script.Answers(HttpMethod.Post, InboundUrl, (HttpStatusCode)status, """{"message":"x"}""");

        var failed = await Assert.ThrowsAsync<GoHighLevelException>(() => stage.AddInboundAsync());

        Assert.Equal((outcome, (HttpStatusCode)status), (failed.Outcome, failed.StatusCode));
        Assert.Equal(outcome != CallOutcome.Refused, failed.IsTransient);
    }

    [Theory]
    [InlineData(HttpStatusCode.Created, null)]
    [InlineData(HttpStatusCode.Created, "{}")]
    [InlineData(HttpStatusCode.OK, """{"messageId":""}""")]
    [InlineData(HttpStatusCode.OK, "<html>OK</html>")]
    public async Task A_success_that_names_no_message_is_a_failure_that_may_have_been_done(
        HttpStatusCode status, string? body)
    {
        using var stage = await CrmStage.StartAsync();
        stage.Script.Answers(HttpMethod.Post, InboundUrl, status, body);

        var failed = await Assert.ThrowsAsync<GoHighLevelException>(() => stage.AddInboundAsync());

        Assert.Equal((CallOutcome.MayHaveBeenDone, "EMPTY_ANSWER"), (failed.Outcome, failed.Code));
    }

    [Fact]
    public async Task A_success_that_names_no_contact_is_a_failure_that_may_have_been_done()
    {
        using var stage = await CrmStage.StartAsync();
        stage.Script.Answers(HttpMethod.Post, CreateUrl, HttpStatusCode.Created);

        var failed = await Assert.ThrowsAsync<GoHighLevelException>(() => stage.CreateAsync());

        Assert.Equal((CallOutcome.MayHaveBeenDone, "EMPTY_ANSWER"), (failed.Outcome, failed.Code));
    }

    [Fact]
    public async Task A_refused_duplicate_names_the_contact_that_is_there()
    {
        using var stage = await CrmStage.StartAsync();
        stage.Script.Answers(HttpMethod.Post, CreateUrl, HttpStatusCode.BadRequest, """
            {"statusCode":400,"message":"This location does not allow duplicated contacts.",
             "meta":{"contactId":"contact7","matchingField":"phone"}}
            """);

        var refused = await Assert.ThrowsAsync<GoHighLevelException>(() => stage.CreateAsync());

        Assert.Equal("contact7", refused.ExistingContactId);
    }

    [Fact]
    public async Task A_failure_says_which_call_it_was_and_repeats_neither_number_nor_token_nor_GoHighLevels_words()
    {
        using var stage = await CrmStage.StartAsync();
        stage.Script.Answers(
            HttpMethod.Get, stage.FindUrl, HttpStatusCode.UnprocessableEntity, $$"""{"message":"{{CrmStage.Number}} is odd"}""");

        var failed = await Assert.ThrowsAsync<GoHighLevelException>(() => stage.FindAsync());

        Assert.Contains("GET /contacts/search/duplicate", failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(CrmStage.Number[1..], failed.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("token-one", failed.ToString(), StringComparison.Ordinal);
        Assert.Contains(CrmStage.Number, failed.VendorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_location_without_a_token_is_refused_before_any_call()
    {
        using var stage = await CrmStage.StartAsync();

        var refused = await Assert.ThrowsAsync<GoHighLevelException>(() => stage.ReadLocationAsync("loc-never-installed"));

        Assert.Equal((CallOutcome.Refused, "NOT_INSTALLED"), (refused.Outcome, refused.Code));
        Assert.Empty(stage.Script.Requests);
    }
}
