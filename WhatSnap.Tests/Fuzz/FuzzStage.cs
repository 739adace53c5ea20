using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.Devices;
using WhatSnap.Core.Devices.SmsGate;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Storage;
using WhatSnap.Core.Twilio;
using WhatSnap.Local.Simulators.Twilio;
using WhatSnap.Tests.Devices.SmsGate;
using WhatSnap.Tests.Fixture;
using WhatSnap.Tests.WhatsApp;

namespace WhatSnap.Tests.Fuzz;

/// <summary>The product with a Twilio and a WhatsApp account behind its door, and requests that are nearly right.</summary>
internal sealed class FuzzStage : IAsyncDisposable
{
    private static readonly JsonObject Api = (JsonObject)JsonNode.Parse("""
        {
          "kind": "twilio", "name": "Support", "twilio": { "accountSid": "AC0123456789abcdef0123456789abcdef", "authToken": "fedcba9876543210fedcba9876543210", "phoneNumber": "+14155550123" },
          "tag": "whatsnap-account-sales", "tagMode": "add", "assignment": { "userIds": ["ann"], "includesExisting": true }, "isDefault": true, "simulatesTyping": true,
          "takesGroups": false, "forwarding": { "takesServices": true, "takesCodes": true, "onlyContacts": false }, "answer": "yes", "authToken": "fedcba9876543210fedcba9876543210", "accountSid": "AC0123456789abcdef0123456789abcdef",
          "phoneNumber": "+14155550123", "assertion": { "id": "x", "response": {} }, "emails": ["owner@example.com"], "webhookUrl": "https://hooks.example.org/", "renewsSecret": true,
          "payload": "U2FsdGVkX18AAAA", "locationId": "loc1", "contactId": "c1ONsP0ScUT9p7ce8Gfx", "state": "stopped", "note": "Form"
        }
        """)!;

    private readonly FuzzMaker _make;
    private readonly WhatsAppStage _stage;
    private readonly Account _linked;
    private readonly Secret _deviceToken;
    private readonly PhoneWithSmsGate _phone;

    private FuzzStage(FuzzMaker make, WhatsAppStage stage, Account linked, Secret deviceToken, PhoneWithSmsGate phone) =>
        (_make, _stage, _linked, _deviceToken, _phone) = (make, stage, linked, deviceToken, phone);

    public TestProduct Product => _stage.Product;

    public HttpClient Http => _stage.Door.Http;

    public static async Task<FuzzStage> StartAsync(FuzzMaker make, ILoggerProvider logs)
    {
        // No Twilio answers here: what a webhook makes us ask there is refused at once.
        var stage = await WhatsAppStage.StartAsync(logs: logs, configure: services => services.PostConfigure<TwilioOptions>(
            options => options.BaseAddress = options.MessagingBaseAddress = options.PricingBaseAddress = new Uri("http://127.0.0.1:1")));
        var key = await stage.ConnectAsync();
        var phone = await stage.Product.AddAccountAsync("Phone", "+15005550199", account => account with { Platform = Platform.Device });
        var id = DeviceTokens.NewId();
        var token = DeviceTokens.New(id);
        var device = new Device(phone.LocationId, phone.AccountId, id, DevicePlatform.Mac, "Mac")
        {
            Stage = DeviceStage.Serving,
            PairedAt = stage.Product.Time.GetUtcNow(),
            TokenHash = DeviceTokens.HashOf(token),
        };
        await stage.Product.Get<DeviceTable>().AddAsync(device, CancellationToken.None);
        return new FuzzStage(make, stage, (await stage.AccountAsync(key))!, token, await AddSmsGateAsync(stage));
    }

    private static async Task<PhoneWithSmsGate> AddSmsGateAsync(WhatsAppStage stage)
    {
        var account = await stage.Product.AddAccountAsync("Android", "+15005550197", account => account with { Platform = Platform.Device });
        var id = DeviceTokens.NewId();
        var token = DeviceTokens.New(id);
        var device = new Device(account.LocationId, account.AccountId, id, DevicePlatform.Android, "Google/oriole")
        {
            Stage = DeviceStage.Serving,
            PairedAt = stage.Product.Time.GetUtcNow(),
            TokenHash = DeviceTokens.HashOf(token),
            SmsGate = SmsGateLink.New(),
        };
        await stage.Product.Get<DeviceTable>().AddAsync(device, CancellationToken.None);
        var phone = new PhoneWithSmsGate(stage.Door.Http, stage.Product.Time.GetUtcNow) { DeviceId = id, Token = token.Reveal() };
        await phone.SetUpAsync();
        return phone;
    }

