namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>The part of Twilio's 2010 REST API that WhatSnap needs.</summary>
internal sealed class TwilioApi(TwilioWorld world, Uri mediaStore)
{
    private const string Account = "/2010-04-01/Accounts/{accountSid}";

    public void Map(WebApplication application)
    {
        var pipeline = new TwilioPipeline(world);
        Route("GET", ".json", TwilioCallName.ReadAccount, (_, account) => TwilioAnswer.Ok(TwilioJson.Of(account)));
        Route("GET", "/Balance.json", TwilioCallName.ReadBalance, GetBalance);
        Route("GET", "/IncomingPhoneNumbers.json", TwilioCallName.ListNumbers, ListNumbers);
        Route("GET", "/IncomingPhoneNumbers/{sid}.json", TwilioCallName.ReadNumber, GetNumber);
        Route("POST", "/IncomingPhoneNumbers/{sid}.json", TwilioCallName.UpdateNumber, UpdateNumber);
        Route("POST", "/Messages.json", TwilioCallName.SendMessage, new SendApi(world).Send);
        Route("GET", "/Messages.json", TwilioCallName.ListMessages, ListMessages);
        Route("GET", "/Messages/{sid}.json", TwilioCallName.ReadMessage, GetMessage);
        Route("GET", "/Messages/{sid}/Media.json", TwilioCallName.ListMedia, ListMedia);
        Route("GET", "/Messages/{sid}/Media/{mediaSid}", TwilioCallName.ReadMedia, GetMedia);

        void Route(string method, string path, TwilioCallName name, Func<TwilioCall, TwilioAccount, TwilioAnswer> work) =>
            application.MapMethods(
                Account + path, [method],
                context => pipeline.RunAsync(context, name, (string)context.Request.RouteValues["accountSid"]!, work));
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

        if (number.RefusesChanges)
            return TwilioAnswer.BadRequest(21649, "The number has no approved bundle that this change needs.");

        if (number.DeletedApplicationSid is { } deleted && call.FormValue("SmsApplicationSid") == deleted)
            return TwilioAnswer.BadRequest(20001, $"SmsApplicationSid {deleted} is not valid.");

        var changed = number with
        {
            SmsUrl = call.FormValue("SmsUrl") ?? number.SmsUrl,
            SmsMethod = call.FormValue("SmsMethod") ?? number.SmsMethod,
            SmsFallbackUrl = call.FormValue("SmsFallbackUrl") ?? number.SmsFallbackUrl,
            SmsFallbackMethod = call.FormValue("SmsFallbackMethod") ?? number.SmsFallbackMethod,
            SmsApplicationSid = call.FormValue("SmsApplicationSid") ?? number.SmsApplicationSid,
            StatusCallback = call.FormValue("StatusCallback") ?? number.StatusCallback,
        };
        if (!number.IgnoresChanges) world.SetNumber(changed);
        return TwilioAnswer.Ok(TwilioJson.Of(changed));
    }

    private TwilioAnswer GetMessage(TwilioCall call, TwilioAccount account) =>
        Message(call, account) is { } message
            ? TwilioAnswer.Ok(TwilioJson.Of(message))
            : TwilioAnswer.NotFound(call.Path);

    private TwilioAnswer ListMedia(TwilioCall call, TwilioAccount account) =>
        Message(call, account) is { } message
            ? TwilioLists.Media(call, message)
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
