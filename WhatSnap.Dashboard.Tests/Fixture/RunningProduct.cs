using System.Globalization;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Storage;
using WhatSnap.Local.Demo;
using WhatSnap.Local.Hosting;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Dashboard.Tests.Fixture;

/// <summary>The whole product as <c>npm start</c> runs it, with its simulators and the gateway, and a browser; once for all tests of a collection.</summary>
public sealed class RunningProduct : IAsyncLifetime
{
    private const int Ports = 9;
    private static readonly HashSet<int> Taken = [];
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly string _folder = Directory.CreateTempSubdirectory("whatsnap-dashboard-").FullName;
    private DemoWorld? _world;
    private WebApplication? _application;
    private IPlaywright? _playwright;

    public string Address { get; private set; } = "";

    public IBrowser Browser { get; private set; } = null!;

    /// <summary>The simulated GoHighLevel's address, by a name that makes it another site than the product.</summary>
    public string Crm => $"http://localhost:{_world!.GoHighLevel!.Address.Port}";

    public async Task InitializeAsync()
    {
        // Short, so that a test sees one code follow the other.
        Environment.SetEnvironmentVariable("GATEWAY_QR_SECONDS", "6");
        var first = FreePorts();
        Address = $"http://127.0.0.1:{first}";
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Configuration.AddInMemoryCollection(SettingsFrom(first));
        _world = await DemoWorld.StartAsync(builder.Configuration, TextWriter.Null, CancellationToken.None);
        builder.Configuration.AddInMemoryCollection(_world.Settings);
        builder.WebHost.UseUrls(Address);
        builder.Logging.ClearProviders();
        builder.Services.AddLocalHost();
        builder.Services.AddTransient<DemoAccount>();
        _application = builder.Build();
        _application.MapWhatSnap();
        _application.MapPlayground(_world);
        await _application.Services.GetRequiredService<StorageSetup>().RunAsync(CancellationToken.None);
        await _application.StartAsync();
        await _application.Services.GetRequiredService<DemoAccount>().SeedAsync(CancellationToken.None);

        // Pages ask every few seconds.
        Assertions.SetDefaultExpectTimeout(15_000);
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(Installed.Browser());
    }

    public T Get<T>()
        where T : notnull => _application!.Services.GetRequiredService<T>();

    /// <summary>A customer texts a Twilio number.</summary>
    public Task TextAsync(string from, string body, string to = "+15005550100") => PostAsync(_world!.Twilio!.Address, "text", new { from, to, body });

    /// <summary>A phone scans the code that is shown.</summary>
    public Task ScanAsync(string number, bool asksPasskey = false) => PostAsync(_world!.Phone!.Address, "scan", new { number, asksPasskey });

    /// <summary>Somebody types the code that is shown on the phone instead.</summary>
    public Task TypeCodeAsync(string number, string code) => PostAsync(_world!.Phone!.Address, "type-code", new { number, code });

    /// <summary>A customer sends a file to a linked phone.</summary>
    public Task SendFileAsync(string number, string from, string name, string fileName) => PostAsync(
        _world!.Phone!.Address, "write", new { number, from, name, media = new { mimetype = "application/pdf", data = Convert.ToBase64String("%PDF-1.4"u8), fileName } });

    /// <summary>Another location of the demo agency has WhatSnap, too.</summary>
    public Task InstallAsync(string locationId, string name, string timeZone = "Europe/Berlin") => Get<LocationTable>().SaveAsync(
        new Core.GoHighLevel.Location(locationId, name, "US", timeZone, false, "DemoCompany000000001", null), CancellationToken.None);

