using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>All state of the simulated GoHighLevel; safe for any number of threads.</summary>
public sealed class GoHighLevelWorld : IDisposable
{
    private readonly ConcurrentDictionary<string, LocationState> _locations = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, LocationState> _locationOfContact = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _foreign = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private volatile Habits _habits;

    public GoHighLevelWorld(GoHighLevelSimulatorOptions options, TimeProvider time)
    {
        Time = time;
        SharedSecret = options.SharedSecret;
        App = options.App;
        Webhooks = new WebhookSender(options.WebhookKey);
        Tokens = new TokenBook(time);
        Installs = new AppInstalls(this);
        Postman = new Postman(this);
        Events = new CrmEvents(this);
        _habits = Habits.Of(options.Faults);
        Late = new LateCommits(time, _stopping.Token);
        Rates = new RateWindows(time);
        foreach (var location in options.Locations) AddLocation(location);
    }

    /// <summary>Setting it also starts the dice again from the seed.</summary>
    public GoHighLevelFaults Faults
    {
        get => _habits.Faults;
        set => _habits = Habits.Of(value);
    }

    /// <summary>What encrypts the user data of the custom page.</summary>
    public string SharedSecret { get; }

    /// <summary>The app as the portal has it; setting it is a change there.</summary>
    public GoHighLevelApp App { get; set; }

    /// <summary>Where the app is installed.</summary>
    public AppInstalls Installs { get; }

    /// <summary>What posts to the app.</summary>
    public WebhookSender Webhooks { get; }

    public CallCounts Calls { get; } = new();

    /// <summary>Every stored message in the order of storing.</summary>
    public IReadOnlyList<SimulatedMessage> Messages => Log.All;

    public IReadOnlyList<SimulatedContact> Contacts => [.. _locations.Values.SelectMany(state => state.Contacts.All)];

    public IReadOnlyList<GoHighLevelLocation> Locations => [.. _locations.Values.Select(state => state.Location)];

    /// <summary>Requests that were left unanswered and whose work is still to be done.</summary>
    public int PendingLateCommits => Late.Count;

    /// <summary>Everything that was posted about messages and contacts, with each attempt, in the order of its cause.</summary>
    public IReadOnlyList<PostedWebhook> Posted => Postman.Posted;

    /// <summary>The messages that were handed to the provider, with each attempt.</summary>
    public IReadOnlyList<PostedWebhook> Deliveries => [.. Postman.Posted.Where(posted => posted.Kind == "Delivery")];

    /// <summary>Webhooks that are still to be posted, or to be posted again.</summary>
    public int PendingPosts => Postman.Work.Count;

    /// <summary>How often <see cref="Reset"/> ran; sequence numbers start again each time.</summary>
    public long Resets => Late.Epoch;

    /// <summary>Told of every call; must be quick and safe for any number of threads.</summary>
    internal Action<ObservedCall>? Observer { get; set; }

    internal TimeProvider Time { get; }

    internal TokenBook Tokens { get; }

    internal Habits CurrentHabits => _habits;

    internal MessageLog Log { get; } = new();

    internal FileShelf Files { get; } = new();

    internal Postman Postman { get; }

    internal CrmEvents Events { get; }

    /// <summary>Where the simulator is reached, for the addresses of its files.</summary>
    internal Uri? Address { get; set; }

    internal LateCommits Late { get; }

    internal RateWindows Rates { get; }

    internal CancellationToken Stopping => _stopping.Token;

    public void AddLocation(GoHighLevelLocation location)
    {
        var state = new LocationState(location, Time, Events.ContactChanged);
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
        if (TryAddContact(_locations[locationId], contact, isSeed: true) is { } twin)
            throw new InvalidOperationException($"Contact {twin.Contact.Id} has that phone number already.");

        return contact;
    }

    /// <summary>Takes a contact away without a call, as a person would.</summary>
    public void DeleteContact(string contactId) => _locationOfContact[contactId].Contacts.Delete(contactId);

    /// <summary>A person writes into a contact's conversation.</summary>
    /// <param name="contactId">The contact.</param>
    /// <param name="text">May be empty when there are attachments.</param>
    /// <param name="attachments">Addresses, as of <see cref="Shelve"/>.</param>
    /// <param name="userId">Who it is; null means the first user of the location.</param>
    public SimulatedMessage WriteAsPerson(
        string contactId, string text, IReadOnlyList<string>? attachments = null, string? userId = null) =>
        Write(contactId, new WrittenMessage(text)
        {
            Attachments = attachments ?? [],
            UserId = userId ?? _locationOfContact[contactId].Users.Select(user => user.Id).FirstOrDefault("DemoUser000000000001"),
        });

    /// <summary>A workflow writes into a contact's conversation: no user is named.</summary>
    public SimulatedMessage WriteAsWorkflow(string contactId, string text, IReadOnlyList<string>? attachments = null) =>
        Write(contactId, new WrittenMessage(text) { Attachments = attachments ?? [], Source = "workflow" });

