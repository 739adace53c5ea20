namespace WhatSnap.Core.GoHighLevel;

/// <summary>Reads an installed location anew when something of it was changed in GoHighLevel; the event itself does not say its time zone.</summary>
public sealed class HandleLocationUpdate(RefreshLocation refresh, LocationTable locations) : IHandleEvent
{
    public string Kind => "LocationUpdate";

    public EventWork? Read(CrmEvent received, DateTimeOffset now) =>
        received.SubjectId is { } locationId
            ? new EventWork(1, Kind, received.At ?? now, now) { LocationId = locationId, CompanyId = received.CompanyId }
            : null;

    public async Task<EventOutcome> RunAsync(EventWork work, CancellationToken cancellationToken)
    {
        // An agency's events tell of all its locations.
        if (await locations.ReadAsync(work.LocationId!, cancellationToken) is not null) await refresh.RunAsync(work.LocationId!, cancellationToken);
        return new EventOutcome.Done();
    }
}
