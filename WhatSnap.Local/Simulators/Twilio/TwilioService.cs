namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>One messaging service of an account, with the numbers in its sender pool.</summary>
public sealed record TwilioService
{
    /// <summary>MG and 32 hexadecimal digits.</summary>
    public required string Sid { get; init; }

    public required string AccountSid { get; init; }

    public string FriendlyName { get; init; } = "Demo service";

    /// <summary>SIDs of its numbers; a number is in one service at most.</summary>
    public IReadOnlyList<string> NumberSids { get; init; } = [];

    /// <summary>True: the number's own address is called; false: the service's.</summary>
    public bool UseInboundWebhookOnNumber { get; init; }

    /// <summary>Null means that texts are dropped and not even listed, unless the number's address is called.</summary>
    public string? InboundRequestUrl { get; init; }

    public string InboundMethod { get; init; } = "POST";

    public string? FallbackUrl { get; init; }

    public string FallbackMethod { get; init; } = "POST";

    /// <summary>How its US campaign stands, such as "VERIFIED"; null means that it has none.</summary>
    public string? CampaignStatus { get; init; }
}
