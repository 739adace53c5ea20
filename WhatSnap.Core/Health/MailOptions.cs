using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WhatSnap.Core.Health;

/// <summary>How e-mails of alerts go out; without a server none do.</summary>
public sealed class MailOptions : IValidatableObject
{
    public const string Section = "Mail";

    /// <summary>The SMTP server; null for none.</summary>
    public string? Host { get; set; }

    /// <summary>Its port.</summary>
    [Range(1, 65535)]
    public int Port { get; set; } = 587;

    /// <summary>How the connection is protected.</summary>
    public MailSecurity Security { get; set; } = MailSecurity.StartTls;

    /// <summary>Who signs in; null where the server asks for nobody.</summary>
    public string? UserName { get; set; }

    public string? Password { get; set; }

    /// <summary>The sender's address.</summary>
    public string? From { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Host is null) yield break;
        if (From is null || !MailAddresses.IsAddress(From)) yield return new ValidationResult($"{Section}__From is an e-mail address.", [nameof(From)]);
        if (UserName is null != Password is null) yield return new ValidationResult($"{Section}__UserName and {Section}__Password belong together.", [nameof(UserName)]);
    }
}

/// <summary>How a connection to a mail server is protected.</summary>
public enum MailSecurity
{
    /// <summary>It begins in the clear and must change to TLS (port 587).</summary>
    StartTls,

    /// <summary>TLS from the start (port 465).</summary>
    Tls,

    /// <summary>None: only for a server on the same machine.</summary>
    None,
}

[OptionsValidator]
internal sealed partial class ValidateMailOptions : IValidateOptions<MailOptions>;
