using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Twilio;
using WhatSnap.Local.Simulators.Twilio;
using WhatSnap.Tests.Contracts;
using WhatSnap.Tests.Fixture;
using WhatSnap.Tests.Simulators;
using Xunit.Abstractions;
using SimulatedFile = WhatSnap.Local.Simulators.Twilio.TwilioMedia;
using TwilioText = WhatSnap.Core.Twilio.TwilioText;

namespace WhatSnap.Tests.Twilio;

/// <summary>Holds what the client sends and reads against Twilio's own documents, where these are at hand.</summary>
public sealed class TwilioDocumentTests(ITestOutputHelper output)
{
    private static readonly (string Path, string Document)[] Documents =
    [
        ("/2010-04-01", "twilio/twilio_api_v2010.json"),
        ("/v1", "twilio/twilio_messaging_v1.json"),
    ];

    [Fact]
    public async Task Every_request_and_every_answer_fits_Twilios_documents()
    {
        var recorder = new Recorder();
        await using var stage = await TwilioApiStage.StartAsync(recorder);
        await CallAllAsync(stage);

        Assert.Equal(16, recorder.Calls.Select(call => call.Kind).Distinct().Count());
        foreach (var (path, file) in Documents)
        {
            if (Repository.VendorDocuments is not { } folder)
            {
                output.WriteLine($"not checked: {file} is not at hand");
                continue;
            }

            var document = OpenApiDocument.Load(Path.Combine(folder, file));
            var calls = recorder.Calls.Where(call => call.Path.StartsWith(path, StringComparison.Ordinal)).ToList();
            Assert.NotEmpty(calls);
            Assert.Empty(calls.SelectMany(call => Problems(document, call)));
        }
    }

    private static IEnumerable<string> Problems(OpenApiDocument document, Call call)
    {
        var body = call.Form is null ? [] : document.CheckRequest(call.Method, call.Path, call.Form.Value);
        return body.Concat(document.CheckQuery(call.Method, call.Path, call.QueryNames))
            .Concat(document.CheckResponse(call.Method, call.Path, call.Status, call.Answer))
            .Select(problem => $"{call.Kind}: {problem}");
    }

    private static async Task CallAllAsync(TwilioApiStage stage)
    {
        var (mine, none) = (TwilioApiStage.Credentials, CancellationToken.None);
        stage.World.SetNumber(stage.World.Numbers[0] with { TollfreeStatus = "TWILIO_APPROVED" });
        stage.World.SetService(new TwilioService
        {
            Sid = TwilioApiStage.ServiceSid,
            AccountSid = TwilioApiStage.Sid,
            NumberSids = [TwilioApiStage.NumberSid],
            CampaignStatus = "VERIFIED",
            UseInboundWebhookOnNumber = true,
        });
        stage.World.Keep(new TwilioMessage
        {
            Sid = "MM00000000000000000000000000000001",
            AccountSid = TwilioApiStage.Sid,
            From = TestProduct.Customer(1),
            To = TestProduct.Number,
            Media = [new SimulatedFile("ME00000000000000000000000000000001", "image/png", [1])],
            DateSent = DateTimeOffset.UnixEpoch,
        });
        await stage.Accounts.ReadAccountAsync(mine, none);
        await stage.Accounts.ReadBalanceAsync(mine, none);
        await stage.Numbers.ListNumbersAsync(mine, none);
        await stage.Numbers.PointNumberAsync(mine, TwilioApiStage.Number, none);
        await stage.Services.FindServiceOfNumberAsync(mine, TwilioApiStage.NumberSid, none);
        await stage.Services.FindServiceAsync(mine, TwilioApiStage.ServiceSid, none);
        await stage.Services.ListNumberSidsAsync(mine, TwilioApiStage.ServiceSid, none);
        await stage.Services.SetUseInboundWebhookOnNumberAsync(mine, TwilioApiStage.ServiceSid, true, none);
        await stage.Services.ReadCampaignStatusAsync(mine, TwilioApiStage.ServiceSid, none);
        await stage.Services.ReadTollfreeStatusAsync(mine, TwilioApiStage.NumberSid, none);
        await stage.Messages.ListInboundMessagesAsync(mine, TwilioApiStage.Number, DateTimeOffset.UnixEpoch, none);
        await stage.Messages.ListMediaAsync(mine, "MM00000000000000000000000000000001", none);
        _ = PhoneNumber.TryParse(TestProduct.Customer(1), out var customer);
        var sent = await stage.Messages.SendAsync(
            mine,
            new TwilioText(
                TwilioApiStage.Number, customer, "Hello", ["https://files.example.com/1.png"],
                "https://hooks.example.com/hooks/twilio/status/1/message1" + TwilioNumbers.RetryFragment),
            new CallWindow(TimeProvider.System, TimeSpan.FromMinutes(1)), none);
        Assert.Contains(
            await stage.Messages.ListSentAsync(mine, TwilioApiStage.Number, customer, DateTimeOffset.UnixEpoch, none),
            listed => listed.Sid == sent.Sid && listed.IsLike("Hello", 1));
        Assert.Equal(sent.Sid, (await stage.Messages.ReadSentAsync(mine, sent.Sid, none))?.Sid);
    }

    private sealed record Call(
        string Method, string Path, IReadOnlyList<string> QueryNames, JsonElement? Form, int Status, JsonElement Answer)
    {
        /// <summary>The call without its SIDs.</summary>
        public string Kind => $"{Method} " + string.Join('/', Path.Split('/').Select(part => part.Length >= 34 ? "*" : part));
    }

    private sealed class Recorder : DelegatingHandler
    {
        public ConcurrentQueue<Call> Calls { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var sent = request.Content is null ? null : await request.Content.ReadAsByteArrayAsync(cancellationToken);
            var response = await base.SendAsync(request, cancellationToken);
            Assert.True(response.IsSuccessStatusCode);
            var answer = await response.Content.ReadAsStringAsync(cancellationToken);
            var query = TwilioForm.TryParse(System.Text.Encoding.ASCII.GetBytes(request.RequestUri!.Query.TrimStart('?')))!;
            Calls.Enqueue(new Call(
                request.Method.Method, request.RequestUri.AbsolutePath, [.. query.Fields.Select(field => field.Key)],
                sent is null ? null : Form(sent), (int)response.StatusCode, JsonElement.Parse(answer)));
            return response;
        }

        /// <summary>A form has no types: these are what the document calls booleans, numbers and arrays.</summary>
        private static JsonElement Form(byte[] body)
        {
            var fields = new JsonObject();
            foreach (var (name, value) in TwilioForm.TryParse(body)!.Fields)
            {
                fields.Add(name, name switch
                {
                    // The name may be repeated, which the document calls an array.
                    "MediaUrl" => new JsonArray(value),
                    "ValidityPeriod" => JsonValue.Create(int.Parse(value, CultureInfo.InvariantCulture)),
                    _ => value is "true" or "false" ? JsonValue.Create(value == "true") : JsonValue.Create(value),
                });
            }

            return JsonSerializer.SerializeToElement(fields);
        }
    }
}
