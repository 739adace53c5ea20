using System.Text.Json;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>Reads an installed location anew when something of it was changed in GoHighLevel; the event itself does not say its time zone.</summary>
public sealed class HandleLocationUpdate(RefreshLocation refresh, LocationTable locations) : IHandleEvent
{
    public string Kind => "LocationUpdate";

    public EventWork? Read(CrmEvent received, DateTimeOffset now) =>
        LocationId(received) is { } locationId
            ? new EventWork(1, Kind, received.At ?? now, now) { LocationId = locationId, CompanyId = received.CompanyId }
            : null;

    public async Task<EventOutcome> RunAsync(EventWork work, CancellationToken cancellationToken)
    {
        // An agency's events tell of all its locations.
        if (await locations.ReadAsync(work.LocationId!, cancellationToken) is not null) await refresh.RunAsync(work.LocationId!, cancellationToken);
        return new EventOutcome.Done();
    }

    /// <summary>GoHighLevel's example has it as <c>id</c>, as the subject of the event.</summary>
    private static string? LocationId(CrmEvent received) =>
        received.Body.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String
            ? GoHighLevelId.OrNull(id.TextOrNull())
            : null;
}
