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

    /// <summary>Port of the simulated phone with WhatsApp.</summary>
    public int WhatsAppPort { get; set; } = 7303;

    /// <summary>Port of the WhatsApp gateway.</summary>
    public int GatewayPort { get; set; } = 7304;

    /// <summary>What WhatsApp is where no gateway is set: <c>simulated</c>, <c>real</c> or <c>off</c>.</summary>
    public string WhatsApp { get; set; } = "simulated";

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

        if (WhatsApp is not ("simulated" or "real" or "off"))
        {
            yield return new ValidationResult("Local__WhatsApp is simulated, real or off.", [nameof(WhatsApp)]);
        }

        foreach (var (name, port, highest) in ((string, int, int)[])
            [
                (nameof(AzuritePort), AzuritePort, Highest - AzuritePorts + 1),
                (nameof(GoHighLevelPort), GoHighLevelPort, Highest), (nameof(TwilioPort), TwilioPort, Highest),
                (nameof(WhatsAppPort), WhatsAppPort, Highest), (nameof(GatewayPort), GatewayPort, Highest),
            ])
        {
            if (port < 1 || port > highest) yield return new ValidationResult($"{Section}__{name} is from 1 to {highest}.", [name]);
        }

        var ports = Enumerable.Range(AzuritePort, AzuritePorts).Concat([GoHighLevelPort, TwilioPort, WhatsAppPort, GatewayPort]).ToList();
        if (ports.Distinct().Count() < ports.Count)
        {
            yield return new ValidationResult(
                "Local__AzuritePort with the two after it, Local__GoHighLevelPort, Local__TwilioPort, Local__WhatsAppPort and Local__GatewayPort are different ports.",
                [nameof(AzuritePort), nameof(GoHighLevelPort), nameof(TwilioPort), nameof(WhatsAppPort), nameof(GatewayPort)]);
        }
    }
}

[OptionsValidator]
internal sealed partial class ValidateLocalOptions : IValidateOptions<LocalOptions>;
