using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WhatSnap.Local.Demo;

/// <summary>Settings of the local host alone.</summary>
public sealed class LocalOptions : IValidatableObject
{
    public const string Section = "Local";
    private const int AzuritePorts = 3;
    private const int Highest = ushort.MaxValue;

    /// <summary>Folder of local data (Azurite's files, the local key); relative to the checkout.</summary>
    public string DataFolder { get; set; } = ".whatsnap";

    /// <summary>First of three ports for Azurite: blobs, queues, tables.</summary>
    public int AzuritePort { get; set; } = 7310;

    /// <summary>Port of the simulated GoHighLevel.</summary>
    public int GoHighLevelPort { get; set; } = 7301;

    /// <summary>Port of the simulated Twilio.</summary>
    public int TwilioPort { get; set; } = 7302;

    /// <summary>The settings as they are configured.</summary>
    /// <exception cref="OptionsValidationException">A setting is wrong; the message names it.</exception>
    public static LocalOptions Read(IConfiguration configuration)
    {
        var options = configuration.GetSection(Section).Get<LocalOptions>() ?? new LocalOptions();
        var result = new ValidateLocalOptions().Validate(Options.DefaultName, options);
        return result.Succeeded ? options : throw new OptionsValidationException(Section, typeof(LocalOptions), result.Failures!);
    }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (string.IsNullOrWhiteSpace(DataFolder))
        {
            yield return new ValidationResult("Local__DataFolder is the folder of local data.", [nameof(DataFolder)]);
        }

        foreach (var (name, port, highest) in ((string, int, int)[])
            [
                (nameof(AzuritePort), AzuritePort, Highest - AzuritePorts + 1),
                (nameof(GoHighLevelPort), GoHighLevelPort, Highest), (nameof(TwilioPort), TwilioPort, Highest),
            ])
        {
            if (port < 1 || port > highest) yield return new ValidationResult($"{Section}__{name} is from 1 to {highest}.", [name]);
        }

        var ports = Enumerable.Range(AzuritePort, AzuritePorts).Append(GoHighLevelPort).Append(TwilioPort).ToList();
        if (ports.Distinct().Count() < ports.Count)
        {
            yield return new ValidationResult(
                "Local__AzuritePort with the two after it, Local__GoHighLevelPort and Local__TwilioPort are different ports.",
                [nameof(AzuritePort), nameof(GoHighLevelPort), nameof(TwilioPort)]);
        }
    }
}

[OptionsValidator]
internal sealed partial class ValidateLocalOptions : IValidateOptions<LocalOptions>;
