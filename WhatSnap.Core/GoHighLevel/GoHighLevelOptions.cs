using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>Where GoHighLevel's API is, and how our messages are written there.</summary>
public sealed class GoHighLevelOptions
{
    public const string Section = "GoHighLevel";

    /// <summary>Base address of the API.</summary>
    [Required]
    public Uri BaseAddress { get; set; } = new("https://services.leadconnectorhq.com");

    /// <summary><c>SMS</c> where WhatSnap is the location's default SMS provider, <c>Custom</c> as an additional channel.</summary>
    [RegularExpression("^(SMS|Custom)$", ErrorMessage = "GoHighLevel__MessageType is SMS or Custom.")]
    public string MessageType { get; set; } = "SMS";

    /// <summary>The conversation provider's id from the developer portal; needed for <c>Custom</c>.</summary>
    public string? ConversationProviderId { get; set; }
}

[OptionsValidator]
internal sealed partial class ValidateGoHighLevelOptions : IValidateOptions<GoHighLevelOptions>;
