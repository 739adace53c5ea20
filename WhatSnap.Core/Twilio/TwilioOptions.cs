using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.Twilio;

/// <summary>Where Twilio's APIs and its media are.</summary>
public sealed class TwilioOptions
{
    public const string Section = "Twilio";

    /// <summary>Base address of Twilio's API.</summary>
    [Required, WebAddress]
    public Uri BaseAddress { get; set; } = new("https://api.twilio.com");

    /// <summary>Base address of Twilio's messaging API: services and registrations.</summary>
    [Required, WebAddress]
    public Uri MessagingBaseAddress { get; set; } = new("https://messaging.twilio.com");

    /// <summary>Base address of Twilio's pricing API: what a text to a country costs.</summary>
    [Required, WebAddress]
    public Uri PricingBaseAddress { get; set; } = new("https://pricing.twilio.com");

    /// <summary>Hosts to which Twilio's API may redirect for a media file.</summary>
    [Required, MinLength(1)]
    public string[] MediaHosts { get; set; } = [];

    internal static readonly string[] TwilioMediaHosts =
        ["mms.twiliocdn.com", "media.twiliocdn.com", "s3-external-1.amazonaws.com"];
}

[OptionsValidator]
internal sealed partial class ValidateTwilioOptions : IValidateOptions<TwilioOptions>;
