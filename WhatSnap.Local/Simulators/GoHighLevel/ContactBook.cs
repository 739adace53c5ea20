namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>The contacts of one location, with enough of their past to answer like a lagging search index.</summary>
/// <param name="time">All dates.</param>
/// <param name="changed">Told of each change in order, under the lock: before and after, null for what is not there.</param>
internal sealed class ContactBook(TimeProvider time, Action<SimulatedContact?, SimulatedContact?> changed)
{
    private const int KeptVersions = 16;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<Version>> _byId = [];
    private readonly Dictionary<string, List<string>> _byPhone = [];
    private readonly Dictionary<string, List<string>> _byEmail = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<SimulatedContact> All
    {
        get { lock (_gate) return [.. _byId.Values.Select(versions => versions[^1].Contact).OfType<SimulatedContact>()]; }
    }

    public SimulatedContact? Get(string id)
    {
        lock (_gate) return _byId.TryGetValue(id, out var versions) ? versions[^1].Contact : null;
    }

    /// <summary>E-mail counts before phone, as in the vendor's default setting.</summary>
    public ContactMatch? Find(string? phone, string? email)
    {
        lock (_gate) return FindLocked(phone, email, butNot: null);
    }

    /// <summary>Stores the contact, or tells which one stands in its way.</summary>
    /// <param name="contact">The contact.</param>
    /// <param name="allowDuplicates">Whether twins are welcome.</param>
    /// <param name="isSeed">Nobody is told, as of one that was there before.</param>
    public ContactMatch? TryAdd(SimulatedContact contact, bool allowDuplicates, bool isSeed = false)
    {
        lock (_gate)
        {
            var twin = allowDuplicates ? null : FindLocked(contact.Phone, contact.Email, butNot: null);
            if (twin is not null) return twin;

            _byId.Add(contact.Id, [new Version(time.GetUtcNow(), contact)]);
            Index(contact);
            if (!isSeed) changed(null, contact);
            return null;
        }
    }

    /// <summary>Changes the contact, or tells which other one stands in its way.</summary>
    public ContactMatch? TryChange(
        string id, bool allowDuplicates, Func<SimulatedContact, SimulatedContact> change, out SimulatedContact after)
    {
        lock (_gate)
        {
            var versions = _byId[id];
            var before = versions[^1].Contact ?? throw GoHighLevelRefusal.BadRequest($"Contact not found for id: {id}");
            after = change(before) with { DateUpdated = time.GetUtcNow() };
            var twin = allowDuplicates ? null : FindLocked(after.Phone, after.Email, butNot: id);
            if (twin is not null) return twin;

            Unindex(before);
            Index(after);
            versions.Add(new Version(time.GetUtcNow(), after));
            if (versions.Count > KeptVersions) versions.RemoveAt(0);
            changed(before, after);
            return null;
        }
    }

    /// <summary>Takes the contact away; a lagging index goes on to show it for a while.</summary>
    public void Delete(string id)
    {
        lock (_gate)
        {
            if (!_byId.TryGetValue(id, out var versions) || versions[^1].Contact is not { } known) return;
            Unindex(known);
            versions.Add(new Version(time.GetUtcNow(), null));
            changed(known, null);
        }
    }

    /// <summary>Every contact as it was at that time, newest first.</summary>
    public IReadOnlyList<SimulatedContact> AsOf(DateTimeOffset moment)
    {
        lock (_gate)
        {
            return
            [
                .. _byId.Values
                    .Select(versions => versions.FindLast(version => version.At <= moment)?.Contact)
                    .OfType<SimulatedContact>()
                    .OrderByDescending(contact => contact.DateAdded)
                    .ThenBy(contact => contact.Id, StringComparer.Ordinal),
            ];
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _byId.Clear();
            _byPhone.Clear();
            _byEmail.Clear();
        }
    }

    private ContactMatch? FindLocked(string? phone, string? email, string? butNot) =>
        FindIn(_byEmail, email, "email", butNot) ?? FindIn(_byPhone, phone, "phone", butNot);

    private ContactMatch? FindIn(Dictionary<string, List<string>> index, string? key, string field, string? butNot)
    {
        if (string.IsNullOrEmpty(key) || !index.TryGetValue(key, out var ids)) return null;

        var id = ids.Find(candidate => candidate != butNot);
        return id is null ? null : new ContactMatch(_byId[id][^1].Contact!, field);
    }

    private void Index(SimulatedContact contact)
    {
        AddTo(_byPhone, contact.Phone, contact.Id);
        AddTo(_byEmail, contact.Email, contact.Id);
    }

    private void Unindex(SimulatedContact contact)
    {
        if (contact.Phone is { Length: > 0 } phone) _byPhone[phone].Remove(contact.Id);
        if (contact.Email is { Length: > 0 } email) _byEmail[email].Remove(contact.Id);
    }

    private static void AddTo(Dictionary<string, List<string>> index, string? key, string id)
    {
        if (string.IsNullOrEmpty(key)) return;
        if (!index.TryGetValue(key, out var ids)) index.Add(key, ids = []);
        ids.Add(id);
    }

    /// <summary>The contact from that moment on; null once it is deleted.</summary>
    private sealed record Version(DateTimeOffset At, SimulatedContact? Contact);
}

/// <summary>A contact that was found, and by which field.</summary>
internal sealed record ContactMatch(SimulatedContact Contact, string Field);
