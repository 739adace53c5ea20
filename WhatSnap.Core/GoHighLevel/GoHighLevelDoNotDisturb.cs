using System.Net.Http.Json;
using System.Text.Json;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>Do-not-disturb of one channel of a contact.</summary>
/// <param name="Status"><c>active</c>, <c>inactive</c> or <c>permanent</c>.</param>
/// <param name="Message">Words for a person.</param>
/// <param name="Code">A mark of who set it.</param>
public sealed record ChannelDnd(string Status, string? Message, string? Code)
{
    public bool IsOn => DoNotDisturb.IsOn(Status);
}

/// <summary>A contact's do-not-disturb by channel.</summary>
/// <param name="All">Whether it is on for everything.</param>
/// <param name="Channels">The channels that GoHighLevel shows, by its names.</param>
public sealed record CrmDnd(bool All, IReadOnlyDictionary<string, ChannelDnd> Channels)
{
    public DoNotDisturb Whole => new(All, IsOn(DoNotDisturb.SmsChannel), IsOn(DoNotDisturb.WhatsAppChannel));

    public bool IsOn(string channel) => Channels.TryGetValue(channel, out var one) && one.IsOn;

    /// <summary>The same with some channels changed.</summary>
    public CrmDnd With(IEnumerable<string> channels, ChannelDnd change) =>
        this with { Channels = new Dictionary<string, ChannelDnd>([.. Channels.ExceptBy(channels, one => one.Key), .. channels.Select(name => KeyValuePair.Create(name, change))]) };
}

/// <summary>
/// GoHighLevel's calls on do-not-disturb (apps/contacts.json, version 2021-07-28). It is not documented whether a channel that is
/// not sent stays as it is, so that all are sent as they were read.
/// </summary>
public sealed class GoHighLevelDoNotDisturb(GoHighLevelTransport transport)
{
    private const string Version = GoHighLevelTransport.ContactsVersion;

    /// <summary>The channels and states that the document allows in a change.</summary>
    private static readonly string[] Channels = ["Call", "Email", DoNotDisturb.SmsChannel, DoNotDisturb.WhatsAppChannel, "GMB", "FB"];
    private static readonly string[] States = ["active", "inactive", "permanent"];

    /// <summary>A contact's do-not-disturb (<c>GET /contacts/{id}</c>).</summary>
    public async Task<CrmDnd> ReadAsync(string locationId, string contactId, CancellationToken cancellationToken)
    {
        var answer = await transport.SendAsync(
            locationId, Version, HttpMethod.Get, GoHighLevelContacts.Path(contactId), null, WireJson.Default.ContactAnswer, cancellationToken);
        var found = answer?.Contact ?? throw new GoHighLevelException(CallOutcome.MayHaveBeenDone, "GET /contacts", null, "EMPTY_ANSWER");
        var channels = new Dictionary<string, ChannelDnd>(StringComparer.Ordinal);
        foreach (var name in Channels)
        {
            if (found.DndSettings is { ValueKind: JsonValueKind.Object } all && all.TryGetProperty(name, out var one)
                && Text(one, "status") is { } status && States.Contains(status))
            {
                channels[name] = new ChannelDnd(status, Text(one, "message"), Text(one, "code"));
            }
        }

        return new CrmDnd(found.Dnd is { ValueKind: JsonValueKind.True }, channels);
    }

    /// <summary>Sets the channels (<c>PUT /contacts/{id}</c>) and sends nothing else; repeating it changes nothing.</summary>
    public Task SetAsync(string locationId, string contactId, CrmDnd dnd, CancellationToken cancellationToken) => transport.SendAsync(
        locationId, Version, HttpMethod.Put, GoHighLevelContacts.Path(contactId),
        JsonContent.Create(
            new DndRequest(dnd.Channels.ToDictionary(one => one.Key, one => new WireDnd(one.Value.Status, one.Value.Message, one.Value.Code))),
            WireJson.Default.DndRequest),
        WireJson.Default.ContactAnswer, cancellationToken);

    private static string? Text(JsonElement setting, string name) =>
        setting.ValueKind == JsonValueKind.Object && setting.TryGetProperty(name, out var value) ? value.TextOrNull() : null;
}
