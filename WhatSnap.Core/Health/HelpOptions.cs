using Microsoft.Extensions.Options;
using WhatSnap.Core.Hosting;

namespace WhatSnap.Core.Health;

/// <summary>Where people get help that no check can give.</summary>
public sealed class HelpOptions
{
    public const string Section = "Help";

    /// <summary>A page, a chat or a form; null for none.</summary>
    [WebAddress]
    public Uri? Url { get; set; }
}

[OptionsValidator]
internal sealed partial class ValidateHelpOptions : IValidateOptions<HelpOptions>;
