using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Hosting;
using WhatSnap.Local.Demo;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Hosting;

public sealed class OptionsTests
{
    private const string OtherKey = "other:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private static readonly Dictionary<string, string?> Good = new()
    {
        ["Storage:ConnectionString"] = "UseDevelopmentStorage=true",
        ["Secrets:Keys:0"] = TestProduct.Key,
        ["Host:PublicBaseUrl"] = "https://hooks.example.com",
    };

    [Theory]
    [InlineData("GoHighLevel:MessageType", "SMS")]
    [InlineData("Secrets:Keys:1", OtherKey)]
    [InlineData("GoHighLevel:SharedSecrets:0", "3f2b0c9e-7a51-4a7c-9d3e-0123456789ab")]
    [InlineData("GoHighLevel:InstallUrl", "https://marketplace.gohighlevel.com/v2/oauth/chooselocation?version_id=1&client_id=1-2")]
    [InlineData("GoHighLevel:WebhookKeys:0", "MCowBQYDK2VwAyEAi2HR1srL4o18O8BRa7gVJY7G7bupbN3H9AwJrHCDiOg=")]
    [InlineData("Host:PublicBaseUrl", "http://127.0.0.1:7300/")]
    [InlineData("Storage:AccountName", "whatsnapdata")]
    [InlineData("Twilio:MediaHosts:0", "127.0.0.1")]
    [InlineData("Dashboard:FrameAncestors:0", "https://*.example.com:8443")]
    public async Task A_host_with_good_settings_starts(string setting, string value)
    {
        using var host = Build((setting, value));

        await host.StartAsync();
        await host.StopAsync();
    }

