using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WhatSnap.Core.Dashboard;

/// <summary>Where the dashboard may be shown.</summary>
public sealed class DashboardOptions : IValidatableObject
{
    public const string Section = "Dashboard";

    /// <summary>Sites whose pages may show the dashboard in a frame: GoHighLevel's, and those of agencies with a domain of their own.</summary>
    [Required, MinLength(1)]
    public string[] FrameAncestors { get; set; } = [];

    internal static readonly string[] GoHighLevelSites =
        ["https://app.gohighlevel.com", "https://*.gohighlevel.com", "https://*.leadconnectorhq.com", "https://*.msgsndr.com"];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var wrong in FrameAncestors.Where(site => !IsSite(site)))
        {
            yield return new ValidationResult(
                $"Dashboard__FrameAncestors has {wrong}, which is not a site like https://app.gohighlevel.com or https://*.example.com.", [nameof(FrameAncestors)]);
        }
    }

    /// <summary>True for scheme, host and perhaps port, with nothing that would end the directive that it stands in.</summary>
    private static bool IsSite(string site) =>
        site.Split("://") is ["https" or "http", { Length: > 0 } host]
        && host.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or ':' or '*');
}

[OptionsValidator]
internal sealed partial class ValidateDashboardOptions : IValidateOptions<DashboardOptions>;

/// <summary>What the host says of itself to the dashboard.</summary>
/// <param name="IsLocal">True where a session can be had by one click, and the playground is there.</param>
public sealed record DashboardHost(bool IsLocal);
