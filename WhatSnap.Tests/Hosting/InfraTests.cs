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

    /// <summary>Values that Azure fills in for what the Bicep file computes.</summary>
    private static readonly Dictionary<string, string> Deployed = new()
    {
        ["Storage__AccountName"] = "whatsnapdata",
        ["Host__PublicBaseUrl"] = "https://hooks.example.com",
        ["GoHighLevel__MessageType"] = "SMS",
        ["Secrets__Keys__0"] = TestProduct.Key,
        ["GoHighLevel__InstallUrl"] = "https://marketplace.gohighlevel.com/v2/oauth/chooselocation?version_id=1",
        ["WhatsApp__GatewayUrl"] = "https://ca-gateway.example.com",
        ["WhatsApp__OperatorKey"] = "what-the-vault-has-as-its-operator-key",
        ["WhatsApp__WebhookKey"] = "what-the-vault-has-as-its-webhook-key",
        ["WhatsApp__CodeSeconds"] = "20",
        ["Mail__Port"] = "587",
        ["Mail__Security"] = "StartTls",
        ["Mail__From"] = "alerts@example.com",
        ["Help__Url"] = "https://help.example.com",
    };

    /// <summary>Settings without which no WhatsApp account can be connected.</summary>
    private static readonly string[] WhatsAppSettings = ["WhatsApp__GatewayUrl", "WhatsApp__OperatorKey", "WhatsApp__WebhookKey"];

    [Fact]
    public void Every_setting_of_the_app_is_one_of_the_product_or_of_the_platform()
    {
        var known = ReadmeSetting().Matches(Read("README.md")).Select(match => match.Groups["name"].Value)
            .Concat(PlatformSettings).ToHashSet();

        var set = AppSettings().Select(name => ListIndex().Replace(name, "")).ToList();

        Assert.Contains("Host__PublicBaseUrl", set);
        Assert.All(WhatsAppSettings, name => Assert.Contains(name, set));
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
    public void The_gateway_gets_settings_that_it_has_and_those_that_it_needs()
    {
        var known = GatewaySetting().Matches(Read("gateway/src/settings.js"))
            .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["fallback"].Value);

        var set = ContainerVariable().Matches(Read("infra/modules/gateway.bicep")).Select(match => match.Groups["name"].Value).ToList();

        Assert.All(set, name => Assert.Contains(name, known.Keys));
        Assert.All(known.Where(setting => setting.Value == "undefined"), setting => Assert.Contains(setting.Key, set));
        Assert.All((string[])["GATEWAY_URL", "STORAGE_ACCOUNT_NAME", "AZURE_CLIENT_ID"], name => Assert.Contains(name, set));
    }

    [Fact]
    public void Each_secret_is_put_into_the_vault_by_the_script_or_as_the_guide_says()
    {
        var names = SecretReference().Matches(Read("infra/modules/functionApp.bicep"))
            .Concat(SecretName().Matches(Read("infra/main.bicep"))).Select(match => match.Groups["name"].Value).Distinct().ToList();
        var put = Read("infra/hooks/first-secrets.sh");
        var guide = Read("docs/deploy.md");

        Assert.All(
            (string[])["whatsapp-operator-key", "whatsapp-webhook-key", "gateway-secret-keys", "waha-api-key"], name => Assert.Contains(name, names));
        Assert.All(names, name => Assert.True(
            put.Contains($"put_once {name} ", StringComparison.Ordinal) || put.Contains($"put_once \"{name}", StringComparison.Ordinal)
            || guide.Contains($"`{name}`", StringComparison.Ordinal), name));
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

    [GeneratedRegex(@"name: '(?<name>[A-Z][A-Z_]+)'")]
    private static partial Regex ContainerVariable();

    [GeneratedRegex(@"name: '(?<name>[A-Z_]+)', fallback: (?<fallback>undefined|')")]
    private static partial Regex GatewaySetting();

    [GeneratedRegex(@"\$\{fromVault\}(?<name>[a-z-]+)")]
    private static partial Regex SecretReference();

    [GeneratedRegex(@"(Name:|Name =)[^'\n]*'(?<name>[a-z]+(-[a-z]+)+)'")]
    private static partial Regex SecretName();

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
