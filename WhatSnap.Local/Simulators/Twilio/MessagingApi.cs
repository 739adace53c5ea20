using System.Text.Json.Nodes;

namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>
/// Twilio's messaging API, a host of its own: services, their numbers, and registrations. It answers for the account
/// whose credentials are shown.
/// </summary>
internal sealed class MessagingApi(TwilioWorld world)
{
    public void Map(WebApplication application)
    {
        var pipeline = new TwilioPipeline(world);
        Route("GET", "/Services", TwilioCallName.ListServices, ListServices);
        Route("GET", "/Services/{sid}", TwilioCallName.ReadService, GetService);
        Route("POST", "/Services/{sid}", TwilioCallName.UpdateService, UpdateService);
        Route("GET", "/Services/{sid}/PhoneNumbers", TwilioCallName.ListServiceNumbers, ListServiceNumbers);
        Route("GET", "/Services/{sid}/PhoneNumbers/{numberSid}", TwilioCallName.ReadServiceNumber, GetServiceNumber);
        Route("GET", "/Services/{sid}/Compliance/Usa2p", TwilioCallName.ListCampaigns, ListCampaigns);
        Route("GET", "/Tollfree/Verifications", TwilioCallName.ListVerifications, ListVerifications);

        void Route(string method, string path, TwilioCallName name, Func<TwilioCall, TwilioAccount, TwilioAnswer> work) =>
            application.MapMethods("/v1" + path, [method], context => pipeline.RunAsync(context, name, null, work));
    }

    private TwilioAnswer ListServices(TwilioCall call, TwilioAccount account) => TwilioLists.MetaPage(
        call, "services",
        world.Services.Where(service => service.AccountSid == account.Sid)
            .Select(service => (service.Sid, Json: MessagingJson.Of(service, call.Host))));

    private TwilioAnswer GetService(TwilioCall call, TwilioAccount account) =>
        Service(call, account) is { } service
            ? TwilioAnswer.Ok(MessagingJson.Of(service, call.Host))
            : TwilioAnswer.NotFound(call.Path);

    private TwilioAnswer UpdateService(TwilioCall call, TwilioAccount account)
    {
        if (Service(call, account) is not { } service) return TwilioAnswer.NotFound(call.Path);

        var use = call.FormValue("UseInboundWebhookOnNumber");
        if (use is not (null or "true" or "false"))
            return TwilioAnswer.BadRequest(20001, "Invalid parameter: UseInboundWebhookOnNumber");

        service = service with
        {
            UseInboundWebhookOnNumber = use is null ? service.UseInboundWebhookOnNumber : use == "true",
            InboundRequestUrl = call.FormValue("InboundRequestUrl") is { } url ? NullIfEmpty(url) : service.InboundRequestUrl,
        };
        world.SetService(service);
        return TwilioAnswer.Ok(MessagingJson.Of(service, call.Host));
    }

    private TwilioAnswer ListServiceNumbers(TwilioCall call, TwilioAccount account) =>
        Service(call, account) is { } service
            ? TwilioLists.MetaPage(
                call, "phone_numbers",
                service.NumberSids.Select(world.Number).OfType<TwilioNumber>()
                    .Select(number => (number.Sid, Json: MessagingJson.Of(service, number, call.Host))))
            : TwilioAnswer.NotFound(call.Path);

    private TwilioAnswer GetServiceNumber(TwilioCall call, TwilioAccount account) =>
        Service(call, account) is { } service
        && service.NumberSids.Contains(call.PathValue("numberSid"))
        && world.Number(call.PathValue("numberSid")) is { } number
            ? TwilioAnswer.Ok(MessagingJson.Of(service, number, call.Host))
            : TwilioAnswer.NotFound(call.Path);

    private TwilioAnswer ListCampaigns(TwilioCall call, TwilioAccount account)
    {
        if (Service(call, account) is not { } service) return TwilioAnswer.NotFound(call.Path);

        var sid = "QE" + service.Sid[2..];
        IEnumerable<(string Sid, JsonObject Json)> campaigns = service.CampaignStatus is null
            ? []
            : [(sid, MessagingJson.Campaign(service, sid, call.Host))];
        return TwilioLists.MetaPage(call, "compliance", campaigns);
    }

    private TwilioAnswer ListVerifications(TwilioCall call, TwilioAccount account)
    {
        var sought = call.QueryValue("TollfreePhoneNumberSid");
        var verified = world.Numbers.Where(number => number.TollfreeStatus is not null
            && number.AccountSid == account.Sid && (sought is null || number.Sid == sought));
        return TwilioLists.MetaPage(
            call, "verifications",
            verified.Select(number => ("HH" + number.Sid[2..], Json: MessagingJson.Verification(number, call.Host))));
    }

    private TwilioService? Service(TwilioCall call, TwilioAccount account) =>
        world.Service(call.PathValue("sid")) is { } service && service.AccountSid == account.Sid ? service : null;

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
