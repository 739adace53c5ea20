namespace WhatSnap.Core.GoHighLevel;

/// <summary>Handles one kind of GoHighLevel's events; there is one class per kind, and a kind without one is answered and dropped.</summary>
public interface IHandleEvent
{
    /// <summary>The kind, as GoHighLevel's <c>type</c> says it.</summary>
    string Kind { get; }

    /// <summary>In the webhook, after the signature: what of the event is to be done, by the queue; null for nothing. No calls.</summary>
    /// <param name="received">The event.</param>
    /// <param name="now">When it came.</param>
    EventWork? Read(CrmEvent received, DateTimeOffset now);

    /// <summary>From the queue: does it. May run again for the same event, and after a later one.</summary>
    /// <exception cref="GoHighLevelException">It is tried again later: a refusal for about an hour, else for three days.</exception>
    Task<EventOutcome> RunAsync(EventWork work, CancellationToken cancellationToken);
}

/// <summary>How the work on an event went.</summary>
public abstract record EventOutcome
{
    private EventOutcome()
    {
    }

    /// <summary>It is done, or there was nothing to do.</summary>
    public sealed record Done : EventOutcome;

    /// <summary>It can't be done yet.</summary>
    public sealed record Later(TimeSpan Wait) : EventOutcome;
}
