namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>One text of an account: what a customer's phone sent to a number, or what a program sent to a phone.</summary>
public sealed record TwilioMessage
{
    /// <summary>SM, or MM when it has media.</summary>
    public required string Sid { get; init; }

    public required string AccountSid { get; init; }

    public required string From { get; init; }

    public required string To { get; init; }

    public string Body { get; init; } = "";

    public IReadOnlyList<TwilioMedia> Media { get; init; } = [];

    /// <summary>"inbound", or "outbound-api" for what a program sent.</summary>
    public string Direction { get; init; } = "inbound";

    public string Status { get; init; } = "received";

    /// <summary>The service whose pool the number is in, or through which it was sent.</summary>
    public string? ServiceSid { get; init; }

    /// <summary>The addresses of the files that a program sent along.</summary>
    public IReadOnlyList<string> MediaUrls { get; init; } = [];

    /// <summary>Where the statuses are told; null tells them nowhere.</summary>
    public string? StatusCallback { get; init; }

    /// <summary>Why it was not delivered.</summary>
    public int? ErrorCode { get; init; }

    public int Segments { get; init; } = 1;

    /// <summary>When the phone sent it, or when the API took it.</summary>
    public DateTimeOffset DateSent { get; init; }

    /// <summary>When what a program sent left Twilio; null before.</summary>
    public DateTimeOffset? LeftAt { get; init; }

    public bool IsOutbound => Direction != "inbound";
}

/// <summary>One picture or other file of a text.</summary>
public sealed record TwilioMedia(string Sid, string ContentType, byte[] Content);

/// <summary>A file to send with a text.</summary>
public sealed record TwilioMediaContent(string ContentType, byte[] Content);

/// <summary>What became of a text's webhook.</summary>
public sealed record TwilioTextResult
{
    public required string Sid { get; init; }

    /// <summary>Requests made in all, the fallback's included.</summary>
    public int Attempts { get; init; }

    /// <summary>The last answer's status; null when there was none.</summary>
    public int? Status { get; init; }

    public bool FallbackUsed { get; init; }

    public string? ContentType { get; init; }

    public string? Body { get; init; }

    /// <summary>Twilio's error code for a webhook that failed in the end.</summary>
    public int? ErrorCode { get; init; }

    /// <summary>A sentence for people about why the webhook failed.</summary>
    public string? Error { get; init; }
}

/// <summary>A text and what became of its webhook; no result while it is on its way.</summary>
public sealed record TwilioText(TwilioMessage Message, TwilioTextResult? Result);
