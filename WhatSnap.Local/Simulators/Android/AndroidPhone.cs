namespace WhatSnap.Local.Simulators.Android;

/// <summary>
/// An Android phone with the app SMSGate 1.68 as it comes from its author. It speaks to any server whose address is typed into it. Either
/// <see cref="RunAsync"/> lets it live as time goes by, or who moves the clock calls <see cref="RunDueAsync"/>.
/// </summary>
public sealed class AndroidPhone : IDisposable
{
    private readonly PhoneStore _store;
    private readonly PhoneJobs _jobs;
    private readonly PhoneTexts _texts;
    private readonly PhoneHooks _hooks;
    private readonly PhoneInbox _inbox;
    private readonly PhoneLink _link;

    /// <param name="options">What it is like.</param>
    /// <param name="http">Makes its calls; must not have a time limit that is shorter than the app's.</param>
    /// <param name="time">Its clock.</param>
    public AndroidPhone(AndroidPhoneOptions options, HttpClient http, TimeProvider time)
    {
        _store = new PhoneStore(options);
        _jobs = new PhoneJobs(_store, time);
        var api = new PhoneApi(http, _store, time);
        _hooks = new PhoneHooks(_store, _jobs, api, time);
        _inbox = new PhoneInbox(_store, _hooks, time);
        _texts = new PhoneTexts(_store, _jobs, api, _hooks, time);
        _link = new PhoneLink(_store, _jobs, api, _texts, _hooks, _inbox, time);
    }

    /// <summary>The id that the server gave it; null when it is not registered.</summary>
    public string? DeviceId => _store.Registration?.Id;

    /// <summary>The key of its webhooks, as the app shows it.</summary>
    public string SigningKey => _store.Settings.SigningKey;

    /// <summary>False when the phone has no network; texts come and go all the same.</summary>
    public bool IsOnline => _store.IsOnline;

    public bool IsRunning => _store.IsRunning;

    /// <summary>What other phones got, in that order.</summary>
    public IReadOnlyList<SentText> Sent => _texts.Sent;

    /// <summary>The state of each text that the server gave it, by id.</summary>
    public IReadOnlyDictionary<string, string> States => _texts.States;

    /// <summary>Webhooks that were not answered yet.</summary>
    public int WebhooksWaiting => _jobs.CountOf(PhoneHooks.JobName);

    /// <summary>Webhooks that were tried too often.</summary>
    public int WebhooksDropped => _jobs.GivenUpOf(PhoneHooks.JobName);

    /// <summary>States that the server does not have yet.</summary>
    public int StatesWaiting => _jobs.CountOf(PhoneTexts.StateName);

    /// <summary>Nothing waits to be told, and no text to be sent or confirmed.</summary>
    public bool IsAtRest => WebhooksWaiting + StatesWaiting + _jobs.CountOf(PhoneTexts.SendName) + _jobs.CountOf(PhoneTexts.NetworkName) == 0;

    /// <summary>When it has something to do next; null when it only waits for the network.</summary>
    public DateTimeOffset? NextDue => _jobs.NextDue;

    /// <summary>Decides what the network does with a text.</summary>
    public Func<SentText, TextOutcome> Network
    {
        get => _texts.Network;
        set => _texts.Network = value;
    }

    /// <summary>Types the server's address and a code, and signs in; then the app's services start.</summary>
    /// <param name="apiUrl">The address as it is typed: the app puts <c>/device</c> and so on behind it.</param>
    /// <param name="code">The code of the server.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="InvalidOperationException">Android lets no app call such an address, or the answer lacks something.</exception>
    /// <exception cref="PhoneRefusedException">The server refuses; the app stays unregistered.</exception>
    public async Task SignInAsync(string apiUrl, string code, CancellationToken cancellationToken = default)
    {
        if (!Uri.TryCreate(apiUrl, UriKind.Absolute, out var address)) throw new InvalidOperationException($"'{apiUrl}' is no address.");
        if (!PhoneApi.IsAllowed(address)) throw new InvalidOperationException($"CLEARTEXT communication to {address.Host} not permitted by network security policy");
        _store.ApiUrl = apiUrl;
        await _link.SignInAsync(code, cancellationToken);
        Start();
    }

    /// <summary>The button "Online" of the app, or the phone is switched on.</summary>
    public void Start()
    {
        if (_store.IsRunning || _store.ApiUrl is null) return;
        _store.IsRunning = true;
        _link.Start();
        _inbox.TellMissed(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
    }

    /// <summary>The button "Offline" of the app, or the phone is switched off: what comes meanwhile is told of afterwards.</summary>
    public void Stop()
    {
        _store.IsRunning = false;
        _jobs.Kill();
    }

    /// <summary>The app is killed in the middle of what it does, and started again.</summary>
    public void Restart()
    {
        Stop();
        Start();
    }

    /// <summary>The phone loses its network, calls in the middle break off.</summary>
    public void GoOffline()
    {
        _store.IsOnline = false;
        _jobs.BreakCalls();
    }

    public void GoOnline()
    {
        _store.IsOnline = true;
        _jobs.Wake();
    }

    /// <summary>The app's data are deleted, as when it is installed anew.</summary>
    public void Reset()
    {
        _store.Clear();
        _jobs.Clear();
        _texts.Clear();
        _inbox.Clear();
    }

    /// <summary>A text comes to the phone.</summary>
    /// <param name="from">Who wrote: a number, or a name.</param>
    /// <param name="text">What.</param>
    /// <param name="at">When the phone got it; null for now.</param>
    /// <param name="copies">As how many events the app tells of it; a real one sometimes tells twice.</param>
    /// <returns>False for what the app takes for a repetition: the same of the same sender in the same second.</returns>
    public bool Receive(string from, string text, DateTimeOffset? at = null, int copies = 1) => _inbox.Receive(from, text, at, copies);

    /// <summary>An MMS comes to the phone.</summary>
    public void ReceiveMms(string from, string? text, IReadOnlyList<MmsPart> parts, DateTimeOffset? at = null) => _inbox.ReceiveMms(from, text, parts, at);

    /// <summary>The app asks for messages now, as when somebody pulls its list down.</summary>
    public void Pull() => _link.PullSoon();

    /// <summary>Does what is due, one after the other. The clock is not moved.</summary>
    public Task RunDueAsync(CancellationToken cancellationToken = default) => _jobs.RunDueAsync(cancellationToken);

    /// <summary>Lives as time goes by, until it is cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => _jobs.RunAsync(cancellationToken);

    public void Dispose() => _jobs.Dispose();
}