    [Theory]
    [InlineData("Dashboard:FrameAncestors:0", "https://crm.example.com; script-src *", "Dashboard__FrameAncestors")]
    [InlineData("Dashboard:FrameAncestors:0", "crm.example.com", "Dashboard__FrameAncestors")]
    [InlineData("Storage:ConnectionString", null, "Storage__ConnectionString")]
    [InlineData("Storage:ConnectionString", " ", "Storage__ConnectionString")]
    [InlineData("Storage:ConnectionString", "nonsense", "Storage__ConnectionString")]
    [InlineData("Storage:ConnectionString", "AccountName=x;AccountKey=y", "Storage__ConnectionString")]
    [InlineData("Storage:AccountName", "Not_A_Name", "Storage__AccountName")]
    [InlineData("Storage:AccountName", "x.evil.example/", "Storage__AccountName")]
    [InlineData("Secrets:Keys:0", null, "Keys")]
    [InlineData("Secrets:Keys:0", "", "Secrets__Keys")]
    [InlineData("Secrets:Keys:0", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "Secrets__Keys")]
    [InlineData("Secrets:Keys:0", ":AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "Secrets__Keys")]
    [InlineData("Secrets:Keys:0", "test:AAEC", "Secrets__Keys")]
    [InlineData("Secrets:Keys:0", "test:not base64", "Secrets__Keys")]
    [InlineData("Secrets:Keys:1", TestProduct.Key, "Secrets__Keys")]
    [InlineData("Host:PublicBaseUrl", null, "PublicBaseUrl")]
    [InlineData("Host:PublicBaseUrl", "hooks.example.com", "PublicBaseUrl")]
    [InlineData("Host:PublicBaseUrl", "ftp://hooks.example.com", "PublicBaseUrl")]
    [InlineData("Host:PublicBaseUrl", "https://hooks.example.com/?code=1", "PublicBaseUrl")]
    [InlineData("GoHighLevel:BaseAddress", "services.leadconnectorhq.com", "BaseAddress")]
    [InlineData("GoHighLevel:MessageType", "Email", "GoHighLevel__MessageType")]
    [InlineData("GoHighLevel:MessageType", "sms", "GoHighLevel__MessageType")]
    [InlineData("GoHighLevel:MessageType", "Custom", "GoHighLevel__ConversationProviderId")]
    [InlineData("GoHighLevel:SharedSecrets:0", "", "GoHighLevel__SharedSecrets")]
    [InlineData("GoHighLevel:SharedSecrets:1", " ", "GoHighLevel__SharedSecrets")]
    [InlineData("GoHighLevel:ClientId", "app-1", "GoHighLevel__ClientSecret")]
    [InlineData("GoHighLevel:ClientSecret", "secret", "GoHighLevel__ClientId")]
    [InlineData("GoHighLevel:InstallUrl", "marketplace.gohighlevel.com", "GoHighLevel__InstallUrl")]
    [InlineData("GoHighLevel:InstallUrl", "javascript:alert(1)", "GoHighLevel__InstallUrl")]
    [InlineData("GoHighLevel:WebhookKeys:0", "", "GoHighLevel__WebhookKeys")]
    [InlineData("GoHighLevel:WebhookKeys:0", "-----BEGIN PUBLIC KEY-----", "GoHighLevel__WebhookKeys")]
    [InlineData("GoHighLevel:WebhookKeys:0", "i2HR1srL4o18O8BRa7gVJY7G7bupbN3H9AwJrHCDiOg=", "GoHighLevel__WebhookKeys")]
    [InlineData("GoHighLevel:WebhookKeys:0", "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE", "GoHighLevel__WebhookKeys")]
    [InlineData("Twilio:BaseAddress", "api.twilio.com", "BaseAddress")]
    [InlineData("Twilio:BaseAddress", "file:///etc", "BaseAddress")]
    [InlineData("Twilio:MessagingBaseAddress", "messaging.twilio.com", "MessagingBaseAddress")]
    [InlineData("Twilio:PricingBaseAddress", "pricing.twilio.com", "PricingBaseAddress")]
    [InlineData("Twilio:MessagingBaseAddress", "https://messaging.twilio.com/?a=b", "MessagingBaseAddress")]
    [InlineData("WhatsApp:GatewayUrl", "http://gateway:3000", "WhatsApp__OperatorKey")]
    [InlineData("WhatsApp:GatewayUrl", "gateway:3000", "GatewayUrl")]
    [InlineData("WhatsApp:OperatorKey", "0123456789abcdef", "WhatsApp__GatewayUrl")]
    [InlineData("WhatsApp:WebhookKey", "short", "WhatsApp__WebhookKey")]
    [InlineData("WhatsApp:CodeSeconds", "5", "CodeSeconds")]
    public async Task A_host_with_a_wrong_setting_refuses_to_start_and_names_the_setting(string setting, string? value, string name)
    {
        using var host = Build((setting, value));

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(TestProduct.Key.Split(':')[1], refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Secrets:Keys:0", "Secrets__Keys__0")]
    [InlineData("Secrets:Keys:1", "Secrets__Keys__1")]
    [InlineData("GoHighLevel:SharedSecrets:0", "GoHighLevel__SharedSecrets__0")]
    [InlineData("GoHighLevel:SharedSecrets:1", "GoHighLevel__SharedSecrets__1")]
    [InlineData("Storage:ConnectionString", "Storage__ConnectionString")]
    [InlineData("GoHighLevel:ConversationProviderId", "GoHighLevel__ConversationProviderId")]
    [InlineData("Twilio:MediaHosts:0", "Twilio__MediaHosts__0")]
    public async Task A_key_vault_reference_that_nobody_resolved_is_refused_and_named(string setting, string name)
    {
        using var host = Build((setting, " @Microsoft.KeyVault(VaultName=vault;SecretName=canary)"));

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Contains($"{name} is an unresolved Key Vault reference", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AzuritePort", "0", "Local__AzuritePort")]
    [InlineData("AzuritePort", "65534", "Local__AzuritePort")]
    [InlineData("GoHighLevelPort", "-1", "Local__GoHighLevelPort")]
    [InlineData("TwilioPort", "65536", "Local__TwilioPort")]
    [InlineData("TwilioPort", "7301", "different ports")]
    [InlineData("GoHighLevelPort", "7312", "different ports")]
    [InlineData("WhatsAppPort", "0", "Local__WhatsAppPort")]
    [InlineData("GatewayPort", "7303", "different ports")]
    [InlineData("WhatsApp", "perhaps", "Local__WhatsApp")]
    [InlineData("DataFolder", "", "Local__DataFolder")]
    public async Task A_local_host_with_a_wrong_setting_refuses_to_start_and_names_the_setting(string setting, string value, string name)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new KeyValuePair<string, string?>($"Local:{setting}", value)]).Build();

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(
            () => DemoWorld.StartAsync(configuration, TextWriter.Null, CancellationToken.None));

        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_additional_channel_with_its_provider_starts()
    {
        using var host = Build(("GoHighLevel:MessageType", "Custom"), ("GoHighLevel:ConversationProviderId", "provider1"));

        await host.StartAsync();
        await host.StopAsync();
    }

    [Theory]
    [InlineData("https://hooks.example.com")]
    [InlineData("https://hooks.example.com/")]
    public void Our_addresses_have_one_slash_after_the_base(string address)
    {
        var options = new PublicAddressOptions { PublicBaseUrl = new Uri(address) };

        Assert.Equal("https://hooks.example.com/media/1", options.Absolute("media/1"));
    }

    private static IHost Build(params (string Setting, string? Value)[] changed)
    {
        var settings = new Dictionary<string, string?>(Good);
        foreach (var (setting, value) in changed) settings[setting] = value;
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings.Where(setting => setting.Value is not null));
        builder.Services.AddWhatSnap();
        return builder.Build();
    }
}
