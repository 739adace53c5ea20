using System.Collections.Concurrent;

namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>All state of the simulated GoHighLevel; safe for any number of threads.</summary>
public sealed class GoHighLevelWorld : IDisposable
{
    private readonly ConcurrentDictionary<string, LocationState> _locations = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, LocationState> _locationOfContact = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private volatile Habits _habits;

    public GoHighLevelWorld(GoHighLevelSimulatorOptions options, TimeProvider time)
    {
        Time = time;
        SharedSecret = options.SharedSecret;
        App = options.App;
        Tokens = new TokenBook(time);
        Installs = new AppInstalls(this);
        _habits = new Habits(options.Faults, new FaultDice(options.Faults.Seed));
        Late = new LateCommits(time, _stopping.Token);
        Rates = new RateWindows(time);
        foreach (var location in options.Locations) AddLocation(location);
    }

    /// <summary>Setting it also starts the dice again from the seed.</summary>
    public GoHighLevelFaults Faults
    {
        get => _habits.Faults;
        set => _habits = new Habits(value, new FaultDice(value.Seed));
    }

    /// <summary>What encrypts the user data of the custom page.</summary>
    public string SharedSecret { get; }

    /// <summary>The app as the portal has it; setting it is a change there.</summary>
    public GoHighLevelApp App { get; set; }

    /// <summary>Where the app is installed.</summary>
    public AppInstalls Installs { get; }

    /// <summary>What posts to the app.</summary>
    public WebhookSender Webhooks { get; } = new();

    public CallCounts Calls { get; } = new();

    /// <summary>Every stored message in the order of storing.</summary>
    public IReadOnlyList<SimulatedMessage> Messages => Log.All;

    public IReadOnlyList<SimulatedContact> Contacts => [.. _locations.Values.SelectMany(state => state.Contacts.All)];

    public IReadOnlyList<GoHighLevelLocation> Locations => [.. _locations.Values.Select(state => state.Location)];

    /// <summary>Requests that were left unanswered and whose work is still to be done.</summary>
    public int PendingLateCommits => Late.Count;

    /// <summary>How often <see cref="Reset"/> ran; sequence numbers start again each time.</summary>
    public long Resets => Late.Epoch;

    /// <summary>Told of every call; must be quick and safe for any number of threads.</summary>
    internal Action<ObservedCall>? Observer { get; set; }

    internal TimeProvider Time { get; }

    internal TokenBook Tokens { get; }

    internal Habits CurrentHabits => _habits;

    internal MessageLog Log { get; } = new();

    internal FileShelf Files { get; } = new();

    internal LateCommits Late { get; }

    internal RateWindows Rates { get; }

    internal CancellationToken Stopping => _stopping.Token;

    public void AddLocation(GoHighLevelLocation location)
    {
        var state = new LocationState(location, Time);
        if (!_locations.TryAdd(location.Id, state))
            throw new ArgumentException($"Location {location.Id} exists already.", nameof(location));

        if (location.AccessTokens.Count > 0) Installs.Spread(location.Id);
        foreach (var token in location.AccessTokens) AllowToken(location.Id, token);
    }

    /// <summary>The encrypted user data that the custom page gets for a user; another text each time.</summary>
    public string OpenCustomPage(CustomPageUser user) => CustomPage.Payload(this, user);

    public void AllowToken(string locationId, string token) =>
        Tokens.Allow(token, new TokenOwner(locationId, _locations[locationId].Location.CompanyId));

    public void RevokeToken(string token) => Tokens.Revoke(token);

    /// <summary>Ends the access tokens of a location, or of a company when there is none, before their time.</summary>
    public void ExpireTokens(string? locationId, string? companyId = null) => Tokens.Expire(
        new TokenOwner(locationId, companyId ?? _locations[locationId!].Location.CompanyId));

    /// <summary>Puts a contact there without a call, as if it had been in the location before.</summary>
    public SimulatedContact SeedContact(string locationId, string phone, string? name = null, params string[] tags)
    {
        var now = Time.GetUtcNow();
        var contact = new SimulatedContact
        {
            Id = VendorId.New(),
            LocationId = locationId,
            Phone = PhoneText.Normalize(phone),
            FirstName = name,
            Tags = tags,
            DateAdded = now,
            DateUpdated = now,
        };
        if (TryAddContact(_locations[locationId], contact) is { } twin)
            throw new InvalidOperationException($"Contact {twin.Contact.Id} has that phone number already.");

        return contact;
    }

    /// <summary>Takes a contact away without a call, as a person would.</summary>
    public void DeleteContact(string contactId) => _locationOfContact[contactId].Contacts.Delete(contactId);

    /// <summary>Takes a user out of a location; contacts that were given to it keep its id.</summary>
    public void RemoveUser(string locationId, string userId) => _locations[locationId].RemoveUser(userId);

    /// <summary>The tags that a location offers.</summary>
    public IReadOnlyList<string> TagsOf(string locationId) => [.. _locations[locationId].Tags.Select(tag => tag.Name)];

    /// <summary>Clears contacts, messages, files and counters; locations, tokens and faults stay.</summary>
    public void Reset()
    {
        Late.Drop();
        foreach (var state in _locations.Values) state.Clear();
        _locationOfContact.Clear();
        Log.Clear();
        Files.Clear();
        Rates.Clear();
        Calls.Clear();
    }

    /// <summary>Ends when no unanswered request has work left to be done.</summary>
    public Task WhenLateCommitsAreDoneAsync() => Late.WhenDoneAsync();

    public void Dispose()
    {
        Webhooks.Dispose();
        _stopping.Dispose();
    }

    /// <summary>Ends every wait, so that the server can stop at once.</summary>
    internal void Stop() => _stopping.Cancel();

    internal LocationState? LocationOfToken(string token) =>
        Tokens.OwnerOf(token)?.LocationId is { } location ? _locations[location] : null;

    internal bool IsInstalled(string locationId) => Installs.IsInstalled(locationId);

    internal bool IsListed(string locationId) => IsInstalled(locationId) && !Installs.Unlisted.Contains(locationId);

    internal LocationState? LocationOfContact(string contactId) => _locationOfContact.GetValueOrDefault(contactId);

    internal SimulatedContact? Contact(string id) => LocationOfContact(id)?.Contacts.Get(id);

    internal ContactMatch? TryAddContact(LocationState state, SimulatedContact contact, bool forceNew = false)
    {
        // First, so that a contact that can be found can also be resolved to its location.
        _locationOfContact[contact.Id] = state;
        var twin = state.Contacts.TryAdd(contact, forceNew || state.Location.AllowDuplicateContact);
        if (twin is not null) _locationOfContact.TryRemove(contact.Id, out _);
        return twin;
    }

    /// <summary>The faults in force and the dice that belong to them.</summary>
    internal sealed record Habits(GoHighLevelFaults Faults, FaultDice Dice);
}
