namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>Where a text to a number goes.</summary>
/// <param name="Url">The address that is called; empty for none.</param>
/// <param name="Method">GET or POST.</param>
/// <param name="FallbackUrl">The address that is called when the first failed; empty for none.</param>
/// <param name="FallbackMethod">GET or POST.</param>
/// <param name="Trouble">A sentence for people about why nothing is called.</param>
/// <param name="IsDropped">True when the text is not even listed.</param>
internal sealed record InboundRoute(
    string Url, string Method, string FallbackUrl, string FallbackMethod, string? Trouble = null, bool IsDropped = false)
{
    /// <summary>A service that does not leave it to the number comes first, then the number's application, then its address.</summary>
    public static InboundRoute Of(TwilioNumber number, TwilioService? service)
    {
        if (service is { UseInboundWebhookOnNumber: false, InboundRequestUrl: null })
            return Nowhere("The number's messaging service has no inbound address: texts are dropped.") with { IsDropped = true };

        if (service is { UseInboundWebhookOnNumber: false, InboundRequestUrl: { } url })
            return new InboundRoute(url, service.InboundMethod, service.FallbackUrl ?? "", service.FallbackMethod);

        if (number.SmsApplicationSid.Length > 0)
            return Nowhere("The number has an application, which overrules its SMS address.");

        return number.SmsUrl.Length == 0
            ? Nowhere("The number has no SMS address.")
            : new InboundRoute(number.SmsUrl, number.SmsMethod, number.SmsFallbackUrl, number.SmsFallbackMethod);
    }

    private static InboundRoute Nowhere(string trouble) => new("", "POST", "", "POST", trouble);
}
