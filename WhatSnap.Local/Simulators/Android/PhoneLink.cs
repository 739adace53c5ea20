using System.Net;
using System.Text.Json.Nodes;

namespace WhatSnap.Local.Simulators.Android;

/// <summary>The app and its server: registration, what it fetches when, and what it does when the server says that something is new.</summary>
internal sealed class PhoneLink
{
    private const string PullName = "pull";
    private const string HooksName = "fetch webhooks";
    private const string SettingsName = "fetch settings";
    private static readonly TimeSpan PullEvery = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan FetchEvery = TimeSpan.FromDays(1);
    private readonly PhoneStore _store;
    private readonly PhoneJobs _jobs;
    private readonly PhoneApi _api;
    private readonly PhoneTexts _texts;
    private readonly PhoneHooks _hooks;
    private readonly PhoneInbox _inbox;
    private readonly PhoneEvents _events;

    public PhoneLink(PhoneStore store, PhoneJobs jobs, PhoneApi api, PhoneTexts texts, PhoneHooks hooks, PhoneInbox inbox, TimeProvider time)
    {
        (_store, _jobs, _api, _texts, _hooks, _inbox) = (store, jobs, api, texts, hooks, inbox);
        _events = new PhoneEvents(jobs, api, time, Hear);
    }

    /// <summary>Registers by a code, before any service of the app starts.</summary>
    public async Task SignInAsync(string code, CancellationToken cancellationToken) =>
        Keep(await _api.CallAsync(HttpMethod.Post, "/device", $"Code {code}", About(), cancellationToken));

    /// <summary>Starts the app's services. What decides of the stream and of pings is looked at now, and not again.</summary>
    public void Start()
    {
        var settings = _store.Settings;
        _jobs.AddOnce(Service("register", RegisterAsync));
        _jobs.AddOnce(Service(HooksName, FetchWebhooksAsync));
        _jobs.AddOnce(Service(SettingsName, FetchSettingsAsync));
        _jobs.AddOnce(Service(PullName, PullAsync));
        if (_store.Options.PushToken is null || settings.NotificationChannel == "SSE_ONLY") _events.Start();
        if (settings.PingSeconds > 0) _jobs.AddOnce(Ping(settings.PingSeconds), TimeSpan.FromSeconds(settings.PingSeconds));
        _hooks.Tell("app:started", new JsonObject { ["simCards"] = SimCards(isMasked: false) });
        _texts.SendSoon();
    }

    /// <summary>Fetches the messages now.</summary>
    public void PullSoon() => _jobs.AddOnce(Service(PullName, PullAsync));

    /// <summary>Something is new, as the stream says; an event without a name is a new message.</summary>
    private void Hear(string? name, JsonNode? data)
    {
        switch (name)
        {
            case null or "MessageEnqueued":
                PullSoon();
                break;
            case "WebhooksUpdated":
                _jobs.AddOnce(Service(HooksName, FetchWebhooksAsync));
                break;
            case "SettingsUpdated":
                _jobs.AddOnce(Service(SettingsName, FetchSettingsAsync));
                break;
            case "MessageCancelled" when data is JsonObject cancelled:
                _texts.Cancel(Text(cancelled, "messageId"));
                break;
            case "MessagesExportRequested" when data is not null:
                _inbox.TellMissed(GsonDate.Read($"{data["since"]}"), GsonDate.Read($"{data["until"]}"));
                break;
        }
    }

    private static PhoneJob Service(string name, Func<CancellationToken, Task<TimeSpan?>> run) => new()
    {
        Name = name,
        Run = run,
        Retry = tries => PhoneTexts.Backoff(tries),
        NeedsNetwork = () => true,
        IsOfService = true,
    };

    private PhoneJob Ping(int seconds) => new()
    {
        Name = "ping",
        IsOfService = true,
        Run = _ =>
        {
            PullSoon();
            _hooks.Ping();
            return Task.FromResult<TimeSpan?>(TimeSpan.FromSeconds(seconds));
        },
    };

