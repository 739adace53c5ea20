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

        var epoch = world.Late.Epoch;
        var call = await TwilioCall.ReadAsync(name, context.Request);
        world.Count(name);
        if (world.NextLatency() is var wait && wait > TimeSpan.Zero)
            await Task.Delay(wait, world.Time, context.RequestAborted);

        var (failure, lateness) = world.NextFate(name);
        switch (failure)
        {
            case TwilioFailure.ServerError:
                await WriteAsync(context.Response, TwilioAnswer.ServerError());
                break;
            case TwilioFailure.TooManyRequests:
                await WriteAsync(context.Response, TwilioAnswer.TooManyRequests());
                break;
            case TwilioFailure.Reset:
                context.Abort();
                break;
            case TwilioFailure.LateCommit:
                var delay = TimeSpan.FromMilliseconds(world.Faults.LateCommitAfterMs * lateness);
                await HoldAsync(context, world.Faults.LateCommitHoldMs);
                context.Abort();
                world.Late.Add(epoch, delay, () => Answer(call, accountSid, work).Life?.Start());
                break;
            default:
                await FinishAsync(context, Answer(call, accountSid, work), failure);
                break;
        }
    }

    /// <summary>Answers for work that is done; a message begins to move once its answer is out, unless it is in a hurry.</summary>
    private static async Task FinishAsync(HttpContext context, TwilioAnswer answer, TwilioFailure? failure)
    {
        try
        {
            if (answer.Life is { IsEarly: true } life)
            {
                life.Start();
                await life.FirstCallback;
            }

            if (failure == TwilioFailure.NoAnswer) context.Abort();
            else await WriteAsync(context.Response, failure == TwilioFailure.ServerErrorAfterWork ? TwilioAnswer.ServerError() : answer);
        }
        finally
        {
            answer.Life?.Start();
        }
    }

    private async Task HoldAsync(HttpContext context, int milliseconds)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, world.Stopping);
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), world.Time, either.Token);
        }
        catch (OperationCanceledException)
        {
            // The caller gave up, which is what was waited for.
        }
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
