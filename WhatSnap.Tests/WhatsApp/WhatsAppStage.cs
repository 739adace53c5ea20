using System.Net.Http.Headers;
using System.Net.Http.Json;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.Flows;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Pairing;
using WhatSnap.Core.Storage;
using WhatSnap.Core.WhatsApp;
using WhatSnap.Local.Flows;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.WhatsApp;

/// <summary>A location that links phones through a simulated gateway: the API and the webhook behind their door, flows in virtual time.</summary>
internal sealed class WhatsAppStage : IAsyncDisposable
{
    private readonly Queue<Func<Task>> _onWaits = [];
    private readonly Door _door;

    private WhatsAppStage(FakeWaha waha, TestProduct product, Door door, HttpFaults onWaha, HttpFaults onCrm)
    {
        (Waha, Product, _door, OnWaha, OnCrm) = (waha, product, door, onWaha, onCrm);
        Flows = product.Get<VirtualFlows>();
        Flows.BeforeStep = order => order is FlowOrder.Wait && _onWaits.TryDequeue(out var next) ? next() : Task.CompletedTask;
        Number = ConnectStage.NewNumber();
    }

    /// <summary>A number that no other test has.</summary>
    public string Number { get; }

    public FakeWaha Waha { get; }

    public TestProduct Product { get; }

    public VirtualFlows Flows { get; }

    public Door Door => _door;

    /// <summary>Faults on the way to the gateway.</summary>
    public HttpFaults OnWaha { get; }

    /// <summary>Faults on the way to GoHighLevel.</summary>
    public HttpFaults OnCrm { get; }

    public static async Task<WhatsAppStage> StartAsync(string? connectionString = null, ILoggerProvider? logs = null, IFlowHost? flows = null,
        Action<IServiceCollection>? configure = null)
    {
        HttpFaults onWaha = new(), onCrm = new();
        TestProduct? product = null;
        var waha = await FakeWaha.StartAsync(new LateTime(() => product!.Time));
        product = await TestProduct.StartAsync(
            services =>
            {
                services.AddHttpClient<WahaClient>().AddHttpMessageHandler(onWaha.NewHandler);
                services.AddHttpClient<GoHighLevelTransport>().AddHttpMessageHandler(onCrm.NewHandler);
                if (logs is not null) services.AddSingleton(logs);
                configure?.Invoke(services);
            },
            connectionString: connectionString,
            settings: new Dictionary<string, string?>
            {
                ["WhatsApp:GatewayUrl"] = waha.Address.ToString(),
                ["WhatsApp:OperatorKey"] = FakeWaha.OperatorKey,
                ["WhatsApp:WebhookKey"] = FakeWaha.WebhookKey,
            });
        var door = await Door.OpenAsync(product, logs, flows);
        product.Get<IOptions<PublicAddressOptions>>().Value.PublicBaseUrl = door.Address;
        return new WhatsAppStage(waha, product, door, onWaha, onCrm);
    }

    /// <summary>A stage whose account is linked.</summary>
    public static async Task<WhatsAppStage> LinkedAsync()
    {
        var stage = await StartAsync();
        await stage.ConnectAsync();
        return stage;
    }

    /// <summary>The gateway tells of a message, which is taken.</summary>
    public async Task TellAsync(WahaText text)
    {
        using var answer = await Waha.TellAsync(text);
        Assert.Equal(System.Net.HttpStatusCode.NoContent, answer.StatusCode);
    }

    /// <summary>The same, and all that follows for an hour is done.</summary>
    public async Task TellAndRunAsync(WahaText text)
    {
        await TellAsync(text);
        await Product.Queue.RunAllAsync(TimeSpan.FromHours(1));
    }

    /// <summary>What happens at each wait of the flow, one after the other.</summary>
    public void OnWaits(params Func<Task>[] happenings)
    {
        foreach (var one in happenings) _onWaits.Enqueue(one);
    }

    /// <summary>Adds an account by the API.</summary>
    public async Task<AccountKey> AddAsync(string name = "Support")
    {
        var reply = await PostAsync("api/accounts", new { kind = "whatsapp", name });
        Assert.Equal(System.Net.HttpStatusCode.Accepted, reply.Status);
        return new AccountKey(Product.LocationId, reply.Text("id"));
    }

    /// <summary>Adds an account whose phone scans the first code, and runs that to the end.</summary>
    public async Task<AccountKey> ConnectAsync(string name = "Support", string? number = null)
    {
        var key = await AddAsync(name);
        OnWaits(() => Waha.AnnounceQrAsync("qr-1"), () => Waha.LinkAsync(number ?? Number));
        await Flows.RunAllAsync();
        return key;
    }

