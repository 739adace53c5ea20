using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>Where GoHighLevel's API is, and how our messages are written there.</summary>
public sealed class GoHighLevelOptions : IValidatableObject
{
    public const string Section = "GoHighLevel";

    /// <summary>Base address of the API.</summary>
    [Required, WebAddress]
    public Uri BaseAddress { get; set; } = new("https://services.leadconnectorhq.com");

    /// <summary><c>SMS</c> where WhatSnap is the location's default SMS provider, <c>Custom</c> as an additional channel.</summary>
    [RegularExpression("^(SMS|Custom)$", ErrorMessage = "GoHighLevel__MessageType is SMS or Custom.")]
    public string MessageType { get; set; } = "SMS";

    /// <summary>The conversation provider's id from the developer portal; needed for <c>Custom</c>.</summary>
    public string? ConversationProviderId { get; set; }

    /// <summary>
    /// The app's Shared Secret from the developer portal, which encrypts who has the custom page open; several while it is
    /// changed. Without one no session is opened.
    /// </summary>
    public string[] SharedSecrets { get; set; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (SharedSecrets.Any(string.IsNullOrWhiteSpace))
        {
            yield return new ValidationResult(
                "A GoHighLevel__SharedSecrets entry is blank: set it to the app's Shared Secret or leave it out.",
                [nameof(SharedSecrets)]);
        }

        // Without it GoHighLevel answers with success and stores nothing.
        if (MessageType == "Custom" && string.IsNullOrWhiteSpace(ConversationProviderId))
        {
            yield return new ValidationResult(
                "GoHighLevel__MessageType Custom needs GoHighLevel__ConversationProviderId.", [nameof(ConversationProviderId)]);
        }
    }
}

[OptionsValidator]
internal sealed partial class ValidateGoHighLevelOptions : IValidateOptions<GoHighLevelOptions>;
