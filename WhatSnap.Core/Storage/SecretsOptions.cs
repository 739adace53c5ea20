using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WhatSnap.Core.Storage;

/// <summary>The key ring that encrypts secrets at rest.</summary>
public sealed class SecretsOptions : IValidatableObject
{
    public const string Section = "Secrets";

    /// <summary>
    /// Keys as <c>id:base64</c> of 32 bytes. The first one encrypts; all of them decrypt, so that a new key goes in front
    /// and the old one stays until every row was written again.
    /// </summary>
    [Required, MinLength(1)]
    public string[] Keys { get; set; } = [];

    /// <summary>The keys, the current one first.</summary>
    internal IReadOnlyList<RingKey> Ring() =>
        [.. Keys.Select(key => key.Split(':')).Select(parts => new RingKey(parts[0], Convert.FromBase64String(parts[1])))];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Keys.Any(key => !IsKey(key)) || Keys.Select(key => key.Split(':')[0]).Distinct().Count() != Keys.Length)
        {
            yield return new ValidationResult(
                "Each Secrets__Keys entry is id:base64 of 32 random bytes, every id once (openssl rand -base64 32).",
                [nameof(Keys)]);
        }
    }

    private static bool IsKey(string key)
    {
        var parts = key.Split(':');
        Span<byte> bytes = stackalloc byte[64];
        return parts.Length == 2 && parts[0].Length > 0
            && Convert.TryFromBase64String(parts[1], bytes, out var length) && length == SecretBox.KeyBytes;
    }
}

/// <summary>One key of the ring with its id.</summary>
internal sealed record RingKey(string Id, byte[] Bytes);

[OptionsValidator]
internal sealed partial class ValidateSecretsOptions : IValidateOptions<SecretsOptions>;
