using System.Text.Json;

namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>One location with its contacts, tags and custom fields.</summary>
internal sealed class LocationState(
    GoHighLevelLocation location, TimeProvider time, Action<SimulatedContact?, SimulatedContact?> contactChanged)
{
    private readonly Lock _gate = new();
    private readonly List<LocationTag> _tags = [];
    private readonly List<LocationCustomField> _customFields = [];
    private readonly List<GoHighLevelUser> _users = [.. location.Users];

    public GoHighLevelLocation Location { get; } = location;

    /// <summary>The provider in the SMS slot; null means the app's.</summary>
    public string? SmsProviderId { get; set; } = location.SmsProviderId;

    public ContactBook Contacts { get; } = new(time, contactChanged);

    public IReadOnlyList<LocationTag> Tags
    {
        get { lock (_gate) return [.. _tags]; }
    }

    public IReadOnlyList<LocationCustomField> CustomFields
    {
        get { lock (_gate) return [.. _customFields]; }
    }

    public IReadOnlyList<GoHighLevelUser> Users
    {
        get { lock (_gate) return [.. _users]; }
    }

    public void RemoveUser(string userId)
    {
        lock (_gate) _users.RemoveAll(user => user.Id == userId);
    }

    /// <returns>False when there is no such tag.</returns>
    public bool RemoveTag(string tagId)
    {
        lock (_gate) return _tags.RemoveAll(tag => tag.Id == tagId) > 0;
    }

    /// <summary>The tag of that name in whatever case, made when it is missing.</summary>
    public LocationTag EnsureTag(string name)
    {
        lock (_gate)
        {
            var known = _tags.Find(tag => string.Equals(tag.Name, name, StringComparison.OrdinalIgnoreCase));
            if (known is not null) return known;

            var made = new LocationTag(VendorId.New(), name);
            _tags.Add(made);
            return made;
        }
    }

    public LocationCustomField AddCustomField(string name, string dataType, string model, JsonElement body)
    {
        lock (_gate)
        {
            var placeholder = body.TryGetProperty("placeholder", out var text) ? text.GetString() ?? "" : "";
            var field = new LocationCustomField(
                VendorId.New(), name, dataType, model, placeholder, _customFields.Count * 50);
            _customFields.Add(field);
            return field;
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _tags.Clear();
            _customFields.Clear();
        }

        Contacts.Clear();
    }
}

/// <summary>A tag that the location offers.</summary>
internal sealed record LocationTag(string Id, string Name);

/// <summary>A custom field that the location offers.</summary>
internal sealed record LocationCustomField(
    string Id, string Name, string DataType, string Model, string Placeholder, int Position);