    /// <summary>What is posted to the delivery address about a message, for who brings it to the provider himself.</summary>
    /// <returns>The payload; from now on the message counts as handed over.</returns>
    public JsonObject TakeDelivery(string messageId) => new OutboundMessages(this).Take(Log.Get(messageId)!);

    /// <summary>The message as it stands, with its statuses.</summary>
    public SimulatedMessage? Message(string id) => Log.Get(id);

    /// <summary>Adds a tag to a contact by hand or by a workflow.</summary>
    public void AddTag(string contactId, string tag) =>
        ChangeTags(contactId, tags => ContactChange.Distinct(tags.Append(tag)));

    /// <summary>Takes a tag from a contact by hand or by a workflow.</summary>
    public void RemoveTag(string contactId, string tag) =>
        ChangeTags(contactId, tags => [.. tags.Where(one => !one.Equals(tag, StringComparison.OrdinalIgnoreCase))]);

    /// <summary>Switches do-not-disturb of a contact by hand.</summary>
    /// <param name="contactId">The contact.</param>
    /// <param name="isOn">On or off.</param>
    /// <param name="channel">GoHighLevel's name of a channel; null for all at once.</param>
    public void SetDoNotDisturb(string contactId, bool isOn, string? channel = null) =>
        _locationOfContact[contactId].Contacts.TryChange(
            contactId, true, known => ContactDnd.Switch(known, isOn, channel, Time.GetUtcNow()), out _);

    /// <summary>Puts a file where anybody can fetch it.</summary>
    /// <returns>Its address.</returns>
    public string Shelve(string name, string contentType, byte[] content) =>
        UploadEndpoint.AddressOf(Files.Add(new SimulatedFile(name, contentType, content)), name, Address?.ToString().TrimEnd('/') ?? "");

    /// <summary>Gives a location's SMS slot to a provider; null gives it to the app's.</summary>
    public void SetSmsProvider(string locationId, string? providerId) => _locations[locationId].SmsProviderId = providerId;

    /// <summary>Accepts a token of another app for a location: it may read, and set no status of our provider's messages.</summary>
    public void AllowForeignToken(string locationId, string token)
    {
        _foreign[token] = true;
        AllowToken(locationId, token);
    }

    /// <summary>Ends when every webhook is accepted or given up.</summary>
    public Task WhenPostsAreDoneAsync() => Postman.Work.WhenDoneAsync();

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
        Postman.Clear();
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

    /// <summary>Stores a message in the contact's conversation and tells the app.</summary>
    internal SimulatedMessage Store(
        string locationId, string contactId, Func<SimulatedConversation, SimulatedMessage> make)
    {
        var message = Log.Add(locationId, contactId, make);
        Events.MessageStored(message);
        return message;
    }

    internal bool IsForeign(string token) => _foreign.ContainsKey(token);

    internal (GoHighLevelFaults Faults, FaultRoll Roll) NextPostHabits()
    {
        var habits = _habits;
        return (habits.Faults, habits.Posts.Roll());
    }

    internal LocationState? LocationOfToken(string token) =>
        Tokens.OwnerOf(token)?.LocationId is { } location ? _locations[location] : null;

    internal bool IsInstalled(string locationId) => Installs.IsInstalled(locationId);

    internal bool IsListed(string locationId) => IsInstalled(locationId) && !Installs.Unlisted.Contains(locationId);

    internal LocationState? LocationOfContact(string contactId) => _locationOfContact.GetValueOrDefault(contactId);

    internal SimulatedContact? Contact(string id) => LocationOfContact(id)?.Contacts.Get(id);

    internal ContactMatch? TryAddContact(LocationState state, SimulatedContact contact, bool forceNew = false, bool isSeed = false)
    {
        // First, so that a contact that can be found can also be resolved to its location.
        _locationOfContact[contact.Id] = state;
        var twin = state.Contacts.TryAdd(contact, forceNew || state.Location.AllowDuplicateContact, isSeed);
        if (twin is not null) _locationOfContact.TryRemove(contact.Id, out _);
        return twin;
    }

    private SimulatedMessage Write(string contactId, WrittenMessage written)
    {
        var state = _locationOfContact[contactId];
        return new OutboundMessages(this).Write(state, state.Contacts.Get(contactId)!, written);
    }

    private void ChangeTags(string contactId, Func<IReadOnlyList<string>, IReadOnlyList<string>> change)
    {
        var state = _locationOfContact[contactId];
        state.Contacts.TryChange(contactId, true, known => known with { Tags = change(known.Tags) }, out var changed);
        foreach (var tag in changed.Tags) state.EnsureTag(tag);
    }

    /// <summary>The faults in force and the dice that belong to them, other ones for calls than for posts.</summary>
    internal sealed record Habits(GoHighLevelFaults Faults, FaultDice Dice, FaultDice Posts)
    {
        public static Habits Of(GoHighLevelFaults faults) => new(faults, new FaultDice(faults.Seed), new FaultDice(~faults.Seed));
    }
}
