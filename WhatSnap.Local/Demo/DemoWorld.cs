using WhatSnap.Core.Hosting;
using WhatSnap.Local.Azurite;
using WhatSnap.Local.Simulators.GoHighLevel;
using WhatSnap.Local.Simulators.Twilio;
using WhatSnap.Local.Simulators.WhatsApp;
using WhatSnap.Local.WhatsApp;

namespace WhatSnap.Local.Demo;

/// <summary>
/// What a laptop needs around the product and has no setting for: Azurite, a local key, a simulated GoHighLevel, a
/// simulated Twilio, the WhatsApp gateway with a simulated WhatsApp. A setting that is there wins and nothing is started in its place.
/// </summary>
public sealed class DemoWorld : IAsyncDisposable
{
    public const string PublicBaseUrl = "http://127.0.0.1:7300";

    /// <summary>A carrier takes a moment: long enough to be seen.</summary>
    private const int StatusDelayMs = 500;

    private readonly List<IAsyncDisposable> _started = [];

    private DemoWorld()
    {
    }

    public GoHighLevelSimulator? GoHighLevel { get; private set; }

    public TwilioSimulator? Twilio { get; private set; }

    /// <summary>The phones of a simulated WhatsApp; null where WhatsApp is real or off.</summary>
    public PhoneSimulator? Phone { get; private set; }

    /// <summary>The settings that point the product at what was started.</summary>
    public Dictionary<string, string?> Settings { get; } = [];

    public static async Task<DemoWorld> StartAsync(
        IConfiguration configuration, TextWriter progress, CancellationToken cancellationToken)
    {
        var world = new DemoWorld();
        var local = LocalOptions.Read(configuration);
        if (configuration["Host:PublicBaseUrl"] is null) world.Settings["Host:PublicBaseUrl"] = PublicBaseUrl;
        if (configuration["Secrets:Keys:0"] is null) world.Settings["Secrets:Keys:0"] = LocalKey.ReadOrMake(Folder(local));
        if (configuration["Storage:ConnectionString"] is null && configuration["Storage:AccountName"] is null)
        {
            await progress.WriteLineAsync($"Storage: Azurite on ports {local.AzuritePort} to {local.AzuritePort + 2} …");
            var place = new AzuritePlace(Path.Combine(Folder(local), "azurite"), local.AzuritePort);
            world._started.Add(await AzuriteProcess.StartAsync(place, progress, cancellationToken));
            world.Settings["Storage:ConnectionString"] = place.ConnectionString;
        }

        await world.StartSimulatorsAsync(configuration, local, progress, cancellationToken);
        await world.StartGatewayAsync(configuration, local, progress, cancellationToken);
        return world;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in Enumerable.Reverse(_started)) await part.DisposeAsync();
    }

    private async Task StartSimulatorsAsync(
        IConfiguration configuration, LocalOptions local, TextWriter progress, CancellationToken cancellationToken)
    {
        if (configuration["GoHighLevel:BaseAddress"] is null)
        {
            await progress.WriteLineAsync("GoHighLevel: simulated …");
            var ours = (configuration["Host:PublicBaseUrl"] ?? PublicBaseUrl).TrimEnd('/');
            GoHighLevel = await GoHighLevelSimulator.StartAsync(
                new GoHighLevelSimulatorOptions
                {
                    Port = local.GoHighLevelPort,
                    Locations = [DemoAccount.CrmLocation, DemoAccount.OtherCrmLocation],
                    SharedSecret = configuration["GoHighLevel:SharedSecrets:0"] ?? Guid.NewGuid().ToString(),
                    App = new GoHighLevelApp
                    {
                        RedirectUri = $"{ours}/{Routes.InstallCallback}",
                        WebhookUrl = new Uri($"{ours}/{Routes.GoHighLevelEvents}"),
                        DeliveryUrl = new Uri($"{ours}/{Routes.GoHighLevelOutbound}"),
                        PostsEvents = true,
                    },
                },
                TimeProvider.System, cancellationToken);
            _started.Add(GoHighLevel);
            Settings["Dashboard:FrameAncestors:0"] = GoHighLevel.Address.GetLeftPart(UriPartial.Authority);
            Settings["Dashboard:FrameAncestors:1"] = $"http://localhost:{GoHighLevel.Address.Port}";
            Settings["GoHighLevel:BaseAddress"] = GoHighLevel.Address.ToString();
            Settings["GoHighLevel:SharedSecrets:0"] = GoHighLevel.World.SharedSecret;
            Settings["GoHighLevel:ClientId"] = GoHighLevel.World.App.ClientId;
            Settings["GoHighLevel:ClientSecret"] = GoHighLevel.World.App.ClientSecret;
            Settings["GoHighLevel:ConversationProviderId"] = GoHighLevel.World.App.ConversationProviderId;
            Settings["GoHighLevel:InstallUrl"] = new Uri(GoHighLevel.Address, OAuthPages.ChooseLocation).ToString();
            Settings["GoHighLevel:WebhookKeys:0"] = GoHighLevel.World.Webhooks.PublicKey;
        }

        if (configuration["Twilio:BaseAddress"] is null)
        {
            await progress.WriteLineAsync("Twilio: simulated …");
            Twilio = await TwilioSimulator.StartAsync(
                new TwilioSimulatorOptions
                {
                    Port = local.TwilioPort,
                    Accounts = [DemoAccount.TwilioAccount],
                    Numbers = DemoAccount.TwilioNumbers,
                    Services = DemoAccount.TwilioServices,
                },
                TimeProvider.System, cancellationToken);
            _started.Add(Twilio);
            Twilio.World.Faults = Twilio.World.Faults with { StatusDelayMs = StatusDelayMs };
            Settings["Twilio:BaseAddress"] = Twilio.Address.ToString();
            Settings["Twilio:MessagingBaseAddress"] = Twilio.MessagingAddress.ToString();
            Settings["Twilio:PricingBaseAddress"] = Twilio.MessagingAddress.ToString();
            Settings["Twilio:MediaHosts:0"] = "127.0.0.1";
        }
    }

    private async Task StartGatewayAsync(
        IConfiguration configuration, LocalOptions local, TextWriter progress, CancellationToken cancellationToken)
    {
        string? Setting(string name) => configuration[name] ?? Settings.GetValueOrDefault(name);
        if (configuration["WhatsApp:GatewayUrl"] is not null || local.WhatsApp == "off") return;
        if (Setting("Storage:ConnectionString") is not { } storage || Setting("Secrets:Keys:0") is not { } key) return;

        await progress.WriteLineAsync(local.WhatsApp == "real" ? "WhatsApp: the gateway …" : "WhatsApp: the gateway, and a simulated WhatsApp …");
        var logs = Folder(local);
        WhatsAppProcess? simulated = null;
        if (local.WhatsApp == "simulated") _started.Add(simulated = await WhatsAppProcess.StartAsync(logs, progress, cancellationToken));
        var gateway = await GatewayProcess.StartAsync(
            new GatewayPlace(local.GatewayPort, storage, key, logs), simulated, progress, cancellationToken);
        _started.Add(gateway);
        Settings["WhatsApp:GatewayUrl"] = gateway.Address.ToString();
        Settings["WhatsApp:OperatorKey"] = gateway.OperatorKey;
        Settings["WhatsApp:WebhookKey"] = gateway.WebhookKey;
        if (simulated is null) return;
        Phone = await PhoneSimulator.StartAsync(local.WhatsAppPort, simulated, gateway, cancellationToken);
        _started.Add(Phone);
    }

    private static string Folder(LocalOptions local) => Path.Combine(RepositoryRoot.Find(), local.DataFolder);
}
