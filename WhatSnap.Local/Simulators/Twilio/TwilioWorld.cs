using System.Collections.Concurrent;
using WhatSnap.Core.Messages;

namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>All state of the simulated Twilio, and the customers' phones that text it.</summary>
public sealed class TwilioWorld : IDisposable
{
    private readonly ConcurrentDictionary<string, TwilioAccount> _accounts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TwilioNumber> _numbers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TwilioService> _services = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _mediaRequests = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TwilioOutcome> _outcomes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<TwilioCallName, int> _calls = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TextLog _texts = new();
    private readonly WebhookCaller _webhooks;
    private readonly WebhookCaller _callbacks;
    private volatile Habits _habits;

    /// <param name="options">What is there from the start.</param>
    /// <param name="time">All dates and waits.</param>
    /// <param name="clients">Has a client named "webhooks" that follows no redirects.</param>
    public TwilioWorld(TwilioSimulatorOptions options, TimeProvider time, IHttpClientFactory clients)
    {
        Time = time;
        PublicAddress = options.PublicAddress;
        _habits = Habits.Of(options.Faults);
        _webhooks = new WebhookCaller(clients, time);

        // By the real clock: where a test lets the time of the simulator run, a callback on its way would be cut off.
        _callbacks = new WebhookCaller(clients, TimeProvider.System);
        Late = new LateCommits(time, _stopping.Token);
        foreach (var account in options.Accounts) SetAccount(account);
        foreach (var number in options.Numbers) SetNumber(number);
        foreach (var service in options.Services) SetService(service);
    }

    /// <summary>Setting it also starts the random waits again from the seed, and the counting of calls.</summary>
    public TwilioFaults Faults
    {
        get => _habits.Faults;
        set => _habits = Habits.Of(value);
    }

    /// <summary>Every text of the phones in the order of sending, with what became of its webhook.</summary>
    public IReadOnlyList<TwilioText> Texts => _texts.Inbound;

    /// <summary>Every message that programs sent, in the order in which it was taken, with its statuses and callbacks.</summary>
    public IReadOnlyList<TwilioSent> Sent => _texts.Outbound;

    /// <summary>The messages of both directions, in order.</summary>
    public IReadOnlyList<TwilioMessage> Messages => _texts.Messages;

    /// <summary>Sent messages that still move, or whose callbacks are still to be made.</summary>
    public int PendingSends => Sending.Count;

    /// <summary>Calls that were left unanswered and whose work is still to be done.</summary>
    public int PendingLateCommits => Late.Count;

    public IReadOnlyList<TwilioNumber> Numbers =>
        [.. _numbers.Values.OrderBy(number => number.PhoneNumber, StringComparer.Ordinal)];

    public IReadOnlyList<TwilioAccount> Accounts => [.. _accounts.Values];

    public IReadOnlyList<TwilioService> Services =>
        [.. _services.Values.OrderBy(service => service.Sid, StringComparer.Ordinal)];

    internal TimeProvider Time { get; }

    internal LateCommits Late { get; }

    internal RunningWork Sending { get; } = new();

    internal OptOuts OptOuts { get; } = new();

    internal CancellationToken Stopping => _stopping.Token;

    internal Uri? PublicAddress { get; set; }

    public void SetAccount(TwilioAccount account) => _accounts[account.Sid] = account;

    public void SetNumber(TwilioNumber number) => _numbers[number.Sid] = number;

    public void SetService(TwilioService service) => _services[service.Sid] = service;

    public void RemoveService(string sid) => _services.TryRemove(sid, out _);

    public void RemoveNumber(string sid) => _numbers.TryRemove(sid, out _);

    /// <summary>The secondary token becomes the primary one, which dies at once.</summary>
    /// <exception cref="ArgumentException">There is no such account, or it has no secondary token.</exception>
    public void Promote(string accountSid)
    {
        if (Account(accountSid) is not { SecondaryAuthToken: { } token } account)
            throw new ArgumentException("The account has no secondary token.", nameof(accountSid));
        SetAccount(account with { AuthToken = token, SecondaryAuthToken = null });
    }

    /// <summary>Says how messages to a phone end from now on; null leaves it to the faults again.</summary>
    public void SetOutcome(string to, TwilioOutcome? outcome)
    {
        if (outcome is null) _outcomes.TryRemove(to, out _);
        else _outcomes[to] = outcome;
    }

    /// <summary>Whether a customer has texted STOP to a number and not START since.</summary>
    public bool IsOptedOut(string number, string customer) =>
        NumberOf(number) is { } known && OptOuts.Has(known, ServiceOf(known), customer);

    /// <summary>How often a call arrived since the start or the last reset, however it was answered.</summary>
    public int CountOf(TwilioCallName call) => _calls.GetValueOrDefault(call);

    /// <summary>Ends when no sent message moves any more and every callback was made.</summary>
    public Task WhenSendsAreDoneAsync() => Sending.WhenDoneAsync();

    /// <summary>Ends when no unanswered call has work left to be done.</summary>
    public Task WhenLateCommitsAreDoneAsync() => Late.WhenDoneAsync();

