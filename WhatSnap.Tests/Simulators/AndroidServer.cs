using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace WhatSnap.Tests.Simulators;

/// <summary>One call of the app.</summary>
internal sealed record PhoneCall(string Method, string Url, string? Authorization, byte[] Body, DateTimeOffset At)
{
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public JsonNode Json => JsonNode.Parse(Body)!;

    public override string ToString() => $"{Method} {Url}";
}

/// <summary>The least that a server of the app has to do; each call is kept, and any answer can be another.</summary>
internal sealed class AndroidServer(TimeProvider time) : HttpMessageHandler
{
    public const string Url = "https://sms.example.com/sms";
    public const string Code = "ABCD2345";
    public const string HookUrl = "https://sms.example.com/hook";
    private readonly Lock _lock = new();
    private readonly List<PhoneCall> _calls = [];
    private readonly List<PipeWriter> _streams = [];

    public IReadOnlyList<PhoneCall> Calls
    {
        get
        {
            lock (_lock) return [.. _calls];
        }
    }

    public string Token { get; set; } = "token-1";

    /// <summary>Messages to send.</summary>
    public List<JsonObject> Messages { get; } = [];

    public JsonObject Settings { get; set; } = [];

    /// <summary>The events for which the server names its webhook.</summary>
    public string[] Events { get; set; } = ["sms:received", "mms:downloaded", "system:ping", "app:started"];

    /// <summary>Answers in place of the server; null leaves it to the server, and throwing is a call that broke off.</summary>
    public Func<PhoneCall, CancellationToken, Task<HttpResponseMessage?>> Instead { get; set; } = (_, _) => Task.FromResult<HttpResponseMessage?>(null);

    public IReadOnlyList<PhoneCall> CallsTo(string method, string path) =>
        [.. Calls.Where(call => call.Method == method && new Uri(call.Url).AbsolutePath == path)];

    /// <summary>Bodies of webhooks that were answered with 2xx or not.</summary>
    public IReadOnlyList<PhoneCall> Hooks => CallsTo("POST", "/hook");

    public IReadOnlyList<JsonNode> HooksOf(string name) => [.. Hooks.Select(call => call.Json).Where(body => (string?)body["event"] == name)];

    public IReadOnlyList<string> PatchesOf(string id) =>
        [.. CallsTo("PATCH", "/sms/message").Select(call => call.Json[0]!).Where(item => (string?)item["id"] == id).Select(item => (string)item["state"]!)];

    public void Give(string id, string text, Action<JsonObject>? change = null)
    {
        var message = new JsonObject
        {
            ["id"] = id,
            ["textMessage"] = new JsonObject { ["text"] = text },
            ["phoneNumbers"] = new JsonArray("+15005550101"),
            ["state"] = "Pending",
        };
        change?.Invoke(message);
        Messages.Add(message);
    }

    /// <summary>All answers are this one.</summary>
    public void AnswerAll(HttpStatusCode status) => Instead = (_, _) => Task.FromResult<HttpResponseMessage?>(new HttpResponseMessage(status));

    /// <summary>Webhooks alone are answered with this one.</summary>
    public void AnswerHooks(HttpStatusCode status) => Instead = (call, _) =>
        Task.FromResult(call.Url == HookUrl ? new HttpResponseMessage(status) : null);

    public void AnswerNormally() => Instead = (_, _) => Task.FromResult<HttpResponseMessage?>(null);

    /// <summary>Writes to every open stream.</summary>
    public async Task PushAsync(string lines)
    {
        foreach (var stream in OpenStreams()) await stream.WriteAsync(Encoding.UTF8.GetBytes(lines));
    }

    public async Task CloseStreamsAsync()
    {
        foreach (var stream in OpenStreams()) await stream.CompleteAsync();
        lock (_lock) _streams.Clear();
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var call = new PhoneCall(
            request.Method.Method, request.RequestUri!.ToString(), request.Headers.TryGetValues("Authorization", out var values) ? values.Single() : null,
            request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken), time.GetUtcNow())
        {
            Headers = request.Headers.ToDictionary(header => header.Key, header => string.Join(' ', header.Value)),
        };
        lock (_lock) _calls.Add(call);
        return await Instead(call, cancellationToken) ?? Answer(call);
    }

    private HttpResponseMessage Answer(PhoneCall call)
    {
        if (call.Url == HookUrl) return new HttpResponseMessage(HttpStatusCode.OK);
        var path = new Uri(call.Url).AbsolutePath;
        if (call.Method == "POST" && path == "/sms/device") return Register(call);
        if (call.Authorization != $"Bearer {Token}") return new HttpResponseMessage(HttpStatusCode.Unauthorized);
        return (call.Method, path) switch
        {
            ("PATCH", "/sms/device" or "/sms/message") => new HttpResponseMessage(HttpStatusCode.NoContent),
            ("GET", "/sms/message") => Json(new JsonArray([.. Messages.Select(message => message.DeepClone())])),
            ("GET", "/sms/webhooks") => Json(new JsonArray([.. Events.Select(Hook)])),
            ("GET", "/sms/settings") => Json(Settings.DeepClone()),
            ("GET", "/sms/events") => Stream(),
            _ => new HttpResponseMessage(HttpStatusCode.NotFound),
        };
    }

    private HttpResponseMessage Register(PhoneCall call)
    {
        if (call.Authorization is null) return new HttpResponseMessage(HttpStatusCode.Forbidden);
        if (call.Authorization != $"Code {Code}") return new HttpResponseMessage(HttpStatusCode.Unauthorized);
        return Json(new JsonObject { ["id"] = "device-1", ["token"] = Token, ["login"] = "LOGIN" }, HttpStatusCode.Created);
    }

    private HttpResponseMessage Stream()
    {
        var pipe = new Pipe();
        lock (_lock) _streams.Add(pipe.Writer);
        var answer = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(pipe.Reader.AsStream()) };
        answer.Content.Headers.ContentType = new MediaTypeHeaderValue("text/event-stream");
        return answer;
    }

    private List<PipeWriter> OpenStreams()
    {
        lock (_lock) return [.. _streams];
    }

    private static JsonNode Hook(string name, int index) => new JsonObject { ["id"] = $"hook-{index}", ["url"] = HookUrl, ["event"] = name };

    private static HttpResponseMessage Json(JsonNode body, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
}
