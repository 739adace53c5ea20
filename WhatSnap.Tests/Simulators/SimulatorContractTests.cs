using System.Net;
using System.Text.Json;
using WhatSnap.Local.Simulators.GoHighLevel;
using WhatSnap.Local.Simulators.Twilio;
using WhatSnap.Tests.Contracts;
using Xunit.Abstractions;

namespace WhatSnap.Tests.Simulators;

/// <summary>Holds the simulators against the vendors' documents, where these are at hand.</summary>
public sealed class SimulatorContractTests(ITestOutputHelper output)
{
    private const string Location = GoHighLevelStage.LocationId;

    [Fact]
    public async Task Contacts_are_as_GoHighLevel_documents_them()
    {
        if (Load("gohighlevel/patched/contacts.json") is not { } document) return;
        await using var stage = await GoHighLevelStage.StartAsync();
        const string contact = $$"""
            {"locationId":"{{Location}}","phone":"+14155550100","email":"a@b.example","name":"Demo One","tags":["a"],
             "dnd":false,"dndSettings":{"SMS":{"status":"active"} },"source":"WhatSnap",
             "customFields":[{"id":"field1","field_value":"x"}]}
            """;

        var created = await HoldAsync(stage, document, "POST", "/contacts/", contact, HttpStatusCode.Created);
        var id = created.GetProperty("contact").GetProperty("id").GetString();
        await HoldAsync(stage, document, "POST", "/contacts/", contact, HttpStatusCode.BadRequest);
        await HoldAsync(stage, document, "POST", "/contacts/upsert", contact, HttpStatusCode.OK);
        await HoldAsync(stage, document, "GET", $"/contacts/{id}", body: null, HttpStatusCode.OK);
        await HoldAsync(stage, document, "PUT", $"/contacts/{id}", """{"firstName":"Demo"}""", HttpStatusCode.OK);
        await HoldAsync(stage, document, "POST", $"/contacts/{id}/tags", """{"tags":["b"]}""", HttpStatusCode.Created);
        await HoldAsync(stage, document, "DELETE", $"/contacts/{id}/tags", """{"tags":["b"]}""", HttpStatusCode.OK);
        const string duplicate = $"/contacts/search/duplicate?locationId={Location}&number=";
        await HoldAsync(stage, document, "GET", duplicate + "%2B14155550100", body: null, HttpStatusCode.OK);
        await HoldAsync(stage, document, "GET", duplicate + "%2B14155550999", body: null, HttpStatusCode.OK);
        const string search = $$"""{"locationId":"{{Location}}","pageLimit":20}""";
        await HoldAsync(stage, document, "POST", "/contacts/search", search, HttpStatusCode.OK);
        var bulk = $$"""{"locationId":"{{Location}}","contacts":["{{id}}"],"tags":["c"]}""";
        await HoldBulkAsync(stage, document, "add", bulk);
        await HoldBulkAsync(stage, document, "remove", bulk);
        await HoldAsync(stage, document, "DELETE", $"/contacts/{id}", body: null, HttpStatusCode.OK);
        await HoldAsync(stage, document, "GET", "/contacts/nobody", body: null, HttpStatusCode.BadRequest);
        await HoldRefusalAsync(stage, document, "/contacts/", $$"""{"locationId":"{{Location}}","more":1}""");
        stage.World.Faults = new GoHighLevelFaults { RateLimit = new GoHighLevelRateLimit { Max = 0 } };
        await HoldAsync(stage, document, "POST", "/contacts/", contact, HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Users_are_as_GoHighLevel_documents_them()
    {
        if (Load("gohighlevel/apps/users.json") is not { } document) return;
        await using var stage = await GoHighLevelStage.StartAsync();

        var company = stage.World.Locations[0].CompanyId;
        await HoldAsync(
            stage, document, "GET", $"/users/search?companyId={company}&locationId={Location}", body: null, HttpStatusCode.OK);
        await HoldAsync(stage, document, "GET", "/users/search", body: null, HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Locations_are_as_GoHighLevel_documents_them()
    {
        if (Load("gohighlevel/apps/locations.json") is not { } document) return;
        await using var stage = await GoHighLevelStage.StartAsync();
        const string location = "/locations/" + Location;

        await HoldAsync(stage, document, "GET", location, body: null, HttpStatusCode.OK);
        await HoldAsync(stage, document, "POST", location + "/tags", """{"name":"vip"}""", HttpStatusCode.OK);
        var tags = await HoldAsync(stage, document, "GET", location + "/tags", body: null, HttpStatusCode.OK);
        var tag = $"{location}/tags/{tags.GetProperty("tags")[0].GetProperty("id").GetString()}";
        await HoldAsync(stage, document, "DELETE", tag, body: null, HttpStatusCode.OK);
        await HoldAsync(stage, document, "DELETE", tag, body: null, HttpStatusCode.BadRequest);
        await HoldAsync(
            stage,
            document,
            "POST",
            location + "/customFields",
            """{"name":"Reached on","dataType":"TEXT","model":"contact","placeholder":"number"}""",
            HttpStatusCode.Created);
        await HoldAsync(stage, document, "GET", location + "/customFields", body: null, HttpStatusCode.OK);
        await HoldRefusalAsync(stage, document, location + "/customFields", """{"name":"a","dataType":"b","more":1}""");
    }

    [Fact]
    public async Task Conversations_are_as_GoHighLevel_documents_them()
    {
        if (Load("gohighlevel/patched/conversations.json") is not { } document) return;
        await using var stage = await GoHighLevelStage.StartAsync();
        var contact = stage.World.SeedContact(Location, "+14155550100", "Demo");
        var message = $$"""
            {"type":"SMS","contactId":"{{contact.Id}}","message":"hello","direction":"inbound","altId":"x",
             "attachments":["https://files.example/a.png"],"date":"2026-01-02T03:04:05.678Z",
             "conversationProviderId":"{{GoHighLevelStage.ProviderId}}"}
            """;

        // The live service answers 201 where its document says 200.
        const string inbound = "/conversations/messages/inbound";
        await HoldAsync(stage, document, "POST", inbound, message, HttpStatusCode.Created, documentedAs: 200);
        for (var number = 0; number < 11; number++) await stage.SayAsync(contact.Id, "again");

        var stored = stage.World.Messages[0];
        await HoldAsync(stage, document, "GET", $"/conversations/messages/{stored.Id}", body: null, HttpStatusCode.OK);
        const string export = $"/conversations/messages/export?locationId={Location}&limit=10";
        await HoldAsync(stage, document, "GET", export, body: null, HttpStatusCode.OK);
        const string search = $"/conversations/search?locationId={Location}";
        await HoldAsync(stage, document, "GET", search, body: null, HttpStatusCode.OK);

        // The live service nests this answer in "messages" where its document has it flat.
        var path = $"/conversations/{stored.ConversationId}/messages";
        var nested = (await stage.GetAsync(path)).Body.GetProperty("messages");
        Hold(document.CheckResponse("GET", path, 200, nested));

        await HoldRefusalAsync(stage, document, inbound, """{"type":"SMS","more":1}""");
    }

    [Fact]
    public async Task What_is_written_and_its_statuses_are_as_GoHighLevel_documents_them()
    {
        if (Load("gohighlevel/patched/conversations.json") is not { } document) return;
        await using var stage = await GoHighLevelStage.StartAsync(
            new GoHighLevelFaults { RateLimit = null, StatusRaceMs = 0 });
        var contact = stage.World.SeedContact(Location, "+14155550100", "Demo");
        var sent = await HoldAsync(
            stage, document, "POST", "/conversations/messages",
            $$"""{"type":"SMS","contactId":"{{contact.Id}}","message":"hello","attachments":["https://files.example/a.png"]}""",
            HttpStatusCode.Created, documentedAs: 200);
        var id = sent.GetProperty("messageId").GetString()!;
        var status = $"/conversations/messages/{id}/status";

        await HoldAsync(stage, document, "PUT", status, """{"status":"read"}""", HttpStatusCode.Forbidden);
        stage.World.TakeDelivery(id);
        await HoldAsync(stage, document, "PUT", status, """{"status":"delivered"}""", HttpStatusCode.OK);
        const string failed = """{"status":"failed","error":{"code":"30003","type":"provider","message":"Off."}}""";
        await HoldAsync(stage, document, "PUT", status, failed, HttpStatusCode.OK);
        await HoldAsync(stage, document, "GET", $"/conversations/messages/{id}", body: null, HttpStatusCode.OK);
        await HoldAsync(stage, document, "PUT", status, """{"status":"failed"}""", HttpStatusCode.UnprocessableEntity);
        stage.World.AllowForeignToken(Location, GoHighLevelStage.Token);
        await HoldAsync(stage, document, "PUT", status, """{"status":"read"}""", HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_channels_are_as_GoHighLevel_documents_them()
    {
        if (Load("gohighlevel/apps/v3/locations-v3.json") is not { } document) return;
        await using var stage = await GoHighLevelStage.StartAsync();
        const string path = $"/locations/{Location}/conversationChannels/SMS";

        Hold(document.CheckResponse("GET", path, 200, (await stage.GetAsync(path, version: "v3")).Body));
    }

    [Fact]
    public async Task Sending_is_as_Twilio_documents_it()
    {
        if (Load("twilio/whatsnap_twilio_mini.json") is not { } document) return;
        await using var stage = await TwilioStage.StartAsync();
        var form = JsonElement.Parse("""
            {"To":"+14155550100","From":"+14155550199","Body":"a","MediaUrl":["https://a.example/1.png"],
             "StatusCallback":"https://a.example/status","ValidityPeriod":14400,"SmartEncoded":true}
            """);
        Hold(document.CheckRequest("POST", TwilioSendStage.Messages, form));

        var sent = await stage.SendTextAsync(
            ("MediaUrl", "https://a.example/1.png"), ("StatusCallback", await WebhookReceiver.DeadUrlAsync()),
            ("ValidityPeriod", "14400"), ("SmartEncoded", "true"));
        var refused = await stage.SendTextAsync(("To", "nobody"));
        await stage.World.WhenSendsAreDoneAsync();

        Hold(document.CheckResponse("POST", TwilioSendStage.Messages, 201, sent.Body));
        Hold(document.CheckResponse("POST", TwilioSendStage.Messages, 400, refused.Body));
        var path = $"{TwilioStage.AccountPath}/Messages/{sent.Body.GetProperty("sid").GetString()}.json";
        Hold(document.CheckResponse("GET", path, 200, (await stage.GetAsync(path)).Body));
        var list = await stage.GetAsync(TwilioSendStage.Messages);
        Hold(document.CheckResponse("GET", TwilioSendStage.Messages, 200, list.Body));
        stage.World.Faults = new TwilioFaults { TooManyRequestsRate = 1 };
        Hold(document.CheckResponse("POST", TwilioSendStage.Messages, 429, (await stage.SendTextAsync()).Body));
    }

    [Fact]
    public async Task The_api_is_as_Twilio_documents_it()
    {
        if (Load("twilio/whatsnap_twilio_mini.json") is not { } document) return;
        await using var stage = await TwilioStage.StartAsync();
        var text = await stage.TextAsync("hello", new TwilioMediaContent("image/png", [1]));
        const string account = TwilioStage.AccountPath;
        const string number = $"{account}/IncomingPhoneNumbers/{TwilioStage.NumberSid}.json";

        foreach (var path in new[]
        {
            $"{account}.json", $"{account}/Balance.json", $"{account}/IncomingPhoneNumbers.json", number,
            $"{account}/Messages.json", $"{account}/Messages/{text.Sid}.json", $"{account}/Messages/{text.Sid}/Media.json",
        })
        {
            await HoldAsync(stage, document, stage.Address, path);
        }

        const string service = "/v1/Services/MGaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
        stage.World.SetService(new TwilioService
        {
            Sid = service.Split('/')[^1],
            AccountSid = TwilioStage.AccountSid,
            NumberSids = [TwilioStage.NumberSid],
            CampaignStatus = "PENDING",
        });
        stage.Number = stage.Number with { TollfreeStatus = "IN_REVIEW" };
        foreach (var path in new[]
        {
            "/v1/Services", service, $"{service}/PhoneNumbers", $"{service}/PhoneNumbers/{TwilioStage.NumberSid}",
            $"{service}/Compliance/Usa2p", "/v1/Tollfree/Verifications",
        })
        {
            await HoldAsync(stage, document, stage.MessagingAddress, path);
        }

        var form = JsonElement.Parse("""{"SmsUrl":"https://a.example","SmsMethod":"POST"}""");
        Hold(document.CheckRequest("POST", number, form));
        var updated = await stage.PostFormAsync(number, ("SmsUrl", "https://a.example"), ("SmsMethod", "POST"));
        Hold(document.CheckResponse("POST", number, (int)updated.Status, updated.Body));
    }

    private OpenApiDocument? Load(string path)
    {
        if (Repository.VendorDocuments is { } folder) return OpenApiDocument.Load(Path.Combine(folder, path));

        output.WriteLine("Nothing was checked: no folder ../shared/reference/data is beside the repository.");
        return null;
    }

    private static async Task<JsonElement> HoldAsync(
        GoHighLevelStage stage,
        OpenApiDocument document,
        string method,
        string path,
        string? body,
        HttpStatusCode expected,
        int? documentedAs = null)
    {
        if (body is not null) Hold(document.CheckRequest(method, path, JsonElement.Parse(body)));
        var answer = await stage.SendAsync(HttpMethod.Parse(method), path, body);

        Assert.Equal(expected, answer.Status);
        Hold(document.CheckResponse(method, path, documentedAs ?? (int)answer.Status, answer.Body));
        return answer.Body;
    }

    /// <summary>The document's schema has strings where its own example has objects.</summary>
    private static async Task HoldBulkAsync(GoHighLevelStage stage, OpenApiDocument document, string type, string body)
    {
        var path = $"/contacts/bulk/tags/update/{type}";
        Hold(document.CheckRequest("POST", path, JsonElement.Parse(body)));
        var answer = await stage.PostAsync(path, body);

        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Assert.Equal(
            ["body.responses[0] is not of type string"], document.CheckResponse("POST", path, 201, answer.Body));
    }

    /// <summary>The answer is as documented, and so is the refusal of a caller without credentials.</summary>
    private static async Task HoldAsync(TwilioStage stage, OpenApiDocument document, Uri host, string path)
    {
        var answer = await stage.GetAsync(new Uri(host, path).ToString());
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Hold(document.CheckResponse("GET", path, 200, answer.Body));
        var refused = await stage.GetAsync(new Uri(host, path).ToString(), user: null);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.Status);
        Hold(document.CheckResponse("GET", path, 401, refused.Body));
    }

    /// <summary>What the document does not allow is refused, in the documented shape.</summary>
    private static async Task HoldRefusalAsync(
        GoHighLevelStage stage, OpenApiDocument document, string path, string body)
    {
        Assert.NotEmpty(document.CheckRequest("POST", path, JsonElement.Parse(body)));
        var answer = await stage.PostAsync(path, body);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Hold(document.CheckResponse("POST", path, 422, answer.Body));
    }

    private static void Hold(IReadOnlyList<string> problems) => Assert.Empty(problems);
}
