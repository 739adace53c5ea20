using System.Net;
using WhatSnap.Core.Twilio;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Twilio;

public sealed class TwilioErrorTests
{
    private const string Number = TwilioApiStage.Api + "/IncomingPhoneNumbers/" + TwilioApiStage.NumberSid + ".json";

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, """{"code":20003,"message":"Authenticate","status":401}""", 20003, false)]
    [InlineData(HttpStatusCode.BadRequest, """{"code":"21402"}""", 21402, false)]
    [InlineData(HttpStatusCode.TooManyRequests, """{"code":20429}""", 20429, true)]
    [InlineData(HttpStatusCode.InternalServerError, """{"code":20500}""", 20500, true)]
    [InlineData(HttpStatusCode.ServiceUnavailable, "<html>down</html>", null, true)]
    [InlineData(HttpStatusCode.Forbidden, "", null, false)]
    [InlineData(HttpStatusCode.Redirect, "", null, false)]
    [InlineData(HttpStatusCode.BadRequest, """{"code":null,"type":"about:blank"}""", null, false)]
    [InlineData(
        HttpStatusCode.NotFound,
        """{"type":"https://www.twilio.com/docs/api/errors/20404","title":"Not found","status":404,"detail":"x"}""", 20404, false)]
    [InlineData(
        HttpStatusCode.BadRequest, """{"type":"https://www.twilio.com/docs/api/errors/1","title":"Bad","status":400,"code":60200}""",
        60200, false)]
    public async Task Any_failure_is_one_exception_with_status_and_code(HttpStatusCode status, string body, int? code, bool mayPass)
    {
        using var script = new ScriptedHttp().Answers(HttpMethod.Get, Number, status, body);
        await using var stage = TwilioApiStage.Of(script);

        var failed = await FailAsync(stage);

        Assert.Equal((status, code, mayPass), (failed.StatusCode, failed.Code, failed.IsTransient));
    }

    [Fact]
    public async Task A_failure_repeats_neither_body_nor_SID_nor_token_nor_number()
    {
        using var script = new ScriptedHttp().Answers(
            HttpMethod.Get, Number, HttpStatusCode.BadRequest, $$"""{"code":21402,"message":"canary {{TestProduct.Number}}"}""");
        await using var stage = TwilioApiStage.Of(script);

        var text = (await FailAsync(stage)).ToString();

        string[] secrets = ["canary", TestProduct.Number[1..], TestProduct.AuthToken, TwilioApiStage.Sid, TwilioApiStage.NumberSid];
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
        Assert.Contains("GET IncomingPhoneNumbers/{Sid} failed (400, code 21402)", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_answer_may_pass()
    {
        using var script = new ScriptedHttp()
            .Fails(HttpMethod.Get, Number, new HttpRequestException("reset"))
            .Fails(HttpMethod.Get, Number, new TaskCanceledException("late"));
        await using var stage = TwilioApiStage.Of(script);

        Assert.Equal((null, true), (await FailAsync(stage)) is var cut ? (cut.StatusCode, cut.IsTransient) : default);
        Assert.Equal((null, true), (await FailAsync(stage)) is var late ? (late.StatusCode, late.IsTransient) : default);
    }

    [Fact]
    public async Task A_caller_who_leaves_is_no_failure_of_Twilio()
    {
        using var gone = new CancellationTokenSource();
        using var script = new ScriptedHttp().Does(HttpMethod.Get, Number, async token =>
        {
            await gone.CancelAsync();
            token.ThrowIfCancellationRequested();
            return new HttpResponseMessage();
        });
        await using var stage = TwilioApiStage.Of(script);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => stage.Numbers.ReadNumberAsync(TwilioApiStage.Credentials, TwilioApiStage.NumberSid, gone.Token));
    }

    [Fact]
    public async Task A_SID_that_somebody_typed_never_changes_which_resource_is_called()
    {
        using var script = new ScriptedHttp().Answers(
            HttpMethod.Get, TwilioApiStage.Api + "/IncomingPhoneNumbers/PN1%2F..%2F..%2FBalance.json%3F.json", HttpStatusCode.NotFound);
        await using var stage = TwilioApiStage.Of(script);

        await Assert.ThrowsAsync<TwilioException>(
            () => stage.Numbers.ReadNumberAsync(TwilioApiStage.Credentials, "PN1/../../Balance.json?", CancellationToken.None));

        Assert.Single(script.Requests);
    }

    private static Task<TwilioException> FailAsync(TwilioApiStage stage) => Assert.ThrowsAsync<TwilioException>(
        () => stage.Numbers.ReadNumberAsync(TwilioApiStage.Credentials, TwilioApiStage.NumberSid, CancellationToken.None));
}