    /// <summary>A customer's phone sends a text; ends when its webhook is done, however that went.</summary>
    /// <exception cref="ArgumentException">No account has the number <paramref name="to"/>.</exception>
    public async Task<TwilioTextResult> TextAsync(
        string from,
        string to,
        string body,
        IReadOnlyList<TwilioMediaContent>? media = null,
        CancellationToken cancellationToken = default)
    {
        var number = NumberOf(to) ?? throw new ArgumentException($"No account has the number {to}.", nameof(to));
        var account = _accounts[number.AccountSid];
        var service = ServiceOf(number);
        var route = InboundRoute.Of(number, service);
        var message = new TwilioMessage
        {
            Sid = Sid.New(media is { Count: > 0 } ? "MM" : "SM"),
            AccountSid = account.Sid,
            From = from,
            To = to,
            Body = body,
            Media = [.. (media ?? []).Select(file => new TwilioMedia(Sid.New("ME"), file.ContentType, file.Content))],
            ServiceSid = service?.Sid,
            Segments = SmsSegments.Of(body).Count,
            DateSent = Time.GetUtcNow(),
        };
        OptOuts.Read(number, service, from, body);
        if (route.IsDropped) return new TwilioTextResult { Sid = message.Sid, Error = route.Trouble };

        _texts.Add(message);
        if (Faults.LostWebhooks) return new TwilioTextResult { Sid = message.Sid, Error = "The webhook was lost." };

        var address = PublicAddress?.ToString().TrimEnd('/') ?? "https://api.twilio.com";
        var result = await _webhooks.CallAsync(message, route, account.AuthToken, address, cancellationToken);
        _texts.SetResult(result);
        return result;
    }

    /// <summary>Keeps a message of either direction; of a text the caller makes the webhook himself.</summary>
    internal void Keep(TwilioMessage message)
    {
        _texts.Add(message);
        if (!message.IsOutbound && NumberOf(message.To) is { } number)
            OptOuts.Read(number, ServiceOf(number), message.From, message.Body);
    }

    /// <summary>Forgets all messages, outcomes and opt-outs; accounts, numbers, services and faults stay.</summary>
    public void Reset()
    {
        Late.Drop();
        _texts.Clear();
        _mediaRequests.Clear();
        _outcomes.Clear();
        _calls.Clear();
        OptOuts.Clear();
    }

    public void Dispose() => _stopping.Dispose();

    /// <summary>Ends every wait, so that the servers can stop at once.</summary>
    internal void Stop() => _stopping.Cancel();

    internal TwilioAccount? Account(string sid) => _accounts.GetValueOrDefault(sid);

    internal TwilioNumber? Number(string sid) => _numbers.GetValueOrDefault(sid);

    internal TwilioNumber? NumberOf(string phoneNumber) =>
        _numbers.Values.FirstOrDefault(known => known.PhoneNumber == phoneNumber);

    internal TwilioService? ServiceOf(TwilioNumber number) =>
        _services.Values.FirstOrDefault(pool => pool.NumberSids.Contains(number.Sid));

    internal TwilioOutcome? OutcomeOf(string to) => _outcomes.GetValueOrDefault(to);

    internal TwilioService? Service(string sid) => _services.GetValueOrDefault(sid);

    internal TwilioMessage? Message(string sid) => _texts.Get(sid);

    /// <summary>The file, unless it is to be missing this time.</summary>
    internal TwilioMedia? FindMedia(string messageSid, string mediaSid)
    {
        var media = Message(messageSid)?.Media.FirstOrDefault(file => file.Sid == mediaSid);
        if (media is null || Faults.MissingMedia) return null;

        var request = _mediaRequests.AddOrUpdate(mediaSid, 1, static (_, count) => count + 1);
        return request > Faults.MediaNotFoundFirst ? media : null;
    }

    internal void SetStatus(string sid, TwilioStatus status) => _texts.SetStatus(sid, status);

    internal void AddCallback(string sid, TwilioCallback callback) => _texts.AddCallback(sid, callback);

    /// <summary>Tells a status, signed by the account's primary token for the address of the callback.</summary>
    internal async Task<TwilioCallback> CallBackAsync(
        TwilioMessage message, IReadOnlyList<KeyValuePair<string, string>> fields, string status)
    {
        var at = Time.GetUtcNow();
        var (attempts, last) = await _callbacks.PostAsync(
            message.StatusCallback!, fields, _accounts[message.AccountSid].AuthToken, Stopping);
        return new TwilioCallback { Status = status, Attempts = attempts, Answer = last.Status, At = at };
    }

    internal void Count(TwilioCallName call) => _calls.AddOrUpdate(call, 1, static (_, count) => count + 1);

    internal TimeSpan NextLatency()
    {
        var (faults, random) = (_habits.Faults, _habits.Waits);
        if (faults.LatencyJitterMs == 0) return TimeSpan.FromMilliseconds(faults.LatencyMs);
        lock (random) return TimeSpan.FromMilliseconds(faults.LatencyMs + faults.LatencyJitterMs * random.NextDouble());
    }

    /// <summary>What happens to this call: what was asked for by name comes first, then the dice.</summary>
    internal TwilioFate NextFate(TwilioCallName call)
    {
        var writes = call is TwilioCallName.SendMessage or TwilioCallName.UpdateNumber or TwilioCallName.UpdateService;
        var rolled = _habits.Dice.NextCall(writes);
        return _habits.Calls.Next(call) is { } failure ? rolled with { Failure = failure } : rolled;
    }

    internal (TwilioFaults Faults, Random Random) NextMessageHabits()
    {
        var habits = _habits;
        return (habits.Faults, habits.Dice.NextMessage());
    }

    private sealed record Habits(TwilioFaults Faults, Random Waits, CallFaults Calls, TwilioDice Dice)
    {
        public static Habits Of(TwilioFaults faults) =>
            new(faults, new Random(faults.Seed), new CallFaults(faults.Calls), new TwilioDice(faults));
    }
}