    /// <summary>What the simulated GoHighLevel does wrong from now on.</summary>
    public async Task SetFaultsAsync(object faults)
    {
        using var answer = await Http.PutAsJsonAsync(new Uri(_world!.GoHighLevel!.Address, "_sim/faults"), faults);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Somebody writes to a contact in GoHighLevel.</summary>
    public Task WriteAsync(string contactId, string message) => PostAsync(_world!.GoHighLevel!.Address, "write", new { contactId, message });

    /// <summary>The demo account.</summary>
    public async Task<Account> SalesAsync() =>
        (await Get<AccountTable>().ListAsync(DemoAccount.LocationId, CancellationToken.None)).Accounts.Single(account => account.Tag == "whatsnap-account-sales");

    /// <summary>The demo account is called, tagged and given to as it was seeded, whatever a test before made of it.</summary>
    public async Task ResetSalesAsync()
    {
        var sales = await SalesAsync();
        await Get<AccountTable>().UpdateAsync(
            sales.Key, now => now with { Name = "Sales", TagMode = TagMode.Add, Assignment = Assignment.None }, CancellationToken.None);
        Get<AccountDirectory>().Forget(sales);
    }

    /// <summary>A contact of the demo location that WhatSnap has not met.</summary>
    public string SeedContact(string phone, params string[] tags) => _world!.GoHighLevel!.World.SeedContact(DemoAccount.LocationId, phone, null, tags).Id;

    /// <summary>The tags that a contact carries in GoHighLevel.</summary>
    public async Task<IReadOnlyList<string>> TagsAsync(string contactId)
    {
        var state = await Http.GetFromJsonAsync<JsonElement>(new Uri(_world!.GoHighLevel!.Address, "_sim/state"));
        return [.. state.GetProperty("contacts").EnumerateArray().Single(one => one.GetProperty("id").GetString() == contactId).GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()!)];
    }

    /// <summary>The id of the contact with a number, once it is there.</summary>
    public async Task<string> ContactAsync(string phone)
    {
        string? id = null;
        await Eventually.BecomesAsync(async () =>
        {
            var state = await Http.GetFromJsonAsync<JsonElement>(new Uri(_world!.GoHighLevel!.Address, "_sim/state"));
            id = state.GetProperty("contacts").EnumerateArray().Where(one => one.GetProperty("phone").GetString() == phone)
                .Select(one => one.GetProperty("id").GetString()).FirstOrDefault();
            return id is not null;
        });
        return id!;
    }

    public async Task DisposeAsync()
    {
        if (Browser is not null) await Browser.DisposeAsync();
        _playwright?.Dispose();
        if (_application is not null) await _application.DisposeAsync();
        if (_world is not null) await _world.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private Dictionary<string, string?> SettingsFrom(int first) => new()
    {
        ["Host:PublicBaseUrl"] = Address,
        ["WhatsApp:CodeSeconds"] = "10",
        ["Help:Url"] = "https://help.example.com/whatsnap",
        ["Local:DataFolder"] = _folder,
        ["Local:GoHighLevelPort"] = Text(first + 1),
        ["Local:TwilioPort"] = Text(first + 2),
        ["Local:WhatsAppPort"] = Text(first + 3),
        ["Local:GatewayPort"] = Text(first + 4),
        ["Local:AzuritePort"] = Text(first + 5),

        // E-mail addresses can be chosen; no server answers there.
        ["Mail:Host"] = "127.0.0.1",
        ["Mail:Port"] = Text(first + 8),
        ["Mail:From"] = "alerts@example.com",
    };

    private static async Task PostAsync(Uri simulator, string call, object body)
    {
        using var answer = await Http.PostAsJsonAsync(new Uri(simulator, $"_sim/{call}"), body);
        answer.EnsureSuccessStatusCode();
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    /// <summary>The first of free ports in a row, that no other product of these tests has.</summary>
    private static int FreePorts()
    {
        lock (Taken)
        {
            for (var tries = 0; tries < 100; tries++)
            {
                var ports = Enumerable.Range(Random.Shared.Next(30_000, 32_000), Ports).ToList();
                if (Taken.Overlaps(ports) || !ports.All(IsFree)) continue;
                Taken.UnionWith(ports);
                return ports[0];
            }
        }

        throw new InvalidOperationException("No free ports in a row were found.");
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

/// <summary>Half of the tests share one product and run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class ProductCollection : ICollectionFixture<RunningProduct>
{
    public const string Name = "product";
}

/// <summary>The other half share another one beside it: most of a test's time is waiting.</summary>
[CollectionDefinition(Name)]
public sealed class OtherProductCollection : ICollectionFixture<RunningProduct>
{
    public const string Name = "other product";
}

/// <summary>What measures times has a product of its own when the others are done.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class QuietCollection : ICollectionFixture<RunningProduct>
{
    public const string Name = "quiet";
}
