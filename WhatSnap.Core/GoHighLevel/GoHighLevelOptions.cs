using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.GoHighLevel;

/// <summary>Where GoHighLevel's API is, and how our messages are written there.</summary>
public sealed class GoHighLevelOptions : IValidatableObject
{
    public const string Section = "GoHighLevel";

    /// <summary>The <see cref="MessageType"/> of an additional channel, which no workflow and no bulk action reaches.</summary>
    internal const string AdditionalChannel = "Custom";

    /// <summary>Base address of the API.</summary>
    [Required, WebAddress]
    public Uri BaseAddress { get; set; } = new("https://services.leadconnectorhq.com");

    /// <summary><c>SMS</c> where WhatSnap is the location's default SMS provider, <c>Custom</c> as an additional channel.</summary>
    [RegularExpression("^(SMS|Custom)$", ErrorMessage = "GoHighLevel__MessageType is SMS or Custom.")]
    public string MessageType { get; set; } = "SMS";

    /// <summary>
    /// The conversation provider's id from the developer portal; needed for <c>Custom</c>, and to tell whether WhatSnap is a
    /// location's default SMS provider.
    /// </summary>
    public string? ConversationProviderId { get; set; }

    /// <summary>
    /// The app's Shared Secret from the developer portal, which encrypts who has the custom page open; several while it is
    /// changed. Without one no session is opened.
    /// </summary>
    public string[] SharedSecrets { get; set; } = [];

    /// <summary>The app's client id from the developer portal, <c>appId-suffix</c>; without it nobody can install.</summary>
    public string? ClientId { get; set; }

    /// <summary>The app's client secret, which belongs to the client id.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>
    /// The install link that the portal shows, with its <c>version_id</c>; client id, scopes, redirect address and state are
    /// set by us.
    /// </summary>
    [Required]
    public Uri InstallUrl { get; set; } = new("https://marketplace.gohighlevel.com/v2/oauth/chooselocation");

    /// <summary>
    /// The Ed25519 keys that sign GoHighLevel's webhooks, as base64 of their SubjectPublicKeyInfo; several while they are
    /// changed. None stands for the one that the portal shows.
    /// </summary>
    public string[] WebhookKeys { get; set; } = [];

    /// <summary>The app's id, the first part of the client id; null without one.</summary>
    internal string? AppId => ClientId?.Split('-')[0];

    internal IReadOnlyList<string> ValidWebhookKeys => WebhookKeys is { Length: > 0 } ? WebhookKeys : [PortalWebhookKey];

    /// <summary>Developer portal, Webhook Integration Guide.</summary>
    private const string PortalWebhookKey = "MCowBQYDK2VwAyEAi2HR1srL4o18O8BRa7gVJY7G7bupbN3H9AwJrHCDiOg=";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (SharedSecrets.Any(string.IsNullOrWhiteSpace))
        {
            yield return new ValidationResult(
                "A GoHighLevel__SharedSecrets entry is blank: set it to the app's Shared Secret or leave it out.",
                [nameof(SharedSecrets)]);
        }

        if (string.IsNullOrWhiteSpace(ClientId) != string.IsNullOrWhiteSpace(ClientSecret))
        {
            yield return new ValidationResult(
                "GoHighLevel__ClientId and GoHighLevel__ClientSecret are set together.", [nameof(ClientId), nameof(ClientSecret)]);
        }

        if (!InstallUrl.IsAbsoluteUri || InstallUrl.Scheme is not ("https" or "http") || InstallUrl.UserInfo.Length > 0)
        {
            yield return new ValidationResult(
                "GoHighLevel__InstallUrl is the install link of the developer portal, an absolute address.", [nameof(InstallUrl)]);
        }

        if (WebhookKeys.Any(key => Ed25519Keys.Read(key) is null))
        {
            yield return new ValidationResult(
                "Each GoHighLevel__WebhookKeys entry is base64 of an Ed25519 public key, without the lines around it.",
                [nameof(WebhookKeys)]);
        }

        // Without it GoHighLevel answers with success and stores nothing.
        if (MessageType == AdditionalChannel && string.IsNullOrWhiteSpace(ConversationProviderId))
        {
            yield return new ValidationResult(
                "GoHighLevel__MessageType Custom needs GoHighLevel__ConversationProviderId.", [nameof(ConversationProviderId)]);
        }
    }
}

[OptionsValidator]
internal sealed partial class ValidateGoHighLevelOptions : IValidateOptions<GoHighLevelOptions>;
