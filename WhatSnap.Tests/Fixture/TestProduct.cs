using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Consent;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Devices;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Health;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Privacy;
using WhatSnap.Core.Storage;
using WhatSnap.Core.Twilio;
using WhatSnap.Core.WhatsApp;
using WhatSnap.Local.Simulators.GoHighLevel;

namespace WhatSnap.Tests.Fixture;

/// <summary>
/// The product over a real Azurite and a simulated GoHighLevel behind real HTTP, with queues and clock in virtual time,
/// and one location with one Twilio account.
/// </summary>
internal sealed class TestProduct : IAsyncDisposable
{
    public const string Key = "test:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    public const string AccessToken = "test-access-token";
    public const string AccountSid = "AC0123456789abcdef0123456789abcdef";
    public const string AuthToken = "fedcba9876543210fedcba9876543210";
    public const string Number = "+15005550100";
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private readonly Func<IReadOnlyDictionary<string, string?>, ServiceProvider> _build;
    private bool _isRestart;

    private TestProduct(
        Func<IReadOnlyDictionary<string, string?>, ServiceProvider> build, IReadOnlyDictionary<string, string?> settings, FakeTimeProvider time,
        VirtualQueue queue, GoHighLevelSimulator crm)
    {
        (_build, Services, Time, Queue, Crm) = (build, build(settings), time, queue, crm);
    }

    public string LocationId { get; private init; } = "";

    public string HookKey { get; private init; } = "";

    public Account Account { get; private set; } = null!;

    public ServiceProvider Services { get; }

    public FakeTimeProvider Time { get; }

    public VirtualQueue Queue { get; }

    public GoHighLevelSimulator Crm { get; }

    public IReadOnlyList<SimulatedMessage> CrmMessages => Crm.World.Messages;

