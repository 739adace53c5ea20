namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>What every API call goes through: outages, waits, failures that were asked for, and access.</summary>
internal sealed class TwilioPipeline(TwilioWorld world)
{
    /// <param name="context">The request.</param>
    /// <param name="name">Which call it is.</param>
    /// <param name="accountSid">The account that is called; null where the API goes by the credentials alone.</param>
    /// <param name="work">Does the work and makes the answer.</param>
    public async Task RunAsync(
        HttpContext context, TwilioCallName name, string? accountSid, Func<TwilioCall, TwilioAccount, TwilioAnswer> work)
    {
        if (world.Faults.Unavailable)
        {
            context.Abort();
            return;
        }

        var call = await TwilioCall.ReadAsync(name, context.Request);
        if (world.NextLatency() is var wait && wait > TimeSpan.Zero)
            await Task.Delay(wait, world.Time, context.RequestAborted);

        var failure = world.NextFailure(name);
        var answer = failure switch
        {
            TwilioFailure.ServerError => TwilioAnswer.ServerError(),
            TwilioFailure.TooManyRequests => TwilioAnswer.TooManyRequests(),
            _ => Answer(call, accountSid, work),
        };
        if (failure == TwilioFailure.NoAnswer)
        {
            context.Abort();
            return;
        }

        await WriteAsync(context.Response, failure == TwilioFailure.ServerErrorAfterWork ? TwilioAnswer.ServerError() : answer);
    }

    private TwilioAnswer Answer(TwilioCall call, string? accountSid, Func<TwilioCall, TwilioAccount, TwilioAnswer> work)
    {
        var (account, refusal) = TwilioAccess.Check(world, call, accountSid);
        return refusal ?? work(call, account!);
    }

    private static async Task WriteAsync(HttpResponse response, TwilioAnswer answer)
    {
        response.StatusCode = answer.Status;
        if (answer.Location is { } location)
        {
            response.Headers.Location = location;
            return;
        }

        if (answer.Status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Basic realm=\"Twilio API\"";
        response.ContentType = "application/json";
        await response.WriteAsync(answer.Body.ToJsonString());
    }
}
