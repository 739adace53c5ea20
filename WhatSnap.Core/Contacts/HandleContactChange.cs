using System.Text.Json;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.Contacts;

/// <summary>
/// Keeps the tags and the do-not-disturb true that are known of a contact, so that what a person or a workflow changes counts for
/// the next message. The event carries all tags, not a difference.
/// </summary>
/// <param name="kind"><c>ContactTagUpdate</c>, <c>ContactDndUpdate</c>, <c>ContactUpdate</c> or <c>ContactCreate</c>.</param>
/// <param name="known">What is known of contacts.</param>
public sealed class HandleContactChange(string kind, KnownContacts known) : IHandleEvent
{
    /// <summary>The kinds whose events show a contact whole.</summary>
    public static readonly IReadOnlyList<string> Kinds = ["ContactTagUpdate", DndUpdate, "ContactUpdate", "ContactCreate"];

    /// <summary>The one kind whose document shows do-not-disturb by channel; the others show whether it is on for everything.</summary>
    private const string DndUpdate = "ContactDndUpdate";

    private const string Contact = "contact";
    private const string Tags = "tags";
    private const string Dnd = "dnd";
    private const string DndForAll = "dndForAll";

    /// <summary>As they are written into a queue message, where letters that are not English take six bytes; more than these are read anew.</summary>
    private const int LongestTags = 20_000;
    private const string Unknown = "?";
    private const string On = "on";
    private const string Off = "off";

    public string Kind => kind;

    public EventWork? Read(CrmEvent received, DateTimeOffset now)
    {
        if (received.LocationId is null || received.SubjectId is not { } contactId) return null;
        var data = new Dictionary<string, string> { [Contact] = contactId };
        if (TagsOf(received) is { } tags && string.Join('\n', tags) is var text && JsonEncodedText.Encode(text).EncodedUtf8Bytes.Length <= LongestTags) data[Tags] = text;
        if (NewsOf(received) is { } news)
        {
            data[Dnd] = news.Whole?.ToString() ?? Unknown;
            if (news.All is { } all) data[DndForAll] = all ? On : Off;
        }

        return new EventWork(1, kind, received.At ?? now, now) { LocationId = received.LocationId, Data = data };
    }

    public async Task<EventOutcome> RunAsync(EventWork work, CancellationToken cancellationToken)
    {
        var tags = work.Data!.GetValueOrDefault(Tags)?.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await known.SeeAsync(work.LocationId!, work.Data![Contact], tags, NewsOf(work), work.At, cancellationToken);
        return new EventOutcome.Done();
    }

    private static IReadOnlyList<string>? TagsOf(CrmEvent received) =>
        received.Body.TryGetProperty("tags", out var tags) && tags.ValueKind == JsonValueKind.Array
            ? [.. tags.EnumerateArray().Where(tag => tag.ValueKind == JsonValueKind.String).Select(tag => tag.TextOrNull()!)]
            : null;

    private DndNews? NewsOf(CrmEvent received)
    {
        JsonElement? all = received.Body.TryGetProperty("dnd", out var flag) ? flag : null;
        bool? isOn = all is { ValueKind: JsonValueKind.True or JsonValueKind.False } ? all is { ValueKind: JsonValueKind.True } : null;
        if (received.Body.TryGetProperty("dndSettings", out var settings) && settings.ValueKind == JsonValueKind.Object)
        {
            return new DndNews(DoNotDisturb.Of(all, settings), isOn);
        }

        // One about do-not-disturb that does not show it: it is asked for when it is needed next.
        return kind == DndUpdate ? new DndNews(null, null) : isOn is null ? null : new DndNews(null, isOn);
    }

    private static DndNews? NewsOf(EventWork work) => work.Data!.GetValueOrDefault(Dnd) is not { } text
        ? null
        : new DndNews(
            text == Unknown ? null : DoNotDisturb.Parse(text),
            work.Data!.GetValueOrDefault(DndForAll) is { } all ? all == On : null);
}

/// <summary>Forgets what was known of a contact that is deleted, but not its opt-out: GoHighLevel can restore it.</summary>
public sealed class HandleContactDelete(KnownContacts known) : IHandleEvent
{
    public string Kind => "ContactDelete";

    public EventWork? Read(CrmEvent received, DateTimeOffset now) =>
        received.LocationId is { } locationId && received.SubjectId is { } contactId
            ? new EventWork(1, Kind, received.At ?? now, now)
            {
                LocationId = locationId,
                Data = new Dictionary<string, string> { ["contact"] = contactId },
            }
            : null;

    public async Task<EventOutcome> RunAsync(EventWork work, CancellationToken cancellationToken)
    {
        await known.ForgetAsync(work.LocationId!, work.Data!["contact"], cancellationToken);
        return new EventOutcome.Done();
    }
}