    /// <param name="configure">Changes the registrations, before the product is built.</param>
    /// <param name="allowDuplicates">Whether the location lets two contacts share a number.</param>
    /// <param name="connectionString">The storage; the shared Azurite when null.</param>
    /// <param name="settings">Further settings.</param>
    /// <param name="users">GoHighLevel users of the location, by id.</param>
    public static async Task<TestProduct> StartAsync(
        Action<IServiceCollection>? configure = null, bool allowDuplicates = false, string? connectionString = null,
        IReadOnlyDictionary<string, string?>? settings = null, IReadOnlyList<string>? users = null)
    {
        var locationId = $"loc{Guid.NewGuid():N}";
        var time = new FakeTimeProvider(Start);
        var queue = new VirtualQueue(time);
        var crm = await GoHighLevelSimulator.StartAsync(
            new GoHighLevelSimulatorOptions
            {
                Locations =
                [
                    new GoHighLevelLocation
                    {
                        Id = locationId,
                        AllowDuplicateContact = allowDuplicates,
                        AccessTokens = [AccessToken],
                        Users = [.. (users ?? []).Select(user => new GoHighLevelUser(user, $"User {user}"))],
                    },
                ],
                App = new GoHighLevelApp { RedirectUri = "https://hooks.example.com/oauth/callback" },
            },
            time);
        var all = new Dictionary<string, string?>
        {
            ["Storage:ConnectionString"] = connectionString ?? await TestStorage.ConnectionStringAsync(),
            ["Secrets:Keys:0"] = Key,
            ["GoHighLevel:BaseAddress"] = crm.Address.ToString(),
            ["GoHighLevel:SharedSecrets:0"] = crm.World.SharedSecret,
            ["GoHighLevel:ClientId"] = crm.World.App.ClientId,
            ["GoHighLevel:ClientSecret"] = crm.World.App.ClientSecret,
            ["GoHighLevel:InstallUrl"] = new Uri(crm.Address, "v2/oauth/chooselocation").ToString(),
            ["GoHighLevel:WebhookKeys:0"] = crm.World.Webhooks.PublicKey,
            ["Host:PublicBaseUrl"] = "https://hooks.example.com",
        };
        ServiceProvider Build(IReadOnlyDictionary<string, string?> changed)
        {
            foreach (var (name, value) in changed)
            {
                if (value is null) all.Remove(name);
                else all[name] = value;
            }

            var services = new ServiceCollection()
                .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(all).Build())
                .AddSingleton<TimeProvider>(time)
                .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace))
                .AddWhatSnap()
                .AddSingleton<IWorkQueue>(queue)
                .AddSingleton(provider => new VirtualFlows(provider, time));
            configure?.Invoke(services);
            return services.BuildServiceProvider();
        }

        var product = new TestProduct(Build, settings ?? new Dictionary<string, string?>(), time, queue, crm)
        {
            LocationId = locationId,
            HookKey = Guid.NewGuid().ToString("N"),
        };
        await product.ConnectAsync();
        return product;
    }

    /// <summary>A new host over the same storage, queues, clock and GoHighLevel, with nothing remembered.</summary>
    /// <param name="settings">Settings that are others than before.</param>
    public async Task<TestProduct> RestartAsync(IReadOnlyDictionary<string, string?>? settings = null)
    {
        var restarted = new TestProduct(_build, settings ?? new Dictionary<string, string?>(), Time, Queue, Crm) { LocationId = LocationId, HookKey = HookKey, _isRestart = true };
        restarted.Consume();
        restarted.Account = (await restarted.Get<HookTable>().FindAsync(HookKey, CancellationToken.None))!;
        return restarted;
    }

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Accepts a text as the webhook does, a millisecond after the one before.</summary>
    public async Task<AcceptOutcome> AcceptAsync(string from, string text, string? sid = null)
    {
        Time.Advance(TimeSpan.FromMilliseconds(1));
        return await Get<AcceptInbound>().RunAsync(Message(from, text, sid), CancellationToken.None);
    }

    /// <summary>Accepts a text to another account than the first.</summary>
    public async Task AcceptAsync(Account to, string from, string text)
    {
        Time.Advance(TimeSpan.FromMilliseconds(1));
        await Get<AcceptInbound>().RunAsync(Message(from, text) with { AccountId = to.AccountId }, CancellationToken.None);
    }

    /// <summary>Adds a second account to the location.</summary>
    public async Task<Account> AddAccountAsync(string name, string number, Func<Account, Account>? change = null)
    {
        _ = PhoneNumber.TryParse(number, out var phone);
        var account = new Account(
            LocationId, $"acc-{name.ToLowerInvariant()}", name, AccountTag.FromName(name), Platform.Twilio, phone, null);
        account = change?.Invoke(account) ?? account;
        await Get<AccountTable>().TryAddAsync(account, CancellationToken.None);
        return account;
    }

    /// <summary>Changes the first account, and waits until no host remembers it as it was.</summary>
    public async Task ChangeAccountAsync(Func<Account, Account> change)
    {
        var written = await Get<AccountTable>().UpdateAsync(Account.Key, change, CancellationToken.None);
        Account = ((AccountWrite.Written)written).Account;
        Time.Advance(TimeSpan.FromSeconds(31));
    }

    public InboundMessage Message(string from, string text, string? sid = null) => new(
        LocationId, Account.AccountId, sid ?? NewSid(), from, null, text, [], Time.GetUtcNow());

    public static string NewSid() => $"SM{Guid.NewGuid():N}";

    /// <summary>The customer's number with this index.</summary>
    public static string Customer(int index) => $"+1500555{index + 1000:D4}";

    /// <summary>The lane of a customer.</summary>
    public async Task<LaneView> LaneAsync(string from)
    {
        var lane = await Get<Aliases>().ResolveAsync(LocationId, Message(from, "").SenderIdentity, CancellationToken.None);
        return await Get<LaneTable>().ReadAsync(lane, CancellationToken.None);
    }

    public async Task<List<DeadLetter>> DeadLettersAsync()
    {
        var letters = new List<DeadLetter>();
        await foreach (var letter in Get<DeadLetters>().ListAsync(LocationId, CancellationToken.None)) letters.Add(letter);
        return letters;
    }

    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        if (!_isRestart) await Crm.DisposeAsync();
    }

    private async Task ConnectAsync()
    {
        await TestStorage.SetUpOnceAsync(Get<IConfiguration>()["Storage:ConnectionString"]!);
        Consume();
        await Get<PrepareLocation>().RunAsync(LocationId, new Secret(AccessToken), CancellationToken.None);
        _ = PhoneNumber.TryParse(Number, out var number);
        Account = new Account(
            LocationId, "acc-sales", "Sales", AccountTag.FromName("Sales"), Platform.Twilio, number,
            new TwilioCredentials(
                AccountSid, [new Secret(AuthToken)], $"https://hooks.example.com/hooks/twilio/sms/{HookKey}"));
        await Get<AccountTable>().TryAddAsync(Account, CancellationToken.None);
        await Get<HookTable>().SaveAsync(HookKey, Account.Key, CancellationToken.None);
    }

    private void Consume()
    {
        Queue.WaitsInLine = () => Get<RateBudgets>().Waiting > 0;
        Queue.Consumers[QueueNames.DeliverInbound] = (body, token) => Get<WorkOnLane>().RunAsync(body, token);
        Queue.Consumers[QueueNames.DeliverInboundPoison] = (body, token) => Get<ReturnPoison>().RunAsync(body, token);
        Queue.Consumers[QueueNames.SendOutbound] = (body, token) => Get<WorkOnLane>().RunAsync(body, token);
        Queue.Consumers[QueueNames.SendOutboundPoison] = (body, token) => Get<ReturnPoison>().RunAsync(body, token);
        Queue.Consumers[QueueNames.ReportStatus] = (body, token) => Get<ReportStatus>().RunAsync(body, token);
        Queue.Consumers[QueueNames.ReportStatusPoison] = (body, token) => Get<ReportStatus>().ReturnAsync(body, token);
        Queue.Consumers[QueueNames.WatchWhatsApp] = (body, token) => Get<WatchWhatsApp>().RunAsync(body, token);
        Queue.Consumers[QueueNames.ReconcileTwilio] = (body, token) => Get<ReconcileTwilio>().RunAsync(body, token);
        Queue.Consumers[QueueNames.ReconcileWhatsApp] = (body, token) => Get<ReconcileWhatsApp>().RunAsync(body, token);
        Queue.Consumers[QueueNames.CheckSignatures] = (body, token) => Get<CheckSignatures>().RunAsync(body, token);
        Queue.Consumers[QueueNames.RetagContacts] = (body, token) => Get<RetagContacts>().RunAsync(body, token);
        Queue.Consumers[QueueNames.GoHighLevelEvents] = (body, token) => Get<HandleEvents>().RunAsync(body, token);
        Queue.Consumers[QueueNames.GoHighLevelEventsPoison] = (body, token) => Get<HandleEvents>().ReturnAsync(body, token);
        Queue.Consumers[QueueNames.EraseData] = (body, token) => Get<EraseStored>().RunAsync(body, token);
        Queue.Consumers[QueueNames.CountMessages] = (body, token) => Get<CountMessages>().RunAsync(body, token);
        Queue.Consumers[QueueNames.CheckHealth] = (body, token) => Get<CheckHealth>().RunAsync(body, token);
        Queue.Consumers[QueueNames.TellAlerts] = (body, token) => Get<TellAlert>().RunAsync(body, token);
        Queue.Consumers[QueueNames.TellAlertsPoison] = (body, token) => Get<TellAlert>().ReturnAsync(body, token);
        Queue.Consumers[QueueNames.ReplayLetters] = (body, token) => Get<ResolveLetters>().RunAsync(body, token);
        Queue.Consumers[QueueNames.ReplayLettersPoison] = (body, token) => Get<ResolveLetters>().ReturnAsync(body, token);
        Queue.Consumers[QueueNames.TellConsent] = (body, token) => Get<TellConsent>().RunAsync(body, token);
        Queue.Consumers[QueueNames.TellConsentPoison] = (body, token) => Get<TellConsent>().ReturnAsync(body, token);
        Queue.Consumers[QueueNames.HearConsent] = (body, token) => Get<HearEarly>().RunAsync(body, token);
        Queue.Consumers[QueueNames.SettleOutbox] = (body, token) => Get<SettleOutbox>().RunAsync(body, token);
        Queue.Consumers[QueueNames.RetagContactsPoison] = (body, token) => Get<RetagContacts>().ReturnAsync(body, token);
    }
}
