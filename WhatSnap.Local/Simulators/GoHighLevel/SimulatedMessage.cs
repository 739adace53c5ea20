namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>One stored message, in the order in which the simulator stored them.</summary>
public sealed record SimulatedMessage
{
    /// <summary>1 for the first message since the start or the last reset, without gaps.</summary>
    public long Sequence { get; init; }

    public required string Id { get; init; }

    public required string LocationId { get; init; }

    public required string ContactId { get; init; }

    public required string ConversationId { get; init; }

    /// <summary>When it was really stored; <see cref="DateAdded"/> is what the caller said.</summary>
    public DateTimeOffset CommittedAt { get; init; }

    public DateTimeOffset DateAdded { get; init; }

    /// <summary>"inbound" or "outbound".</summary>
    public required string Direction { get; init; }

    public string Body { get; init; } = "";

    public IReadOnlyList<string> Attachments { get; init; } = [];

    /// <summary>The type as sent, for instance "SMS" or "Custom".</summary>
    public required string Type { get; init; }

    public string Source { get; init; } = "api";

    public string? ConversationProviderId { get; init; }

    public string? AltId { get; init; }

    /// <summary>The person who wrote it; null for workflows and programs.</summary>
    public string? UserId { get; init; }

    /// <summary>The status that stands.</summary>
    public string Status { get; init; } = "delivered";

    /// <summary>Every status that it had, in the order in which they were set; none for what was only stored.</summary>
    public IReadOnlyList<SimulatedStatus> Statuses { get; init; } = [];

    /// <summary>When it was first posted to the provider's delivery address.</summary>
    public DateTimeOffset? HandedOverAt { get; init; }

    internal SimulatedMessage With(SimulatedStatus status) =>
        this with { Status = status.Status, Statuses = [.. Statuses, status] };
}

/// <summary>The one thread of a contact.</summary>
public sealed record SimulatedConversation(string Id, string LocationId, string ContactId);
