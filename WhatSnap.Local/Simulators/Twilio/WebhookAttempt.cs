namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>How one webhook request ended.</summary>
internal sealed record WebhookAttempt
{
    public int? Status { get; init; }

    public string? ContentType { get; init; }

    public string? Body { get; init; }

    /// <summary>Null when it was answered 2xx; otherwise "ct", "rt", "3xx", "4xx" or "5xx".</summary>
    public string? Failure { get; init; }

    public bool Succeeded => Failure is null;

    /// <summary>11205: no connection; 11200: any other failure to get the document.</summary>
    public int ErrorCode => Failure == "ct" ? 11205 : 11200;

    public string Sentence => Failure switch
    {
        "ct" => "The webhook's address could not be connected to.",
        "rt" => "The webhook did not answer in time.",
        _ => $"The webhook was answered {Status}.",
    };

    public static async Task<WebhookAttempt> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var status = (int)answer.StatusCode;
        return new WebhookAttempt
        {
            Status = status,
            ContentType = answer.Content.Headers.ContentType?.MediaType,
            Body = await answer.Content.ReadAsStringAsync(cancellationToken),
            Failure = answer.IsSuccessStatusCode ? null : $"{status / 100}xx",
        };
    }
}
