namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>The part of Twilio's 2010 REST API that a receiver of texts needs.</summary>
internal sealed class TwilioApi(TwilioWorld world, Uri mediaStore)
{
    private const string Account = "/2010-04-01/Accounts/{accountSid}";

    public void Map(WebApplication application)
    {
        Route("GET", Account + ".json", (_, account) => TwilioAnswer.Ok(TwilioJson.Of(account)));
        Route("GET", Account + "/Balance.json", GetBalance);
        Route("GET", Account + "/IncomingPhoneNumbers.json", ListNumbers);
        Route("GET", Account + "/IncomingPhoneNumbers/{sid}.json", GetNumber);
        Route("POST", Account + "/IncomingPhoneNumbers/{sid}.json", UpdateNumber);
        Route("GET", Account + "/Messages.json", ListMessages);
        Route("GET", Account + "/Messages/{sid}.json", GetMessage);
        Route("GET", Account + "/Messages/{sid}/Media/{mediaSid}", GetMedia);

        void Route(string method, string path, Func<TwilioCall, TwilioAccount, TwilioAnswer> work) =>
            application.MapMethods(path, [method], context => RunAsync(context, work));
    }

    private async Task RunAsync(HttpContext context, Func<TwilioCall, TwilioAccount, TwilioAnswer> work)
    {
        if (world.Faults.Unavailable)
        {
            context.Abort();
            return;
        }

        var call = await TwilioCall.ReadAsync(context.Request);
        if (world.NextLatency() is var wait && wait > TimeSpan.Zero)
            await Task.Delay(wait, world.Time, context.RequestAborted);

        var account = world.Account(call.PathValue("accountSid"));
        var answer = account is not null && call.MayUse(world, account)
            ? work(call, account)
            : TwilioAnswer.NotAuthenticated();
        await WriteAsync(context.Response, answer);
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

    /// <summary>Subaccounts have none of their own.</summary>
    private static TwilioAnswer GetBalance(TwilioCall call, TwilioAccount account) =>
        account.Balance is null ? TwilioAnswer.NotFound(call.Path) : TwilioAnswer.Ok(TwilioJson.Balance(account));

    private TwilioAnswer ListNumbers(TwilioCall call, TwilioAccount account) =>
        TwilioLists.Numbers(world, call, account);

    private TwilioAnswer ListMessages(TwilioCall call, TwilioAccount account) =>
        TwilioLists.Messages(world, call, account);

    private TwilioAnswer GetNumber(TwilioCall call, TwilioAccount account) =>
        Number(call, account) is { } number
            ? TwilioAnswer.Ok(TwilioJson.Of(number))
            : TwilioAnswer.NotFound(call.Path);

    private TwilioAnswer UpdateNumber(TwilioCall call, TwilioAccount account)
    {
        if (Number(call, account) is not { } number) return TwilioAnswer.NotFound(call.Path);

        foreach (var name in new[] { "SmsUrl", "SmsFallbackUrl", "StatusCallback" })
        {
            if (call.FormValue(name) is { Length: > 0 } url && !IsWebAddress(url))
                return TwilioAnswer.BadRequest(21402, $"{name} is not a valid URL: {url}");
        }

        foreach (var name in new[] { "SmsMethod", "SmsFallbackMethod" })
        {
            if (call.FormValue(name) is { } method and not ("GET" or "POST"))
                return TwilioAnswer.BadRequest(21403, $"{name} is not a valid HTTP method: {method}");
        }

        number = number with
        {
            SmsUrl = call.FormValue("SmsUrl") ?? number.SmsUrl,
            SmsMethod = call.FormValue("SmsMethod") ?? number.SmsMethod,
            SmsFallbackUrl = call.FormValue("SmsFallbackUrl") ?? number.SmsFallbackUrl,
            SmsFallbackMethod = call.FormValue("SmsFallbackMethod") ?? number.SmsFallbackMethod,
            SmsApplicationSid = call.FormValue("SmsApplicationSid") ?? number.SmsApplicationSid,
            StatusCallback = call.FormValue("StatusCallback") ?? number.StatusCallback,
        };
        world.SetNumber(number);
        return TwilioAnswer.Ok(TwilioJson.Of(number));
    }

    private TwilioAnswer GetMessage(TwilioCall call, TwilioAccount account) =>
        Message(call, account) is { } message
            ? TwilioAnswer.Ok(TwilioJson.Of(message))
            : TwilioAnswer.NotFound(call.Path);

    private TwilioAnswer GetMedia(TwilioCall call, TwilioAccount account)
    {
        var mediaSid = call.PathValue("mediaSid");
        if (Message(call, account) is not { } message || world.FindMedia(message.Sid, mediaSid) is null)
            return TwilioAnswer.NotFound(call.Path);

        var file = new Uri(mediaStore, $"/{account.Sid}/{message.Sid}/{mediaSid}?Signature=simulated");
        return TwilioAnswer.Redirect(file.ToString());
    }

    private TwilioNumber? Number(TwilioCall call, TwilioAccount account) =>
        world.Number(call.PathValue("sid")) is { } number && number.AccountSid == account.Sid ? number : null;

    private TwilioMessage? Message(TwilioCall call, TwilioAccount account) =>
        world.Message(call.PathValue("sid")) is { } message && message.AccountSid == account.Sid ? message : null;

    private static bool IsWebAddress(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";
}
