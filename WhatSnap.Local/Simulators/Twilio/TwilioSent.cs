namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>A message that a program sent, its life so far and what its status callbacks came to.</summary>
public sealed record TwilioSent(
    TwilioMessage Message, IReadOnlyList<TwilioStatus> Statuses, IReadOnlyList<TwilioCallback> Callbacks)
{
    public string Sid => Message.Sid;

    /// <summary>The status that stands.</summary>
    public string Status => Message.Status;
}

/// <summary>A status that a message got; the first is the one in the answer.</summary>
public sealed record TwilioStatus(string Status, int? ErrorCode, DateTimeOffset At);

/// <summary>One status callback.</summary>
public sealed record TwilioCallback
{
    /// <summary>The status that it tells of.</summary>
    public required string Status { get; init; }

    /// <summary>How often it was tried; 0 when it was lost.</summary>
    public int Attempts { get; init; }

    /// <summary>The answer's status; null when there was none.</summary>
    public int? Answer { get; init; }

    public DateTimeOffset At { get; init; }
}
