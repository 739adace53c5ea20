using Azure.Data.Tables;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Storage;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.GoHighLevel;

/// <summary>The GoHighLevel client of two installed locations over a script, in virtual time.</summary>
internal sealed class CrmStage : IDisposable
{
    public const string Api = "https://crm.example.com";
    public const string Number = "+15005550101";
    private readonly HttpClient _http;
    private readonly MemoryCache _cache;

    private CrmStage(TableServiceClient tables, GoHighLevelOptions options, HttpClient? http)
    {
        options.BaseAddress = http?.BaseAddress ?? new Uri(Api);
        _http = http ?? Script.NewClient();
        _cache = new MemoryCache(new MemoryCacheOptions());
        var secrets = new SecretBox(Options.Create(new SecretsOptions { Keys = [TestProduct.Key] }));
        var grants = new GrantTable(tables, secrets, Time);
        var budgets = new BudgetTable(tables);
        Budgets = new RateBudgets(
            budgets, budgets, Time, NullLogger<RateBudgets>.Instance);
        var oauth = new GoHighLevelOAuth(
            new NoClients(), Options.Create(options), Options.Create(new PublicAddressOptions { PublicBaseUrl = new Uri(Api) }), Time);
        Tokens = new TokenStore(grants, new RenewGrant(grants, oauth, Time, NullLogger<RenewGrant>.Instance), _cache, Time);
        Transport = new GoHighLevelTransport(_http, Options.Create(options), Tokens, Budgets, Time);
        Contacts = new GoHighLevelContacts(Transport);
        ContactTags = new GoHighLevelContactTags(Transport);
        Messages = new GoHighLevelMessages(Transport, Options.Create(options));
        Locations = new GoHighLevelLocations(Transport);
        Users = new GoHighLevelUsers(Transport, new LocationTable(tables, _cache), Locations);
    }

    public string LocationId { get; } = $"loc{Guid.NewGuid():N}";

    public string OtherLocationId { get; } = $"loc{Guid.NewGuid():N}";

    public ScriptedHttp Script { get; } = new();

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    public TokenStore Tokens { get; }

    public RateBudgets Budgets { get; }

    public GoHighLevelTransport Transport { get; }

    public GoHighLevelContacts Contacts { get; }

    public GoHighLevelContactTags ContactTags { get; }

    public GoHighLevelUsers Users { get; }

    public GoHighLevelMessages Messages { get; }

    public GoHighLevelLocations Locations { get; }

    /// <param name="options">How messages are written; the defaults when null.</param>
    /// <param name="http">A client with a base address in place of the script.</param>
    public static async Task<CrmStage> StartAsync(GoHighLevelOptions? options = null, HttpClient? http = null)
    {
        var tables = new TableServiceClient(await TestStorage.ConnectionStringAsync());
        await tables.CreateTableIfNotExistsAsync(TableNames.Tokens);
        await tables.CreateTableIfNotExistsAsync(TableNames.Locations);
        await tables.CreateTableIfNotExistsAsync(TableNames.Budgets);
        var stage = new CrmStage(tables, options ?? new GoHighLevelOptions(), http);
        await stage.Tokens.SaveAsync(stage.LocationId, new Secret("token-one"), CancellationToken.None);
        await stage.Tokens.SaveAsync(stage.OtherLocationId, new Secret("token-two"), CancellationToken.None);
        return stage;
    }

    public CallWindow Window() => new(Time, TimeSpan.FromSeconds(16));

    public Task<Location> ReadLocationAsync(string? locationId = null) =>
        Locations.ReadAsync(locationId ?? LocationId, CancellationToken.None);

    public Task<CrmContact?> FindAsync() => Contacts.FindAsync(LocationId, Phone(), CancellationToken.None);

    public Task<CrmContact> CreateAsync(CallWindow? window = null) => Contacts.CreateAsync(
        LocationId, new NewContact(Phone(), "Blue Harbour", "whatsnap-account-sales", "Twilio", "field1"),
        window ?? Window(), CancellationToken.None);

    public Task<string> AddInboundAsync(params string[] attachments) => Messages.AddInboundAsync(
        LocationId, new NewInboundMessage("contact1", "Hello", attachments, "SM1", Time.GetUtcNow()), Window(),
        CancellationToken.None);

    public static PhoneNumber Phone(string number = Number)
    {
        Assert.True(PhoneNumber.TryParse(number, out var phone));
        return phone;
    }

    public string LocationUrl(string? locationId = null) => $"{Api}/locations/{locationId ?? LocationId}";

    public string FindUrl => $"{Api}/contacts/search/duplicate?locationId={LocationId}&number=%2B{Number[1..]}";

    /// <summary>These tests ask for no token.</summary>
    private sealed class NoClients : IHttpClientFactory
    {
        public HttpClient CreateClient(string name) => throw new NotSupportedException();
    }

    public void Dispose()
    {
        _http.Dispose();
        _cache.Dispose();
        Script.Dispose();
    }
}
