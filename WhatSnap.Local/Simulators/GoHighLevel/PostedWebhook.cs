using System.Text.Json.Nodes;

namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>One event, or one message handed to the provider, with every attempt to post it.</summary>
public sealed record PostedWebhook
{
    /// <summary>The same for every attempt.</summary>
    public required string WebhookId { get; init; }

    /// <summary>The type of the event; "Delivery" for a message that is handed to the provider.</summary>
    public required string Kind { get; init; }

    /// <summary>The message that is handed over or told of; null for events about contacts.</summary>
    public string? MessageId { get; init; }

    public required Uri Address { get; init; }

    public required JsonObject Body { get; init; }

    public IReadOnlyList<PostAttempt> Attempts { get; init; } = [];

    public bool IsAccepted => Attempts.Any(attempt => attempt.IsAccepted);
}

/// <summary>One attempt; no status when nobody answered.</summary>
public sealed record PostAttempt(DateTimeOffset At, int? Status)
{
    public bool IsAccepted => Status is >= 200 and < 300;
}