    /// <summary>Connects an account anew with its own phone, and runs that to the end.</summary>
    public async Task RelinkAsync(AccountKey key)
    {
        await PostAsync($"api/accounts/{key.AccountId}/reconnect");
        OnWaits(() => Waha.AnnounceQrAsync("qr-2"), () => Waha.LinkAsync(Number));
        await Flows.RunAllAsync();
    }

    public Task<Reply> GetAsync(string path, Rights rights = Rights.All) => SendAsync(HttpMethod.Get, path, null, rights);

    public Task<Reply> PostAsync(string path, object? body = null, Rights rights = Rights.All) =>
        SendAsync(HttpMethod.Post, path, JsonContent.Create(body ?? new { }), rights);

    public Task<Reply> PatchAsync(string path, object body) => SendAsync(HttpMethod.Patch, path, JsonContent.Create(body), Rights.All);

    public Task<Reply> PutAsync(string path, object body) => SendAsync(HttpMethod.Put, path, JsonContent.Create(body), Rights.All);

    public Task<Reply> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null, Rights.All);

    /// <summary>The state that the API shows of an account.</summary>
    public async Task<string> ShownAsync(AccountKey key) => (await GetAsync($"api/accounts/{key.AccountId}")).Text("state", "code");

    /// <summary>The notes that the API shows of an account.</summary>
    public async Task<IReadOnlyList<string>> NotesAsync(AccountKey key) =>
        [.. (await GetAsync($"api/accounts/{key.AccountId}")).Json.GetProperty("notes").EnumerateArray().Select(note => note.GetProperty("sentence").GetString()!)];

    /// <summary>The location's accounts are looked after every five minutes for a while, at least once.</summary>
    public async Task WatchAsync(TimeSpan during = default)
    {
        var end = Product.Time.GetUtcNow() + during;
        do
        {
            Product.Time.Advance(TimeSpan.FromMinutes(5));
            var (accounts, _) = await Product.Get<AccountTable>().ListAsync(Product.LocationId, CancellationToken.None);
            foreach (var account in accounts) await Product.Get<WatchWhatsApp>().RunAsync(account.Key.ToString(), CancellationToken.None);
        }
        while (Product.Time.GetUtcNow() < end);
    }

    /// <summary>How often a session was started.</summary>
    public int Starts => Waha.Calls.Count(call => call.Path.EndsWith("/start", StringComparison.Ordinal));

    /// <summary>How often a session's connection was made anew.</summary>
    public int Restarts => Waha.Calls.Count(call => call.Path.EndsWith("/restart", StringComparison.Ordinal));

    public async Task<string?> EndAsync(AccountKey key) => (await AttemptAsync(key))?.EndCode;

    public Task<Connection?> AttemptAsync(AccountKey key) => Product.Get<ConnectionTable>().FindAsync(key, CancellationToken.None);

    public Task<Account?> AccountAsync(AccountKey key) =>
        Product.Get<AccountTable>().FindAsync(key.LocationId, key.AccountId, CancellationToken.None);

    public IReadOnlyList<string> Tags => Product.Crm.World.TagsOf(Product.LocationId);

    /// <summary>Asserts that nothing of an account is left, anywhere.</summary>
    public async Task AssertNothingIsLeftAsync(AccountKey key)
    {
        Assert.Null(await AccountAsync(key));
        Assert.DoesNotContain($"wa-{key.AccountId}", Waha.Sessions.Keys);
        Assert.DoesNotContain(AccountTag.FromName("Support"), Tags);
        Assert.Null(await Product.Get<QrCodeTable>().FindAsync(key, CancellationToken.None));
        var tables = Product.Get<TableServiceClient>();
        foreach (var table in new[] { TableNames.Claims, TableNames.Hooks })
        {
            Assert.Empty(tables.GetTableClient(table).Query<TableEntity>($"AccountId eq '{key.AccountId}'"));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _door.DisposeAsync();
        await Product.DisposeAsync();
        await Waha.DisposeAsync();
    }

    private async Task<Reply> SendAsync(HttpMethod method, string path, HttpContent? content, Rights rights)
    {
        var token = Product.Get<SessionTokens>().Issue(new ApiSession("company1", Product.LocationId, "user1", rights)).Token.Reveal();
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await Door.Http.SendAsync(request);
        return await Reply.ReadAsync(answer);
    }

    /// <summary>The product's clock, which is there a little later than the gateway.</summary>
    private sealed class LateTime(Func<TimeProvider> clock) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => clock().GetUtcNow();
    }
}
