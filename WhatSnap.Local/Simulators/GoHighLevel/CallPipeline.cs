namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>Takes each call through rate limit, faults and access check to its work, and answers it.</summary>
internal sealed class CallPipeline(GoHighLevelWorld world)
{
    public RequestDelegate Wrap(
        string route, string version, RouteTraits traits, Func<GoHighLevelCall, LocationState, GoHighLevelAnswer> work)
    {
        GoHighLevelAnswer Answer(GoHighLevelCall call)
        {
            try
            {
                var state = Access.Admit(world, call, version);
                if (world.Faults.ScopesMissing.Contains(route))
                    throw GoHighLevelRefusal.Unauthorized("The token is not authorized for this scope.");

                return work(call, state);
            }
            catch (GoHighLevelRefusal refusal)
            {
                return refusal.Answer;
            }
        }

        return context => RunAsync(context, route, traits, Answer);
    }

    /// <summary>The same for work that looks at the caller itself.</summary>
    public RequestDelegate WrapOpen(string route, RouteTraits traits, Func<GoHighLevelCall, GoHighLevelAnswer> work)
    {
        GoHighLevelAnswer Answer(GoHighLevelCall call)
        {
            try
            {
                return work(call);
            }
            catch (GoHighLevelRefusal refusal)
            {
                return refusal.Answer;
            }
        }

        return context => RunAsync(context, route, traits, Answer);
    }

    private async Task RunAsync(
        HttpContext context, string route, RouteTraits traits, Func<GoHighLevelCall, GoHighLevelAnswer> answer)
    {
        var epoch = world.Late.Epoch;
        var (faults, dice, _) = world.CurrentHabits;
        var roll = dice.Roll();
        if (faults.Unavailable)
        {
            world.Calls.Count(route, injectedFailure: true);
            context.Abort();
            return;
        }

        var call = await ReadAsync(context);
        if (call is null || !await TakeRateAsync(context, route, call, faults)) return;

        var fate = roll.FateOf(faults, traits);
        world.Calls.Count(route, injectedFailure: fate != Fate.Normal);
        Tell(route, call, $"{fate}");
        await WaitAsync(call, faults, roll);
        switch (fate)
        {
            case Fate.Normal:
                await WriteAsync(context, answer(call));
                break;
            case Fate.EmptyCreated:
                await WriteAsync(context, GoHighLevelAnswer.CreatedNothing());
                break;
            case Fate.WorkThen500 or Fate.Only500:
                if (fate == Fate.WorkThen500) answer(call);
                await WriteAsync(context, GoHighLevelAnswer.Error(500, "Internal Server Error"));
                break;
            case Fate.WorkThenReset or Fate.OnlyReset:
                if (fate == Fate.WorkThenReset) answer(call);
                context.Abort();
                break;
            case Fate.LateCommit:
                await HoldAsync(context, faults.LateCommitHoldMs);
                context.Abort();
                var delay = TimeSpan.FromMilliseconds(faults.LateCommitAfterMs * roll.Lateness);
                world.Late.Add(epoch, delay, () => answer(call));
                break;
        }
    }

    private static async Task<GoHighLevelCall?> ReadAsync(HttpContext context)
    {
        try
        {
            return await GoHighLevelCall.ReadAsync(context);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The caller left before the request was complete.
            return null;
        }
    }

    private async Task<bool> TakeRateAsync(
        HttpContext context, string route, GoHighLevelCall call, GoHighLevelFaults faults)
    {
        if (faults.RateLimit is not { } limit || route == GoHighLevelEndpoints.TokenRoute) return true;

        var owner = call.Token is { } token ? world.Tokens.OwnerOf(token) : null;
        var rate = world.Rates.Take(owner?.LocationId ?? owner?.CompanyId ?? "", limit);
        rate.WriteTo(context.Response.Headers);
        if (rate.Allowed) return true;

        world.Calls.Count(route, injectedFailure: false);
        Tell(route, call, "Throttled");
        await WriteAsync(context, GoHighLevelAnswer.Error(429, "Too Many Requests"));
        return false;
    }

    private void Tell(string route, GoHighLevelCall call, string fate) => world.Observer?.Invoke(new ObservedCall(
        world.Time.GetUtcNow(), route, call.BodyText("altId"),
        call.BodyText("contactId") ?? call.QueryValue("contactId") ?? call.Form.GetValueOrDefault("contactId"),
        call.BodyText("phone") ?? call.QueryValue("number"), call.PathId, fate,
        call.Token is { } token ? world.Tokens.OwnerOf(token)?.LocationId : null));

    /// <summary>Not bound to the caller: a slow server finishes its work for a caller that has left.</summary>
    private async Task WaitAsync(GoHighLevelCall call, GoHighLevelFaults faults, FaultRoll roll)
    {
        var wait = TimeSpan.FromMilliseconds(
            faults.LatencyMs + faults.LatencyJitterMs * roll.Jitter + ConcernedPhone.SlownessOf(world, call, faults));
        if (wait > TimeSpan.Zero) await Task.Delay(wait, world.Time, world.Stopping);
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

    private static async Task WriteAsync(HttpContext context, GoHighLevelAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        if (answer.Body is null) return;

        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.WriteAsync(answer.Body.ToJsonString(JsonText.Plain));
    }
}