    /// <summary>An app whose token the server does not know any more asks for a new account, for ever.</summary>
    private async Task<TimeSpan?> RegisterAsync(CancellationToken cancellationToken)
    {
        if (_store.Registration is { } known)
        {
            try
            {
                var body = new JsonObject { ["id"] = known.Id, ["pushToken"] = _store.Options.PushToken, ["simCards"] = SimCards(isMasked: true) };
                await _api.CallAsync(HttpMethod.Patch, "/device", _api.Bearer, body, cancellationToken);
                return null;
            }
            catch (PhoneRefusedException refused) when (refused.StatusCode == HttpStatusCode.Unauthorized)
            {
                // On to the next.
            }
        }

        Keep(await _api.CallAsync(HttpMethod.Post, "/device", authorization: null, About(), cancellationToken));
        return null;
    }

    private async Task<TimeSpan?> PullAsync(CancellationToken cancellationToken)
    {
        if (_store.Registration is null) return PullEvery;
        var order = _store.Settings.ProcessingOrder == "FIFO" ? "fifo" : "lifo";
        var answer = await _api.CallAsync(HttpMethod.Get, $"/message?order={order}", _api.Bearer, null, cancellationToken);
        foreach (var message in ListOf(answer))
        {
            try
            {
                _texts.Take(message);
            }
            catch (InvalidOperationException)
            {
                // The app goes on with the next.
            }
        }

        return PullEvery;
    }

    private async Task<TimeSpan?> FetchWebhooksAsync(CancellationToken cancellationToken)
    {
        if (_store.Registration is null)
        {
            _store.Webhooks = [];
            return FetchEvery;
        }

        var answer = await _api.CallAsync(HttpMethod.Get, "/webhooks", _api.Bearer, null, cancellationToken);
        _store.Webhooks =
        [
            .. ListOf(answer).Select(hook => new PhoneWebhook(
                Text(hook, "id"), new Uri(Text(hook, "url")), PhoneHooks.Known.FirstOrDefault(name => name == (string?)hook["event"]))),
        ];
        return FetchEvery;
    }

    private async Task<TimeSpan?> FetchSettingsAsync(CancellationToken cancellationToken)
    {
        if (_store.Registration is null) return FetchEvery;
        var answer = await _api.CallAsync(HttpMethod.Get, "/settings", _api.Bearer, null, cancellationToken);
        var sections = answer as JsonObject ?? throw new InvalidOperationException("The settings are no object.");
        _store.Settings = _store.Settings.Import(sections, () => _store.NewId(8));
        return FetchEvery;
    }

    private void Keep(JsonNode? answer) => _store.Registration =
        new PhoneRegistration(Text(answer, "id"), Text(answer, "token"), Text(answer, "login"));

    private JsonObject About() => new()
    {
        ["name"] = _store.Options.Name,
        ["pushToken"] = null,
        ["simCards"] = SimCards(isMasked: true),
    };

    private JsonArray SimCards(bool isMasked) =>
    [
        .. Enumerable.Range(0, _store.Options.SimCards).Select(slot => new JsonObject
        {
            ["slotIndex"] = slot,
            ["simNumber"] = slot + 1,
            ["phoneNumber"] = Masked(_store.Options.OwnNumber, isMasked),
            ["carrierName"] = Masked("Example Mobile", isMasked),
            ["iccid"] = Masked("8931440400000000000", isMasked),
        }),
    ];

    private static string Masked(string text, bool isMasked) => isMasked ? new string('*', text.Length - 4) + text[^4..] : text;

    private static IEnumerable<JsonNode> ListOf(JsonNode? answer) =>
        answer is JsonArray list ? list.OfType<JsonNode>() : throw new InvalidOperationException("The answer is no list.");

    private static string Text(JsonNode? answer, string name) =>
        answer is JsonObject found && found[name]?.GetValue<string>() is { } text ? text : throw new InvalidOperationException($"The answer has no {name}.");
}
