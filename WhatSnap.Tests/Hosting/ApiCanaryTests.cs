using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.Messages;
using WhatSnap.Local.Simulators.GoHighLevel;
using WhatSnap.Local.Simulators.Twilio;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Hosting;

/// <summary>
/// The API for lists, dead letters, consent, routing, privacy and health, used well and badly over marked texts, numbers and tokens: the
/// product tells none of them of itself, and no answer but an export shows one.
/// </summary>
public sealed class ApiCanaryTests
{
    private const string Text = "canary-text-of-a-customer";
    private const string Answer = "canary-answer-of-a-person";
    private const string Refused = "canary-text-that-is-refused";
    private const string Note = "canary-note-of-a-person";
    private static readonly string Ann = TestProduct.Customer(1);
    private static readonly string Unknown = TestProduct.Customer(2);

    /// <summary>What nobody is told: not the logs, and not who asks.</summary>
    private static readonly string[] Canaries =
    [
        "canary-text", "canary-answer", "canary-token", "canary-body", TestProduct.AuthToken, TestProduct.AccessToken,
        TestProduct.Key.Split(':')[1], Ann[1..], Unknown[1..], TestProduct.Number[1..],
    ];

    [Fact]
    public async Task Nothing_that_is_told_of_the_newer_API_holds_a_secret_a_text_or_a_number_used_well_or_badly()
    {
        using var storage = new StorageSwitch(retries: 1);
        using var capture = new Capture();
        using var replies = new Replies();
        await using (var stage = await OutboundStage.StartAsync(
            services =>
            {
                storage.Install(services);
                services.AddSingleton<ILoggerProvider>(capture);
            },
            capture))
        {
            var contact = await FillAsync(stage);
            replies.Open(stage);
            await LookAsync(replies, contact);
            await ChangeAsync(replies, stage, contact);
            await MisuseAsync(replies, contact);
            storage.IsCut = true;
            await LookAsync(replies, contact);
            storage.IsCut = false;
            await EraseAsync(replies, stage, contact);
        }

        Assert.All(replies.All, reply => Assert.All(Canaries, canary => Assert.DoesNotContain(canary, reply.Body, StringComparison.OrdinalIgnoreCase)));
        Assert.All(replies.All.Where(reply => !reply.IsGood), reply => Assert.DoesNotContain(Note, reply.Body, StringComparison.Ordinal));
        Assert.All(["log", "trace", "storage", "exception"], kind => Assert.Contains(capture.All, one => one.Kind == kind));
        string[] canaries = [.. Canaries, "canary-note", .. replies.Tokens.SelectMany(token => token.Split('.')[1..])];
        Assert.DoesNotContain(capture.All, one => canaries.Any(canary => one.Text.Contains(canary, StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>A customer with messages both ways, some of which did not pass, and an opt-out.</summary>
    /// <returns>The customer's contact.</returns>
    private static async Task<string> FillAsync(OutboundStage stage)
    {
        var product = stage.Product;
        product.Crm.World.Faults = new GoHighLevelFaults { RefuseMessageTexts = [Refused] };
        foreach (var (from, text) in new[] { (Ann, Text), (Ann, Refused), ("72345", Text), (Ann, "STOP") }) await product.AcceptAsync(from, text);
        await product.Queue.RunAllAsync(TimeSpan.FromMinutes(5));
        var contact = stage.Crm.Contacts.Single(one => one.Phone == Ann);
        stage.Twilio.World.SetOutcome(Ann, TwilioOutcome.Undelivered(30006));
        await stage.WriteAsync(contact, Answer);
        await stage.RunAsync();
        Assert.Equal(["message_refused", "sender_without_number"], (await product.DeadLettersAsync()).Select(letter => letter.Failure.Code).Order());
        return contact.Id;
    }

    private static async Task LookAsync(Replies replies, string contact)
    {
        string[] paths =
        [
            "messages", $"messages?contact={contact}", "messages?state=failed&direction=out", "messages/unknown", "traffic", "traffic?days=2", "health",
            "dead-letters", "dead-letters?code=message_refused", "dead-letters?code=sender_without_number", "activity", "consent", $"consent?contactId={contact}",
            $"routing?contactId={contact}", $"routing?contactId={contact}&addTag=whatsnap-account-sales", "routing/problems",
        ];
        foreach (var path in paths) await replies.GetAsync(path);
    }

    private static async Task ChangeAsync(Replies replies, OutboundStage stage, string contact)
    {
        var letter = (await stage.Product.DeadLettersAsync()).Single(one => one.Failure == Failures.MessageRefused).Id;
        await replies.PostAsync("dead-letters/replay", new { code = "message_refused", dryRun = true });
        await replies.PostAsync("dead-letters/replay", new { id = letter });
        await stage.Product.Queue.RunAllAsync(TimeSpan.FromMinutes(5));
        await replies.PostAsync("dead-letters/replay", new { code = "message_refused" });
        await stage.Product.Queue.RunAllAsync(TimeSpan.FromMinutes(5));
        await replies.PostAsync("consent", new { contactId = contact, state = "started", note = Note });
        await replies.PostAsync("routing/repair", new { contactId = contact, keepTag = stage.Product.Account.Tag });
        await stage.WriteAsync(stage.Crm.Contacts.Single(one => one.Id == contact), Answer);
        await stage.RunAsync();
        Assert.All(replies.All.TakeLast(5), reply => Assert.True(reply.IsGood, $"{reply.Path}: {reply.Body}"));
        Assert.True(await replies.ExportsAsync(new { number = Ann }, Refused));
        Assert.True(await replies.ExportsAsync(new { contactId = contact }, Refused));
    }

    /// <summary>Bodies with what does not belong there, unknown things, wrong tokens.</summary>
    private static async Task MisuseAsync(Replies replies, string contact)
    {
        object[] bodies =
        [
            new { contactId = "canary-body " + Ann, state = "stopped", note = Note, number = Ann },
            new { id = "canary-body", code = "canary-body" },
            new { id = "unknown" },
            new { code = "canary-body", after = Ann },
            new { code = "message_refused", after = "canary-body" },
            new { tag = "canary-body", moveToAccountId = Ann },
            new { contactId = Ann, keepTag = "canary-body" },
            new { number = "canary-body" },
            new { number = Unknown },
            new { locationId = "canary-body", confirm = "canary-body" },
            new { contactId = contact, number = Ann },
        ];
        foreach (var path in new[] { "consent", "dead-letters/replay", "routing/repair", "privacy/export", "privacy/erase" })
        {
            foreach (var body in bodies) await replies.PostAsync(path, body);
            await replies.PostTextAsync(path, $"{{\"canary-body\": {Ann}");
            await replies.PostTextAsync(path, $"[\"canary-body\", \"{Ann}\"]");
            await replies.PostTextAsync(path, "canary-body=" + Ann, "text/plain");
            await replies.PostTextAsync(path, "\"" + new string('x', 20_000) + "canary-body\"");
            await replies.PostAsync(path, new { contactId = contact }, "canary-token");
        }

        await replies.PostAsync("consent", new { contactId = contact, state = "canary-body", note = Note });
        await replies.PostAsync("consent", new { contactId = contact, state = "stopped", note = $"canary-body told {Unknown}" });
        Assert.All(replies.All.TakeLast((5 * (bodies.Length + 5)) + 2), reply => Assert.False(reply.IsGood, $"{reply.Path}: {reply.Body}"));
        await replies.GetAsync("messages", "canary-token");
        await replies.GetAsync("health", "canary-token." + Convert.ToBase64String(Encoding.UTF8.GetBytes("canary-token")));
    }

    private static async Task EraseAsync(Replies replies, OutboundStage stage, string contact)
    {
        await replies.PostAsync("privacy/erase", new { number = Ann });
        await replies.PostAsync("privacy/erase", new { contactId = contact });
        await stage.Product.Queue.RunAllAsync(TimeSpan.FromMinutes(5));
        await replies.GetAsync($"messages?contact={contact}");
        Assert.All(replies.All.TakeLast(3), reply => Assert.True(reply.IsGood, $"{reply.Path}: {reply.Body}"));
        Assert.DoesNotContain("message_refused", (await stage.Product.DeadLettersAsync()).Select(letter => letter.Failure.Code));
    }

    /// <summary>Asks the API with a session's token, and keeps what it answered.</summary>
    private sealed class Replies : IDisposable
    {
        private HttpClient? _http;
        private string _token = "";

        public List<Kept> All { get; } = [];

        public List<string> Tokens { get; } = [];

        public void Open(OutboundStage stage)
        {
            _http = stage.Door.Http;
            _token = stage.Product.Get<SessionTokens>().Issue(new ApiSession("company1", stage.Product.LocationId, "user1", Rights.All)).Token.Reveal();
            Tokens.Add(_token);
        }

        public Task GetAsync(string path, string? token = null) => KeepAsync(HttpMethod.Get, path, null, token);

        public Task PostAsync(string path, object body, string? token = null) => KeepAsync(HttpMethod.Post, path, JsonContent.Create(body), token);

        public Task PostTextAsync(string path, string body, string type = "application/json") =>
            KeepAsync(HttpMethod.Post, path, new StringContent(body, Encoding.UTF8, type), null);

        /// <summary>Whether an export, which is there to show all, holds a text; it is not kept.</summary>
        public async Task<bool> ExportsAsync(object body, string text)
        {
            using var answer = await AskAsync(HttpMethod.Post, "privacy/export", JsonContent.Create(body), null);
            return (await answer.Content.ReadAsStringAsync()).Contains(text, StringComparison.Ordinal);
        }

        public void Dispose() => _http?.Dispose();

        private async Task KeepAsync(HttpMethod method, string path, HttpContent? content, string? token) =>
            All.Add(new Kept(path, await SendAsync(method, path, content, token)));

        private async Task<Reply> SendAsync(HttpMethod method, string path, HttpContent? content, string? token)
        {
            using var answer = await AskAsync(method, path, content, token);
            return await Reply.ReadAsync(answer);
        }

        private async Task<HttpResponseMessage> AskAsync(HttpMethod method, string path, HttpContent? content, string? token)
        {
            using var request = new HttpRequestMessage(method, "api/" + path) { Content = content };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? _token);
            return await _http!.SendAsync(request);
        }
    }

    private sealed record Kept(string Path, Reply Reply)
    {
        public string Body => Reply.Body;

        public bool IsGood => (int)Reply.Status is >= 200 and < 300;
    }
}
