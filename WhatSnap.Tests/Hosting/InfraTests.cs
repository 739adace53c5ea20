using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using WhatSnap.Core.Hosting;
using WhatSnap.Local.Azurite;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Hosting;

/// <summary>What the Bicep files set up is what the code and the documents expect.</summary>
public sealed partial class InfraTests
{
    /// <summary>Settings of the Functions host, not of the product.</summary>
    private static readonly string[] PlatformSettings =
    [
        "AzureWebJobsStorage__accountName", "AzureWebJobsStorage__credential", "AzureWebJobsStorage__clientId",
        "Storage__queueServiceUri", "Storage__credential", "Storage__clientId",
    ];

    /// <summary>Settings whose row of the README comes with the code that reads them: the custom page, the gateway.</summary>
    private static readonly string[] ComingSettings = ["GoHighLevel__SharedSecrets", "WhatsApp__BaseAddress"];

    /// <summary>Values that Azure fills in for what the Bicep file computes.</summary>
    private static readonly Dictionary<string, string> Deployed = new()
    {
        ["Storage__AccountName"] = "whatsnapdata",
        ["Host__PublicBaseUrl"] = "https://hooks.example.com",
        ["GoHighLevel__MessageType"] = "SMS",
        ["Secrets__Keys__0"] = TestProduct.Key,
        ["GoHighLevel__InstallUrl"] = "https://marketplace.gohighlevel.com/v2/oauth/chooselocation?version_id=1",
    };

    [Fact]
    public void Every_setting_of_the_app_is_one_of_the_product_or_of_the_platform()
    {
        var known = ReadmeSetting().Matches(Read("README.md")).Select(match => match.Groups["name"].Value)
            .Concat(PlatformSettings).Concat(ComingSettings).ToHashSet();

        var set = AppSettings().Select(name => ListIndex().Replace(name, "")).ToList();

        Assert.Contains("Host__PublicBaseUrl", set);
        Assert.All(set, name => Assert.Contains(name, known));
    }

    [Fact]
    public async Task A_host_with_the_settings_that_are_always_set_starts()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(AppSettings().Select(name => KeyValuePair.Create(
            name.Replace("__", ":", StringComparison.Ordinal), (string?)Deployed.GetValueOrDefault(name, "something"))));
        builder.Services.AddWhatSnap();
        using var host = builder.Build();

        await host.StartAsync();
        await host.StopAsync();
    }

    [Fact]
    public void Functions_that_stay_ready_are_there()
    {
        var names = ReadyFunction().Matches(Read("infra/modules/functionApp.bicep")).Select(match => match.Groups["name"].Value).ToList();
        var code = string.Concat(Directory.EnumerateFiles(
            Path.Combine(RepositoryRoot.Find(), "WhatSnap.Functions"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));

        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.Contains($"[Function(nameof({name}))]", code, StringComparison.Ordinal));
    }

    [Fact]
    public void The_parameter_file_has_exactly_the_parameters_of_the_template()
    {
        var declared = Parameter().Matches(Read("infra/main.bicep")).Select(match => match.Groups["name"].Value);

        Assert.Equal(declared.Order(), Parameters().Select(parameter => parameter.Name).Order());
    }

    [Fact]
    public void The_deployment_guide_names_every_variable_of_the_parameter_file()
    {
        var guide = Read("docs/deploy.md");

        var variables = Parameters().Select(parameter => Variable().Match(parameter.Value).Groups["name"].Value).ToList();

        Assert.All(variables, name => Assert.Contains($"`{name}`", guide, StringComparison.Ordinal));
    }

    [Fact]
    public void No_module_comes_from_a_registry()
    {
        var files = Directory.GetFiles(Path.Combine(RepositoryRoot.Find(), "infra"), "*.bicep", SearchOption.AllDirectories);

        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.DoesNotMatch(@"'(br|ts)[:/]", File.ReadAllText(file)));
    }

    /// <summary>The app settings with two underscores; of a list, the first item.</summary>
    private static List<string> AppSettings() => SettingName().Matches(Read("infra/modules/functionApp.bicep"))
        .Select(match => match.Groups["name"].Value.Replace("${i}", "0", StringComparison.Ordinal)).Distinct().ToList();

    private static IEnumerable<(string Name, string Value)> Parameters()
    {
        using var file = JsonDocument.Parse(Read("infra/main.parameters.json"));
        return [.. file.RootElement.GetProperty("parameters").EnumerateObject()
            .Select(parameter => (parameter.Name, parameter.Value.GetProperty("value").GetString()!))];
    }

    private static string Read(string path) => File.ReadAllText(Path.Combine(RepositoryRoot.Find(), path));

    [GeneratedRegex(@"(?<name>\b[A-Za-z]+__[A-Za-z]+(__(\d+|\$\{i\}))?)('|:)")]
    private static partial Regex SettingName();

    [GeneratedRegex(@"__\d+\z")]
    private static partial Regex ListIndex();

    [GeneratedRegex(@"^\| `(?<name>[A-Za-z]+__[A-Za-z]+)(__0)?`", RegexOptions.Multiline)]
    private static partial Regex ReadmeSetting();

    [GeneratedRegex("'function:(?<name>[A-Za-z]+)'")]
    private static partial Regex ReadyFunction();

    [GeneratedRegex("^param (?<name>[A-Za-z]+) ", RegexOptions.Multiline)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\A\$\{(?<name>[A-Z_]+)(=[^}]*)?\}\z")]
    private static partial Regex Variable();
}
