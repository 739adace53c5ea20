using System.Text.Json.Nodes;

namespace WhatSnap.Local.Simulators.Android;

/// <summary>The texts that the server gave the app: sent one after the other, each change of state told to the server by a job of its own.</summary>
internal sealed class PhoneTexts(PhoneStore store, PhoneJobs jobs, PhoneApi api, PhoneHooks hooks, TimeProvider time)
{
    public const string SendName = "send";
    public const string NetworkName = "network";
    public const string StateName = "state";
    private const int StateRetries = 10;
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromHours(5);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, PhoneText> _texts = new(StringComparer.Ordinal);
    private readonly List<SentText> _sent = [];
    private DateTimeOffset _next = DateTimeOffset.MinValue;

    /// <summary>What the network does with a text.</summary>
    public Func<SentText, TextOutcome> Network { get; set; } = _ => new TextOutcome.Delivered();

    /// <summary>What other phones got, in that order.</summary>
    public IReadOnlyList<SentText> Sent
    {
        get
        {
            lock (_lock) return [.. _sent];
        }
    }

    /// <summary>The state of each text in the app's database, by id.</summary>
    public IReadOnlyDictionary<string, string> States
    {
        get
        {
            lock (_lock) return _texts.ToDictionary(one => one.Key, one => one.Value.State, StringComparer.Ordinal);
        }
    }

    public static TimeSpan Backoff(int tries) =>
        TimeSpan.FromTicks(Math.Min(LongestRetry.Ticks, FirstRetry.Ticks * (1L << Math.Min(tries - 1, 20))));

    /// <summary>Takes one message of the server. One that is in the database already is only told of again.</summary>
    public void Take(JsonNode message)
    {
        var id = message["id"]?.GetValue<string>() ?? throw new InvalidOperationException("The message has no id.");
        var state = message["state"]?.GetValue<string>();
        if (state == TextStates.Cancelling) Cancel(id);
        else if (state is not (null or TextStates.Pending)) return;
        else if (Add(id, message)) SendSoon();
        TellState(id);
    }

    /// <summary>Takes a text back that was not handed to the system yet.</summary>
    public void Cancel(string id)
    {
        lock (_lock)
        {
            if (!_texts.TryGetValue(id, out var text)) _texts[id] = text = new PhoneText { Id = id, To = [], Text = "" };
            if (text.State == TextStates.Pending) Enter(text, TextStates.Cancelled);
        }

        TellState(id);
    }

    /// <summary>Goes on with what was left.</summary>
    public void SendSoon()
    {
        var now = time.GetUtcNow();
        jobs.AddOnce(new PhoneJob { Name = SendName, Run = _ => Task.FromResult(SendNext()) }, _next > now ? _next - now : TimeSpan.Zero);
    }

    public void Clear()
    {
        lock (_lock) _texts.Clear();
    }

    private bool Add(string id, JsonNode message)
    {
        lock (_lock)
        {
            if (_texts.ContainsKey(id)) return false;
            var text = new PhoneText
            {
                Id = id,
                To = [.. (message["phoneNumbers"] as JsonArray ?? throw new InvalidOperationException("The message has no numbers.")).GetValues<string>()],
                Text = message["textMessage"]?["text"]?.GetValue<string>() ?? message["message"]?.GetValue<string>()
                    ?? throw new InvalidOperationException("The message has no text."),
                Priority = message["priority"]?.GetValue<int>() ?? 0,
                SimNumber = message["simNumber"]?.GetValue<int>(),
                WithReport = message["withDeliveryReport"]?.GetValue<bool>() ?? true,
                ValidUntil = DateOf(message, "validUntil"),
                ScheduleAt = DateOf(message, "scheduleAt"),
                Row = _texts.Count,
            };
            Enter(text, TextStates.Pending);
            _texts[id] = text;
            return true;
        }
    }