    /// <summary>A request to a route, nearly right: signed or with a session where the route wants that, mostly.</summary>
    public HttpRequestMessage Make(Route route)
    {
        var request = new HttpRequestMessage(new HttpMethod(route.Method), PathOf(route.Template) + QueryOf(route));
        if (route.Method is not ("GET" or "DELETE" or "HEAD") || _make.Chance(10)) Fill(request, route);
        if (route.Template.StartsWith("api/", StringComparison.Ordinal)) Authorize(request, route);
        if (route.Template.StartsWith("device/", StringComparison.Ordinal) && !_make.Chance(15))
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {Odd(_deviceToken.Reveal())}");
        }

        // A stream of events is ended by nobody here.
        if (route.Template.StartsWith("sms/", StringComparison.Ordinal) && route.Template != Routes.SmsGateEvents && !_make.Chance(15))
        {
            var isSigningIn = route is { Method: "POST", Template: Routes.SmsGateDevice };
            request.Headers.TryAddWithoutValidation("Authorization", isSigningIn ? $"Code {Odd("ABCD-EFGH")}" : $"Bearer {Odd(_phone.Token)}");
        }

        if (_make.Chance(10)) request.Headers.TryAddWithoutValidation(_make.One(["X-Forwarded-For", "Accept", "Host", "Range", "If-None-Match", "Cookie"]), Printable(_make.Text()));
        return request;
    }

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    private string PathOf(string template)
    {
        var known = template == Routes.WhatsAppEvents ? _linked.HookKey! : template == Routes.SmsGateHook ? _phone.HookPath.Split('/')[^1] : Product.HookKey;
        var account = _make.Chance(2) ? _linked.AccountId : Product.Account.AccountId;
        return template.Replace("{key}", Odd(known), StringComparison.Ordinal).Replace("{accountId}", Odd(account), StringComparison.Ordinal)
            .Replace("{sendingId}", Odd("d86ONsP0ScUT9p7ce8Gf"), StringComparison.Ordinal).Replace("{messageId}", Odd("d86ONsP0ScUT9p7ce8Gf"), StringComparison.Ordinal)
            .Replace("{id}", Odd(new string('a', 32)), StringComparison.Ordinal).Replace("{sha256}", Odd(new string('b', 64)), StringComparison.Ordinal)
            .Replace("{link}", Odd("AAAA"), StringComparison.Ordinal).Replace("{contactId}", Odd("d86ONsP0ScUT9p7ce8Gf"), StringComparison.Ordinal);
    }

    private string Odd(string usual) => _make.Chance(6) ? _make.Segment() : usual;

    private string QueryOf(Route route)
    {
        if (route.Method != "GET" || !_make.Chance(2)) return "";
        string[] names = ["after", "state", "code", "account", "contact", "accountId", "contactId", "days", "next", "error", "reason", "limit", "page"];
        return "?" + string.Join('&', Enumerable.Range(0, 1 + _make.Next(3)).Select(_ => $"{_make.One(names)}={_make.Segment()}"));
    }

    private void Authorize(HttpRequestMessage request, Route route)
    {
        if (_make.Chance(15)) return;
        var isUnbound = route.Template == Routes.CompanyLocations || route.Template == Routes.SessionLocation;

        // A person of its own for each call: how often one may call is tested elsewhere.
        var session = new ApiSession("company1", isUnbound ? null : Product.LocationId, $"user{_make.Next(int.MaxValue)}", Rights.All);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Product.Get<SessionTokens>().Issue(session).Token.Reveal());
    }

    private void Fill(HttpRequestMessage request, Route route)
    {
        var body = route.Template switch
        {
            Routes.TwilioSms or Routes.TwilioStatus => TwilioForm(request, route),
            Routes.GoHighLevelEvents => Signed(request, CrmEvent()),
            Routes.GoHighLevelOutbound => Signed(request, new JsonObject
            {
                ["contactId"] = "c1ONsP0ScUT9p7ce8Gfx",
                ["locationId"] = Product.LocationId,
                ["messageId"] = $"m{_make.Next(int.MaxValue)}",
                ["type"] = "SMS",
                ["phone"] = "+15005550111",
                ["message"] = "Hello",
                ["attachments"] = new JsonArray("https://files.example.com/1.jpg"),
                ["userId"] = "ann",
            }),
            Routes.WhatsAppEvents => SignedEvent(request),
            Routes.SmsGateHook => SignedByPhone(request),
            Routes.SmsGateMessage => Encoding.UTF8.GetBytes(new JsonArray(_make.Mutate(PhoneState())).ToJsonString()),
            _ when route.Template.StartsWith("device/", StringComparison.Ordinal) => Json(_make.Mutate(DeviceItems())),
            _ => Json(_make.Mutate(Api)),
        };
        request.Content = new ByteArrayContent(_make.Chance(15) ? _make.Spoil(body) : body);
        var type = route.Template.StartsWith("hooks/twilio", StringComparison.Ordinal) ? "application/x-www-form-urlencoded" : "application/json";
        request.Content.Headers.TryAddWithoutValidation("Content-Type", _make.Chance(12) ? Printable(_make.Text()) : type);
    }

    private byte[] TwilioForm(HttpRequestMessage request, Route route)
    {
        var usual = new Dictionary<string, string>
        {
            ["AccountSid"] = TestProduct.AccountSid,
            ["From"] = TestProduct.Customer(_make.Next(30)),
            ["To"] = TestProduct.Number,
            ["Body"] = "Hello",
            ["MessageSid"] = TestProduct.NewSid(),
            ["NumMedia"] = "0",
            ["MediaUrl0"] = "https://api.twilio.com/x",
            ["MediaContentType0"] = "image/jpeg",
            ["MessageStatus"] = "delivered",
            ["ErrorCode"] = "30003",
            ["OptOutType"] = "STOP",
            ["ProfileName"] = "Ann",
            ["RawDlrDoneDate"] = "2611261200",
        };
        var body = _make.Form(usual, out var sent);
        var url = route.Template == Routes.TwilioSms ? Product.Account.Twilio!.HookUrl : "https://hooks.example.com/" + request.RequestUri;
        request.Headers.TryAddWithoutValidation("X-Twilio-Signature", _make.Chance(15) ? Printable(_make.Text()) : TwilioSigner.Sign(TestProduct.AuthToken, url, sent));
        return body;
    }

    private byte[] SignedByPhone(HttpRequestMessage request)
    {
        var body = Json(_make.Mutate(new JsonObject
        {
            ["id"] = $"{_make.Next(1_000)}",
            ["event"] = _make.One(["sms:received", "mms:downloaded", "system:ping", "app:started", "sms:sent", "x"]),
            ["payload"] = new JsonObject
            {
                ["sender"] = TestProduct.Customer(_make.Next(30)),
                ["message"] = "Hello",
                ["body"] = "Hello",
                ["receivedAt"] = "2026-11-23T13:00:00.000+01:00",
                ["attachments"] = new JsonArray(new JsonObject { ["contentType"] = "image/jpeg", ["data"] = "/9j/4AAQ" }),
                ["health"] = new JsonObject { ["status"] = "pass" },
            },
        }));
        ReadOnlySpan<byte> signed = [.. body, .. "1795780800"u8];
        request.Headers.TryAddWithoutValidation("X-Timestamp", "1795780800");
        request.Headers.TryAddWithoutValidation("X-Signature", Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(_phone.SigningKey), signed)));
        return body;
    }

    private JsonObject PhoneState() => new()
    {
        ["id"] = new string('a', 32),
        ["state"] = _make.One(["Pending", "Processed", "Sent", "Delivered", "Failed", "Cancelled"]),
        ["recipients"] = new JsonArray(new JsonObject { ["phoneNumber"] = "15005551001", ["error"] = "RESULT_ERROR_NO_SERVICE" }),
    };

    private JsonObject DeviceItems() => new()
    {
        ["from"] = TestProduct.Customer(_make.Next(30)),
        ["text"] = "Hello",
        ["leaseId"] = "1",
        ["items"] = new JsonArray(new JsonObject
        {
            ["key"] = $"key-{_make.Next(1_000)}",
            ["direction"] = _make.One(["in", "out"]),
            ["from"] = TestProduct.Customer(_make.Next(30)),
            ["to"] = TestProduct.Customer(_make.Next(30)),
            ["chatKey"] = "x",
            ["isGroup"] = false,
            ["service"] = "sms",
            ["text"] = "Hello",
            ["sentAt"] = "2026-11-23T12:00:00.000Z",
            ["senderName"] = "Ann",
            ["attachments"] = new JsonArray(new JsonObject { ["sha256"] = new string('b', 64), ["type"] = "image/jpeg" }),
            ["id"] = new string('a', 32),
            ["leaseId"] = "1",
            ["state"] = _make.One(["sent", "delivered", "failed", "unknown"]),
            ["error"] = "22",
            ["providerGuid"] = "x",
        }),
    };

    private JsonObject CrmEvent() => new()
    {
        ["type"] = _make.One(["ContactCreate", "ContactUpdate", "ContactDelete", "ContactTagUpdate", "ContactDndUpdate", "INSTALL", "UNINSTALL", "LocationUpdate", "OutboundMessage", "x"]),
        ["locationId"] = Product.LocationId,
        ["companyId"] = "company1",
        ["id"] = "c1ONsP0ScUT9p7ce8Gfx",
        ["webhookId"] = $"{Guid.NewGuid()}",
        ["timestamp"] = "2026-11-23T12:00:00Z",
        ["appId"] = Product.Crm.World.App.ClientId.Split('-')[0],
        ["tags"] = new JsonArray("vip", "whatsnap-account-sales"),
        ["phone"] = "+15005550111",
        ["dnd"] = true,
        ["dndSettings"] = new JsonObject { ["SMS"] = new JsonObject { ["status"] = "active" } },
        ["assignedTo"] = "ann",
    };

    private byte[] Signed(HttpRequestMessage request, JsonObject body)
    {
        var bytes = Json(_make.Mutate(body));
        request.Headers.TryAddWithoutValidation("X-GHL-Signature", _make.Chance(15) ? Printable(_make.Text()) : Product.Crm.World.Webhooks.Sign(bytes));
        return bytes;
    }

    private byte[] SignedEvent(HttpRequestMessage request)
    {
        var told = _stage.Waha.EventOf("WORKING", kind: _make.One(["message.any", "message", "message.ack", "message.reaction", "message.edited", "message.revoked", "message.waiting", "session.status", "x"]));
        if (told["event"]!.GetValue<string>().StartsWith("message", StringComparison.Ordinal)) told["payload"] = Payload();
        var text = _make.Halve(_make.Mutate(told)?.ToJsonString() ?? "null");
        request.Headers.TryAddWithoutValidation("X-Webhook-Hmac", _make.Chance(15) ? Printable(_make.Text()) : FakeWaha.Sign(text));
        request.Headers.TryAddWithoutValidation("X-Webhook-Hmac-Algorithm", "sha512");
        return Encoding.UTF8.GetBytes(text);
    }

    private JsonObject Payload()
    {
        var payload = new WahaText("Hello", $"+1500555{_make.Next(10_000):D4}") { File = _make.Chance(4) ? ("1.jpg", "image/jpeg") : null }.ToPayload(Product.Time.GetUtcNow());
        (payload["ackName"], payload["replyTo"], payload["location"]) = ("READ", new JsonObject { ["id"] = "x", ["body"] = "Hi" }, new JsonObject { ["latitude"] = 1.5, ["longitude"] = 2 });
        payload["_data"] = new JsonObject { ["message"] = new JsonObject { ["conversation"] = "Hello", ["pollCreationMessage"] = new JsonObject() }, ["key"] = new JsonObject { ["senderPn"] = "1@s.whatsapp.net" } };
        return payload;
    }

    private byte[] Json(JsonNode? node) => Encoding.UTF8.GetBytes(_make.Halve(node?.ToJsonString() ?? "null"));

    /// <summary>What a client can put into a header at all.</summary>
    private static string Printable(string text) => new([.. text.Where(letter => letter is >= ' ' and < '\x7f').Take(500)]);
}
