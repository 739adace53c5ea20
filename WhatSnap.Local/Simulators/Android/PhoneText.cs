namespace WhatSnap.Local.Simulators.Android;

/// <summary>What the network does with a text.</summary>
public abstract record TextOutcome
{
    private TextOutcome()
    {
    }

    /// <summary>It is sent, and the other phone confirms it.</summary>
    public sealed record Delivered : TextOutcome;

    /// <summary>It is sent, and nobody confirms it.</summary>
    public sealed record SentOnly : TextOutcome;

    /// <summary>The phone's system refuses it.</summary>
    /// <param name="Error">One of <see cref="SmsErrors"/>.</param>
    public sealed record Refused(string Error) : TextOutcome;
}

/// <summary>What the app says of texts that failed.</summary>
public static class SmsErrors
{
    /// <summary>Of two SIMs none is chosen for texts.</summary>
    public const string NoDefaultApp = "Send result: RESULT_NO_DEFAULT_SMS_APP";

    /// <summary>More texts than Android allows one app.</summary>
    public const string LimitExceeded = "Send result: RESULT_ERROR_LIMIT_EXCEEDED";

    public const string Generic = "Send result: RESULT_ERROR_GENERIC_FAILURE";

    public const string NoService = "Send result: RESULT_ERROR_NO_SERVICE";

    public const string RadioOff = "Send result: RESULT_ERROR_RADIO_OFF";

    /// <summary>It stayed in the phone for longer than its sender wanted.</summary>
    public const string Expired = "TTL expired";
}

/// <summary>A text that another phone got.</summary>
/// <param name="Id">The id that the server gave it.</param>
/// <param name="To">The other phone's number.</param>
/// <param name="Text">What it says.</param>
/// <param name="At">When the network took it.</param>
/// <param name="SimNumber">Which SIM sent it; null leaves it to the phone.</param>
public sealed record SentText(string Id, string To, string Text, DateTimeOffset At, int? SimNumber);

/// <summary>A file of an MMS.</summary>
public sealed record MmsPart(string ContentType, string? Name, byte[] Data);

/// <summary>A text that the server gave the app to send, as the app's database has it.</summary>
internal sealed class PhoneText
{
    public required string Id { get; init; }

    public required IReadOnlyList<string> To { get; init; }

    public required string Text { get; init; }

    public int Priority { get; init; }

    public int? SimNumber { get; init; }

    public bool WithReport { get; init; }

    public DateTimeOffset? ValidUntil { get; init; }

    public DateTimeOffset? ScheduleAt { get; init; }

    /// <summary>Its place in the database.</summary>
    public long Row { get; init; }

    public string State { get; set; } = TextStates.Pending;

    public string? Error { get; set; }

    /// <summary>When it came into each of its states.</summary>
    public Dictionary<string, DateTimeOffset> States { get; } = new(StringComparer.Ordinal);
}

/// <summary>The names of the states of a text.</summary>
internal static class TextStates
{
    public const string Pending = "Pending";
    public const string Cancelling = "Cancelling";
    public const string Cancelled = "Cancelled";
    public const string Processed = "Processed";
    public const string Sent = "Sent";
    public const string Delivered = "Delivered";
    public const string Failed = "Failed";
}
