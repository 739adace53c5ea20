using System.Collections.Concurrent;

namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>All state of the simulated Twilio, and the customers' phones that text it.</summary>
public sealed class TwilioWorld
{
    private readonly ConcurrentDictionary<string, TwilioAccount> _accounts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TwilioNumber> _numbers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TwilioService> _services = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _mediaRequests = new(StringComparer.Ordinal);
    private readonly TextLog _texts = new();
    private readonly WebhookCaller _webhooks;
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

    /// <summary>Every text in the order of sending, with what became of its webhook.</summary>
    public IReadOnlyList<TwilioText> Texts => _texts.All;

    public IReadOnlyList<TwilioMessage> Messages => [.. _texts.All.Select(text => text.Message)];

    public IReadOnlyList<TwilioNumber> Numbers =>
        [.. _numbers.Values.OrderBy(number => number.PhoneNumber, StringComparer.Ordinal)];

    public IReadOnlyList<TwilioAccount> Accounts => [.. _accounts.Values];

    public IReadOnlyList<TwilioService> Services =>
        [.. _services.Values.OrderBy(service => service.Sid, StringComparer.Ordinal)];

    internal TimeProvider Time { get; }

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

    /// <summary>A customer's phone sends a text; ends when its webhook is done, however that went.</summary>
    /// <exception cref="ArgumentException">No account has the number <paramref name="to"/>.</exception>
    public async Task<TwilioTextResult> TextAsync(
        string from,
        string to,
        string body,
        IReadOnlyList<TwilioMediaContent>? media = null,
        CancellationToken cancellationToken = default)
    {
        var number = _numbers.Values.FirstOrDefault(known => known.PhoneNumber == to)
            ?? throw new ArgumentException($"No account has the number {to}.", nameof(to));
        var account = _accounts[number.AccountSid];
        var service = _services.Values.FirstOrDefault(pool => pool.NumberSids.Contains(number.Sid));
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
            Segments = SmsSegments.Count(body),
            DateSent = Time.GetUtcNow(),
        };
        if (route.IsDropped) return new TwilioTextResult { Sid = message.Sid, Error = route.Trouble };

        _texts.Add(message);
        if (Faults.LostWebhooks) return new TwilioTextResult { Sid = message.Sid, Error = "The webhook was lost." };

        var address = PublicAddress?.ToString().TrimEnd('/') ?? "https://api.twilio.com";
        var result = await _webhooks.CallAsync(message, route, account.AuthToken, address, cancellationToken);
        _texts.SetResult(result);
        return result;
    }

    /// <summary>Keeps a text and its media whose webhook the caller makes himself.</summary>
    internal void Keep(TwilioMessage message) => _texts.Add(message);

    /// <summary>Forgets all texts; accounts, numbers, services and faults stay.</summary>
    public void Reset()
    {
        _texts.Clear();
        _mediaRequests.Clear();
    }

    internal TwilioAccount? Account(string sid) => _accounts.GetValueOrDefault(sid);

    internal TwilioNumber? Number(string sid) => _numbers.GetValueOrDefault(sid);

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

    internal TimeSpan NextLatency()
    {
        var (faults, random, _) = _habits;
        if (faults.LatencyJitterMs == 0) return TimeSpan.FromMilliseconds(faults.LatencyMs);
        lock (random) return TimeSpan.FromMilliseconds(faults.LatencyMs + faults.LatencyJitterMs * random.NextDouble());
    }

    /// <summary>What goes wrong with this call; null when it passes.</summary>
    internal TwilioFailure? NextFailure(TwilioCallName call) => _habits.Calls.Next(call);

    private sealed record Habits(TwilioFaults Faults, Random Random, CallFaults Calls)
    {
        public static Habits Of(TwilioFaults faults) => new(faults, new Random(faults.Seed), new CallFaults(faults.Calls));
    }
}
