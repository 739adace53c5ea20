using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.WhatsApp;

/// <summary>Where the WhatsApp gateway is and how it and we know each other; without an address no WhatsApp account can be connected.</summary>
public sealed class WhatsAppOptions : IValidatableObject
{
    public const string Section = "WhatsApp";
    private const int ShortestKey = 20;

    /// <summary>Base address of the gateway (or of a WAHA); null for none.</summary>
    [WebAddress]
    public Uri? GatewayUrl { get; set; }

    /// <summary>The gateway's operator key: makes and deletes sessions.</summary>
    public string? OperatorKey { get; set; }

    /// <summary>The key that signs the gateway's webhooks (HMAC-SHA512).</summary>
    public string? WebhookKey { get; set; }

    /// <summary>Seconds that a QR code is shown; what the gateway's own setting says, or the longest that a WAHA shows one.</summary>
    [Range(10, 120)]
    public int CodeSeconds { get; set; } = 20;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (GatewayUrl is null && OperatorKey is null && WebhookKey is null) yield break;
        if (GatewayUrl is null)
        {
            yield return new ValidationResult("WhatsApp__GatewayUrl is needed with WhatsApp__OperatorKey and WhatsApp__WebhookKey.", [nameof(GatewayUrl)]);
        }

        foreach (var (name, key) in ((string, string?)[])[(nameof(OperatorKey), OperatorKey), (nameof(WebhookKey), WebhookKey)])
        {
            if (key is null || key.Trim().Length < ShortestKey)
            {
                yield return new ValidationResult($"{Section}__{name} is a random text of at least {ShortestKey} letters.", [name]);
            }
        }
    }
}

[OptionsValidator]
internal sealed partial class ValidateWhatsAppOptions : IValidateOptions<WhatsAppOptions>;