    /// <summary>Hands the next text to the system.</summary>
    /// <returns>The pause before the next one; null when there is none.</returns>
    private TimeSpan? SendNext()
    {
        PhoneText? text;
        lock (_lock)
        {
            var (now, settings) = (time.GetUtcNow(), store.Settings);
            var pending = _texts.Values.Where(one => one.State == TextStates.Pending).ToList();
            var ready = pending.Where(one => !(one.ScheduleAt > now)).OrderByDescending(one => one.Priority);
            text = (settings.ProcessingOrder == "FIFO" ? ready.ThenBy(one => one.Row) : ready.ThenByDescending(one => one.Row)).FirstOrDefault();
            if (text is null) return pending.Min(one => one.ScheduleAt) is { } first ? first - now : null;

            _next = now + TimeSpan.FromSeconds(store.Between(settings.SendIntervalMin, settings.SendIntervalMax));
        }

        Hand(text);
        var wait = _next - time.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    private void Hand(PhoneText text)
    {
        var now = time.GetUtcNow();
        if (text.ValidUntil < now) Fail(text, SmsErrors.Expired);
        else if (text.SimNumber > store.Options.SimCards) Fail(text, $"SIM {text.SimNumber} not found");
        else if (text.SimNumber is null && store.Options.SimCards > 1) Fail(text, SmsErrors.NoDefaultApp);
        else
        {
            Change(text, TextStates.Processed);
            After(store.Options.SentAfter, () => Leave(text));
        }
    }

    /// <summary>The network takes a text, or does not.</summary>
    private void Leave(PhoneText text)
    {
        var at = time.GetUtcNow();
        List<SentText> copies = [.. text.To.Select(to => new SentText(text.Id, to, text.Text, at, text.SimNumber))];
        var outcome = Network(copies[0]);
        if (outcome is TextOutcome.Refused refused)
        {
            Fail(text, refused.Error);
            return;
        }

        lock (_lock) _sent.AddRange(copies);
        Change(text, TextStates.Sent);
        hooks.Tell("sms:sent", Payload(text, "sentAt", payload => payload["partsCount"] = 1));
        if (outcome is not TextOutcome.Delivered || !text.WithReport) return;
        After(store.Options.DeliveredAfter, () =>
        {
            Change(text, TextStates.Delivered);
            hooks.Tell("sms:delivered", Payload(text, "deliveredAt", _ => { }));
        });
    }

    private void Fail(PhoneText text, string error)
    {
        text.Error = error;
        Change(text, TextStates.Failed);
        hooks.Tell("sms:failed", Payload(text, "failedAt", payload => payload["reason"] = error));
    }

    private JsonObject Payload(PhoneText text, string date, Action<JsonObject> complete)
    {
        var payload = new JsonObject
        {
            ["messageId"] = text.Id,
            ["recipient"] = text.To[0],
            ["phoneNumber"] = text.To[0],
            ["simNumber"] = text.SimNumber,
            [date] = hooks.Date(time.GetUtcNow()),
        };
        complete(payload);
        return payload;
    }

    private void Change(PhoneText text, string state)
    {
        lock (_lock) Enter(text, state);
        TellState(text.Id);
    }

    private void Enter(PhoneText text, string state) => (text.State, text.States[state]) = (state, time.GetUtcNow());

    /// <summary>The system wakes the app when the network has done something, also when it was killed meanwhile.</summary>
    private void After(TimeSpan wait, Action happens) => jobs.Add(
        new PhoneJob
        {
            Name = NetworkName,
            Run = _ =>
            {
                happens();
                return Task.FromResult<TimeSpan?>(null);
            },
        },
        wait);

    /// <summary>A job for each change; what it tells is the state at its own time.</summary>
    private void TellState(string id) => jobs.Add(new PhoneJob
    {
        Name = StateName,
        Run = token => PatchAsync(id, token),
        Retry = tries => tries <= StateRetries ? Backoff(tries) : null,
        NeedsNetwork = () => true,
    });

    private async Task<TimeSpan?> PatchAsync(string id, CancellationToken cancellationToken)
    {
        JsonArray patch;
        lock (_lock)
        {
            if (!_texts.TryGetValue(id, out var text) || store.Registration is null) return null;
            patch =
            [
                new JsonObject
                {
                    ["id"] = id,
                    ["state"] = text.State,
                    ["recipients"] = new JsonArray([.. text.To.Select(to => new JsonObject { ["phoneNumber"] = to, ["state"] = text.State, ["error"] = text.Error })]),
                    ["states"] = new JsonObject(text.States.Select(one => KeyValuePair.Create(one.Key, (JsonNode?)hooks.Date(one.Value)))),
                },
            ];
        }

        await api.CallAsync(HttpMethod.Patch, "/message", api.Bearer, patch, cancellationToken);
        return null;
    }

    private static DateTimeOffset? DateOf(JsonNode message, string name) =>
        message[name]?.GetValue<string>() is { } text ? GsonDate.Read(text) : null;
}
