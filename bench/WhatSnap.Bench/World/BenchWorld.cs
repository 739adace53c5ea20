using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Storage;
using WhatSnap.Local.Azurite;
using WhatSnap.Local.Demo;
using WhatSnap.Local.Simulators.GoHighLevel;
using WhatSnap.Local.Simulators.Twilio;

namespace WhatSnap.Bench.World;

/// <summary>
/// Everything around the measured hosts: an Azurite on disk that no fault touches, a GoHighLevel and a Twilio inside this
/// process, and the demo account in them.
/// </summary>
internal sealed class BenchWorld : IAsyncDisposable
{
    /// <summary>Always the same, so that hosts can be set up beforehand; it seals nothing but the demo account.</summary>
    internal static readonly string Key = $"bench:{Convert.ToBase64String([.. Enumerable.Range(1, 32).Select(value => (byte)value)])}";

    /// <summary>Signs the simulated GoHighLevel's webhooks, the same in every run for the same reason.</summary>
    private static readonly byte[] WebhookKey = [.. Enumerable.Range(1, 32).Select(value => (byte)value)];

    private readonly Stack<IAsyncDisposable> _started = new();

    private BenchWorld(WorldPorts ports, string folder)
    {
        (Ports, Folder) = (ports, folder);
        Place = new AzuritePlace(Path.Combine(folder, "azurite"), ports.Azurite);
    }

    public WorldPorts Ports { get; }

    /// <summary>A temporary folder: Azurite's data and the logs of the hosts.</summary>
    public string Folder { get; }

    /// <summary>True when the folder with the logs is to stay at the end.</summary>
    public bool LeavesFolder { get; set; } = true;

    public AzuritePlace Place { get; }

    public GoHighLevelSimulator GoHighLevel { get; private set; } = null!;

    public TwilioSimulator Twilio { get; private set; } = null!;

    /// <summary>Where hosts reach Twilio: itself, or a forwarder in front of it.</summary>
    public Uri TwilioAddress { get; set; } = null!;

    /// <summary>The product's own services on the same storage, to seed and to look.</summary>
    public ServiceProvider Product { get; private set; } = null!;

    /// <summary>The settings of a host in this world, as environment variables.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; private set; } = null!;

    /// <param name="ports">Where everything is.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <param name="more">Settings of the hosts besides those of every run.</param>
    /// <param name="places">Further locations beside the demo's.</param>
    public static async Task<BenchWorld> StartAsync(
        WorldPorts ports, CancellationToken cancellationToken, IReadOnlyDictionary<string, string>? more = null,
        IReadOnlyList<BenchPlace>? places = null)
    {
        var world = new BenchWorld(ports, Directory.CreateTempSubdirectory("whatsnap-bench-").FullName);
        try
        {
            await world.StartPartsAsync(more ?? new Dictionary<string, string>(), places ?? [], cancellationToken);
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (_started.TryPop(out var part)) await part.DisposeAsync();
        if (!LeavesFolder) Directory.Delete(Folder, recursive: true);
    }

    private async Task StartPartsAsync(
        IReadOnlyDictionary<string, string> more, IReadOnlyList<BenchPlace> places, CancellationToken cancellationToken)
    {
        _started.Push(await AzuriteProcess.StartAsync(Place, Console.Error, cancellationToken));
        GoHighLevel = await GoHighLevelSimulator.StartAsync(
            new GoHighLevelSimulatorOptions
            {
                Port = Ports.GoHighLevel,
                Locations = [DemoAccount.CrmLocation, .. places.Select(place => place.CrmLocation)],
                WebhookKey = WebhookKey,
                App = new GoHighLevelApp { DeliveryUrl = new Uri($"http://127.0.0.1:{Ports.Hosts[0]}/{Routes.GoHighLevelOutbound}") },
            },
            TimeProvider.System, cancellationToken);
        _started.Push(GoHighLevel);
        Twilio = await TwilioSimulator.StartAsync(
            new TwilioSimulatorOptions
            {
                Port = Ports.Twilio,
                Accounts = [DemoAccount.TwilioAccount],
                Numbers = [DemoAccount.TwilioNumber, .. places.Select(place => place.TwilioNumber)],
            },
            TimeProvider.System, cancellationToken);
        _started.Push(Twilio);
        TwilioAddress = Twilio.Address;

        Settings = new Dictionary<string, string>(more)
        {
            ["Storage__ConnectionString"] = Place.ConnectionString,
            ["GoHighLevel__BaseAddress"] = GoHighLevel.Address.ToString(),
            ["GoHighLevel__WebhookKeys__0"] = GoHighLevel.World.Webhooks.PublicKey,
            ["Twilio__BaseAddress"] = Twilio.Address.ToString(),
            ["Local__WhatsApp"] = "off",
            ["Twilio__MessagingBaseAddress"] = Twilio.MessagingAddress.ToString(),
            ["Twilio__PricingBaseAddress"] = Twilio.MessagingAddress.ToString(),
            ["Twilio__MediaHosts__0"] = "127.0.0.1",
            ["Secrets__Keys__0"] = Key,
            ["Host__PublicBaseUrl"] = $"http://127.0.0.1:{Ports.Front}",
        };
        Product = MakeProduct(Settings);
        _started.Push(Product);
        await Product.GetRequiredService<StorageSetup>().RunAsync(cancellationToken);
        await Product.GetRequiredService<DemoAccount>().SeedAsync(cancellationToken);
        foreach (var place in places) await place.SeedAsync(Product, cancellationToken);
    }

    private static ServiceProvider MakeProduct(IReadOnlyDictionary<string, string> settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>(
                setting.Key.Replace("__", ":", StringComparison.Ordinal), setting.Value)))
            .Build();
        return new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddLogging()
            .AddWhatSnap()
            .AddTransient<DemoAccount>()
            .BuildServiceProvider();
    }
}
