using System.Diagnostics;
using WhatSnap.Core.Storage;
using WhatSnap.Local.Azurite;

namespace WhatSnap.Tests.Hosting;

/// <summary>The deployment's script for the first secrets, run with a stand-in for the Azure CLI that keeps a vault in a folder.</summary>
public sealed class FirstSecretsTests : IDisposable
{
    private const string StandIn = """
        #!/bin/sh
        echo "$*" >> "$VAULT.calls"
        case "$1 $2 $3" in
          "keyvault secret list") [ -d "$VAULT" ] && ls "$VAULT" ;;
          "keyvault secret set") cat "$9" > "$VAULT/$7" ;;
          *) ;;
        esac
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("whatsnap-vault-").FullName;

    private string Vault => Path.Combine(_folder, "vault");

    private string Calls => File.Exists(Vault + ".calls") ? File.ReadAllText(Vault + ".calls") : "";

    [Fact]
    public void An_empty_vault_gets_a_key_and_a_shared_secret_and_the_app_is_told()
    {
        if (OperatingSystem.IsWindows()) return;
        Directory.CreateDirectory(Vault);

        var (code, output) = Run();

        Assert.Equal(0, code);
        Assert.Equal(["gohighlevel-shared-secret", "secrets-key-k1"], Names());
        Assert.True(IsKey("k1", Secret("secrets-key-k1")));
        Assert.Equal(32, Convert.FromBase64String(Secret("gohighlevel-shared-secret")).Length);
        Assert.Contains("/sites/test/config/configreferences/appsettings/refresh", Calls, StringComparison.Ordinal);
        Assert.All(Names(), name => Assert.DoesNotContain(Secret(name).Split(':')[^1], output + Calls, StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_in_the_vault_stays()
    {
        if (OperatingSystem.IsWindows()) return;
        Directory.CreateDirectory(Vault);
        Run();
        var before = Names().ToDictionary(name => name, Secret);

        var (code, _) = Run();

        Assert.Equal(0, code);
        Assert.Equal(before, Names().ToDictionary(name => name, Secret));
    }

    [Fact]
    public void A_new_key_of_the_ring_is_made_beside_the_old_one()
    {
        if (OperatingSystem.IsWindows()) return;
        Directory.CreateDirectory(Vault);
        Run();
        var old = Secret("secrets-key-k1");

        Run(("WHATSNAP_KEY_RING", "k2,k1"));

        Assert.Equal(old, Secret("secrets-key-k1"));
        Assert.True(IsKey("k2", Secret("secrets-key-k2")));
    }

    [Fact]
    public void A_gateway_gets_its_keys_and_a_WAHA_the_key_of_its_events()
    {
        if (OperatingSystem.IsWindows()) return;
        Directory.CreateDirectory(Vault);

        Run(("WHATSNAP_GATEWAY_MODE", "waha"));
        var ofWaha = Names();
        Run(("WHATSNAP_GATEWAY_MODE", "containerApp"));

        Assert.Equal(["gohighlevel-shared-secret", "secrets-key-k1", "whatsapp-webhook-key"], ofWaha);
        Assert.Equal(["gateway-secret-keys", "whatsapp-operator-key"], Names().Except(ofWaha));
        Assert.True(IsKey("g1", Secret("gateway-secret-keys")));
        Assert.NotEqual(Secret("whatsapp-operator-key"), Secret("whatsapp-webhook-key"));
    }

    [Fact]
    public void A_gateway_is_not_made_before_there_is_a_vault_for_its_secrets()
    {
        if (OperatingSystem.IsWindows()) return;

        var (code, output) = Run(("AZURE_KEY_VAULT_NAME", ""), ("WHATSNAP_GATEWAY_MODE", "containerApp"));

        Assert.Equal(1, code);
        Assert.Contains("WHATSNAP_GATEWAY_MODE none", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_vault_that_cannot_be_read_is_not_an_empty_one()
    {
        if (OperatingSystem.IsWindows()) return;

        var (code, output) = Run(("WHATSNAP_VAULT_ATTEMPTS", "1"));

        Assert.Equal(1, code);
        Assert.Contains("az login", output, StringComparison.Ordinal);
        Assert.DoesNotContain("secret set", Calls, StringComparison.Ordinal);
    }

    [Fact]
    public void Before_there_is_a_vault_nothing_happens()
    {
        if (OperatingSystem.IsWindows()) return;

        var (code, _) = Run(("AZURE_KEY_VAULT_NAME", ""));

        Assert.Equal(0, code);
        Assert.Empty(Calls);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private List<string> Names() => [.. Directory.GetFiles(Vault).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private string Secret(string name) => File.ReadAllText(Path.Combine(Vault, name));

    private static bool IsKey(string id, string text) =>
        text.StartsWith(id + ":", StringComparison.Ordinal) && !new SecretsOptions { Keys = [text] }.Validate(new(text)).Any();

    private (int Code, string Output) Run(params (string Name, string Value)[] variables)
    {
        var tools = Directory.CreateDirectory(Path.Combine(_folder, "tools")).FullName;
        var az = Path.Combine(tools, "az");
        File.WriteAllText(az, StandIn);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(az, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);

        var start = new ProcessStartInfo("sh", [Path.Combine(RepositoryRoot.Find(), "infra", "hooks", "first-secrets.sh")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = tools + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");
        start.Environment["VAULT"] = Vault;
        start.Environment["AZURE_KEY_VAULT_NAME"] = "test";
        start.Environment["SERVICE_API_RESOURCE_ID"] = "/subscriptions/0/sites/test";
        foreach (var (name, value) in variables) start.Environment[name] = value;

        using var run = Process.Start(start)!;
        var errors = run.StandardError.ReadToEndAsync();
        var output = run.StandardOutput.ReadToEnd();
        run.WaitForExit();
        return (run.ExitCode, output + errors.GetAwaiter().GetResult());
    }
}
