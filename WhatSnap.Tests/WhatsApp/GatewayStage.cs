using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.Hosting;
using WhatSnap.Local.Azurite;
using WhatSnap.Local.Flows;
using WhatSnap.Local.Simulators.WhatsApp;
using WhatSnap.Local.WhatsApp;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.WhatsApp;

/// <summary>The whole way in real time: the API, the gateway as a process with the unmodified client library, a simulated WhatsApp.</summary>
internal sealed class GatewayStage : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _parts = [];
    private readonly LocalFlows _flows;
    private readonly string _folder;
    private bool _isGatewayGone;

    private GatewayStage(TestProduct product, LocalFlows flows, WhatsAppProcess whatsapp, GatewayProcess gateway, AzuriteProcess azurite, string folder)
    {
        (Product, _flows, WhatsApp, Gateway, Azurite, _folder) = (product, flows, whatsapp, gateway, azurite, folder);
        Http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
    }

    public TestProduct Product { get; }

    public WhatsAppProcess WhatsApp { get; }

    public GatewayProcess Gateway { get; }

    public AzuriteProcess Azurite { get; }

    public HttpClient Http { get; }

    public Door Door { get; private set; } = null!;

    /// <summary>What the gateway and the simulated WhatsApp have logged.</summary>
    public string Logs => string.Concat(Directory.GetFiles(_folder, "*.log").Select(file =>
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return new StreamReader(stream).ReadToEnd();
    }));

    /// <param name="codeSeconds">Life of a QR code.</param>
    /// <param name="logs">Takes the backend's log.</param>
    public static async Task<GatewayStage> StartAsync(int codeSeconds, ILoggerProvider? logs = null)
    {
        var azurite = await TestStorage.StartAsync();
        var folder = Directory.CreateTempSubdirectory("whatsnap-gateway-").FullName;
        var whatsapp = await WhatsAppProcess.StartAsync(folder, TextWriter.Null, CancellationToken.None);
        var place = new GatewayPlace(0, azurite.Place.ConnectionString, TestProduct.Key, folder)
        {
            Environment = new Dictionary<string, string> { ["GATEWAY_QR_SECONDS"] = $"{codeSeconds}", ["GATEWAY_LEASE_SECONDS"] = "15" },
        };
        var gateway = await GatewayProcess.StartAsync(place, whatsapp, TextWriter.Null, CancellationToken.None);
        var product = await TestProduct.StartAsync(
            services =>
            {
                services.AddSingleton(TimeProvider.System);
                if (logs is not null) services.AddSingleton(logs);
            },
            connectionString: azurite.Place.ConnectionString,
            settings: new Dictionary<string, string?>
            {
                ["WhatsApp:GatewayUrl"] = gateway.Address.ToString(),
                ["WhatsApp:OperatorKey"] = gateway.OperatorKey,
                ["WhatsApp:WebhookKey"] = gateway.WebhookKey,
                ["WhatsApp:CodeSeconds"] = "10",
            });
        var table = new FlowTable(product.Get<TableServiceClient>());
        await table.CreateAsync(CancellationToken.None);
        var flows = new LocalFlows(table, product.Services, TimeProvider.System, NullLogger<LocalFlows>.Instance);
        await flows.StartAsync(CancellationToken.None);
        var stage = new GatewayStage(product, flows, whatsapp, gateway, azurite, folder) { Door = await Door.OpenAsync(product, logs, flows) };
        product.Get<IOptions<PublicAddressOptions>>().Value.PublicBaseUrl = stage.Door.Address;
        foreach (var part in (IAsyncDisposable[])[azurite, whatsapp, gateway, product]) stage._parts.Push(part);
        return stage;
    }

    public Task<Reply> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<Reply> PostAsync(string path, object? body = null) => SendAsync(HttpMethod.Post, path, JsonContent.Create(body ?? new { }));

    public Task<Reply> PatchAsync(string path, object body) => SendAsync(HttpMethod.Patch, path, JsonContent.Create(body));

    public Task<Reply> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    public async Task<AccountKey> AddAsync(string name) =>
        new(Product.LocationId, (await PostAsync("api/accounts", new { kind = "whatsapp", name })).Text("id"));

    /// <summary>Adds an account whose phone scans the code that is shown.</summary>
    public async Task<AccountKey> LinkAsync(string name, string number)
    {
        var key = await AddAsync(name);
        await ScanAsync(key, number);
        await BecomesAsync(key, "active");
        await SendAsync(HttpMethod.Put, $"api/accounts/{key.AccountId}/safety", JsonContent.Create(new { mode = "off" }));
        return key;
    }

    /// <summary>A phone scans the code that is shown for an account.</summary>
    public async Task ScanAsync(AccountKey key, string number)
    {
        string? code = null;
        await Eventually.BecomesAsync(async () => (code = await ShownCodeAsync(key)) is not null);
        await WhatsApp.ScanAsync(number, code!, CancellationToken.None);
    }

    /// <summary>What somebody does on a phone.</summary>
    public Task PhoneAsync(string path, JsonObject body) => WhatsApp.CallAsync(HttpMethod.Post, path, body, CancellationToken.None);

    /// <summary>Works off the queues until so many messages stand in GoHighLevel.</summary>
    public Task ArrivesAsync(int messages) => Eventually.BecomesAsync(async () =>
    {
        await Product.Queue.RunAllAsync(TimeSpan.FromSeconds(20));
        return Product.CrmMessages.Count >= messages;
    });

    /// <summary>Lets something happen while nobody answers at the webhook's address.</summary>
    public async Task WhileBackendIsAwayAsync(Func<Task> happening)
    {
        var port = Door.Address.Port;
        await Door.DisposeAsync();
        await happening();
        await Eventually.BecomesAsync(() => Logs.Contains("A webhook did not take an event", StringComparison.Ordinal));
        Door = await Door.OpenAsync(Product, flows: _flows, port: port);
    }

    /// <summary>The gateway ends, for good.</summary>
    public async Task EndGatewayAsync()
    {
        _isGatewayGone = true;
        await Gateway.DisposeAsync();
    }

    /// <summary>What the account shows, once its state is this.</summary>
    public async Task<Reply> BecomesAsync(AccountKey key, string state)
    {
        Reply? reply = null;
        await Eventually.BecomesAsync(async () =>
            (reply = await GetAsync($"api/accounts/{key.AccountId}")).Json is { ValueKind: JsonValueKind.Object } && reply.Text("state", "code") == state);
        return reply!;
    }

    /// <summary>The text of the code that the API shows, read from its picture; null while it shows none.</summary>
    public async Task<string?> ShownCodeAsync(AccountKey key)
    {
        var reply = await GetAsync($"api/accounts/{key.AccountId}/qr");
        return reply.Json.TryGetProperty("code", out var code) && code.ValueKind == JsonValueKind.Object
            ? QrReader.ReadPng(code.GetProperty("png").GetBytesFromBase64())
            : null;
    }

    /// <summary>The text of the code that the gateway has; null while it has none.</summary>
    public async Task<string?> GatewayCodeAsync(AccountKey key)
    {
        using var answer = await GatewayAsync($"/api/wa-{key.AccountId}/auth/qr?format=raw");
        return answer.IsSuccessStatusCode ? (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("value").GetString() : null;
    }

    public async Task<HttpResponseMessage> GatewayAsync(string path, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, new Uri(Gateway.Address, path));
        request.Headers.Add("X-Api-Key", Gateway.OperatorKey);
        return await Http.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        await _flows.StopAsync(CancellationToken.None);
        await Door.DisposeAsync();
        while (_parts.TryPop(out var part))
        {
            if (part != Gateway || !_isGatewayGone) await part.DisposeAsync();
        }

        Http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<Reply> SendAsync(HttpMethod method, string path, HttpContent? content)
    {
        var token = Product.Get<SessionTokens>().Issue(new ApiSession("company1", Product.LocationId, "user1", Rights.All)).Token.Reveal();
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await Door.Http.SendAsync(request);
        return await Reply.ReadAsync(answer);
    }
}
