using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WhatSnap.Core.Hosting;

/// <summary>How the outside world reaches this host.</summary>
public sealed class PublicAddressOptions
{
    public const string Section = "Host";

    /// <summary>The public base address without a trailing slash; providers call it and GoHighLevel reads media from it.</summary>
    [Required, WebAddress]
    public Uri PublicBaseUrl { get; set; } = null!;

    /// <summary>The absolute address of one of our routes.</summary>
    public string Absolute(string path) => $"{PublicBaseUrl.ToString().TrimEnd('/')}/{path}";
}

[OptionsValidator]
internal sealed partial class ValidatePublicAddressOptions : IValidateOptions<PublicAddressOptions>;
