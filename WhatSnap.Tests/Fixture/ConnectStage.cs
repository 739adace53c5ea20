using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Flows;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Pairing;
using WhatSnap.Core.Storage;
using WhatSnap.Core.Twilio;
using WhatSnap.Local.Flows;
using WhatSnap.Local.Simulators.Twilio;
using TwilioNumber = WhatSnap.Local.Simulators.Twilio.TwilioNumber;

namespace WhatSnap.Tests.Fixture;

/// <summary>A location that connects Twilio numbers of a simulated Twilio, with flows in virtual time and faults on every way.</summary>
internal sealed class ConnectStage : IAsyncDisposable
{
    public const string NumberSid = "PN00000000000000000000000000000110";
    public const string Token = "fedcba9876543210fedcba9876543210";
    private readonly Door _door;

    private ConnectStage(
        string number, TwilioSimulator twilio, TestProduct product, Door door, HttpFaults onTwilio, HttpFaults onCrm)
    {
        (Number, Twilio, Product, _door, OnTwilio, OnCrm) = (number, twilio, product, door, onTwilio, onCrm);
        Flows = product.Get<VirtualFlows>();
    }

    /// <summary>The number; no two tests have the same, because a number is claimed once over all locations.</summary>
    public string Number { get; }

    public TwilioSimulator Twilio { get; }

    public TestProduct Product { get; }

    public VirtualFlows Flows { get; }

    public Door Door => _door;

    /// <summary>Faults on the way to Twilio.</summary>
    public HttpFaults OnTwilio { get; }

    /// <summary>Faults on the way to GoHighLevel.</summary>
    public HttpFaults OnCrm { get; }

    public string LocationId => Product.LocationId;

    /// <param name="account">Changes Twilio's account.</param>
    /// <param name="number">Changes the number.</param>
    /// <param name="options">Changes the simulator besides.</param>
    /// <param name="configure">Changes the registrations.</param>
    /// <param name="connectionString">The storage; the shared Azurite when null.</param>
    /// <param name="logs">Takes the door's log.</param>
    public static async Task<ConnectStage> StartAsync(
        Func<TwilioAccount, TwilioAccount>? account = null, Func<TwilioNumber, TwilioNumber>? number = null,
        Func<TwilioSimulatorOptions, TwilioSimulatorOptions>? options = null, Action<IServiceCollection>? configure = null,
        string? connectionString = null, ILoggerProvider? logs = null)
    {
        var own = new TwilioAccount { Sid = TestProduct.AccountSid, AuthToken = Token, FriendlyName = "Demo Inc" };
        var line = new TwilioNumber { Sid = NumberSid, AccountSid = TestProduct.AccountSid, PhoneNumber = NewNumber() };
        line = number?.Invoke(line) ?? line;
        var simulated = new TwilioSimulatorOptions
        {
            Accounts = [account?.Invoke(own) ?? own],
            Numbers = [line],
        };
        var twilio = await TwilioSimulator.StartAsync(options?.Invoke(simulated) ?? simulated, TimeProvider.System);
        HttpFaults onTwilio = new(), onCrm = new();
        var product = await TestProduct.StartAsync(
            services =>
            {
                services.AddHttpClient<TwilioTransport>().AddHttpMessageHandler(onTwilio.NewHandler);
                services.AddHttpClient<GoHighLevelTransport>().AddHttpMessageHandler(onCrm.NewHandler);
                configure?.Invoke(services);
            },
            connectionString: connectionString,
            users: ["ann", "bob"],
            settings: new Dictionary<string, string?>
            {
                ["Twilio:BaseAddress"] = twilio.Address.ToString(),
                ["Twilio:MessagingBaseAddress"] = twilio.MessagingAddress.ToString(),
                ["Twilio:PricingBaseAddress"] = twilio.MessagingAddress.ToString(),
                ["Twilio:MediaHosts:0"] = "127.0.0.1",
            });
        var door = await Door.OpenAsync(product, logs);
        product.Get<IOptions<PublicAddressOptions>>().Value.PublicBaseUrl = door.Address;
        return new ConnectStage(line.PhoneNumber, twilio, product, door, onTwilio, onCrm);
    }

    public static string NewNumber() => $"+1415{Random.Shared.Next(2_000_000, 9_999_999)}";

    /// <summary>The number as Twilio has it.</summary>
    public TwilioNumber NumberAtTwilio => Twilio.World.Numbers.Single(number => number.Sid == NumberSid);

    /// <summary>Adds an account as the API does, and starts to connect it.</summary>
    public async Task<AccountKey> AddAsync(
        string name = "Support", string? number = null, string token = Token, IFlowHost? on = null)
    {
        _ = PhoneNumber.TryParse(number ?? Number, out var phone);
        var key = AccountKey.New(LocationId);
        var now = Product.Time.GetUtcNow();
        var account = new Account(
            LocationId, key.AccountId, name, AccountTag.FromName(name), Platform.Twilio, phone,
            new TwilioCredentials(
                TestProduct.AccountSid, [new Secret(token)],
                Product.Get<IOptions<PublicAddressOptions>>().Value.Absolute($"hooks/twilio/sms/{HookTable.NewKey()}")))
        {
            StateCode = AccountStates.Pending.Code,
            PendingUntil = now.AddHours(2),
            CreatedAt = now,
        };
        Assert.IsType<AccountWrite.Written>(await Product.Get<AccountTable>().TryAddAsync(account, CancellationToken.None));
        await Product.Get<ConnectionTable>().BeginAsync(key, CancellationToken.None);
        await (on ?? Flows).StartAsync(ConnectTwilio.Name, ConnectTwilio.InstanceOf(key), CancellationToken.None);
        return key;
    }

    /// <summary>Adds an account and runs its connection to the end.</summary>
    public async Task<(AccountKey Key, Connection Attempt)> ConnectAsync(
        string name = "Support", string? number = null, string token = Token)
    {
        var key = await AddAsync(name, number, token);
        await Flows.RunAllAsync();
        return (key, await AttemptAsync(key));
    }

    public async Task<Connection> AttemptAsync(AccountKey key) =>
        (await Product.Get<ConnectionTable>().FindAsync(key, CancellationToken.None))!;

    public Task<Account?> AccountAsync(AccountKey key) =>
        Product.Get<AccountTable>().FindAsync(key.LocationId, key.AccountId, CancellationToken.None);

    /// <summary>Answers the question of a connection when it is asked.</summary>
    public void AnswerWhenAsked(AccountKey key, string answer) => Flows.BeforeStep = async order =>
    {
        if (order is not FlowOrder.Wait) return;
        await Product.Get<ConnectionTable>().UpdateAsync(key, attempt => attempt with { Answer = answer }, CancellationToken.None);
        await Flows.RaiseAsync(ConnectTwilio.InstanceOf(key), ConnectTwilio.AnswerEvent, answer, CancellationToken.None);
    };

    /// <summary>Lets one kind of call to Twilio fail, so many times.</summary>
    public void Fail(TwilioCallName call, TwilioFailure failure, int times) => Twilio.World.Faults = new TwilioFaults
    {
        Calls = [new TwilioCallFault { Call = call, Failure = failure, Times = times }],
    };

    /// <summary>Disconnects or removes an account as the API does, and runs that to the end.</summary>
    public async Task CloseAsync(AccountKey key, AccountState target)
    {
        Assert.IsType<AccountWrite.Written>(await Product.Get<AccountTable>().UpdateAsync(
            key, account => account with { StateCode = target.Code }, CancellationToken.None));
        await Flows.StartAsync(DisconnectAccount.Name, DisconnectAccount.InstanceOf(key), CancellationToken.None);
        await Flows.RunAllAsync();
    }

    /// <summary>Reconnects an account as the API does, and runs that to the end.</summary>
    public async Task ReconnectAsync(AccountKey key, string? token = null)
    {
        Assert.IsType<AccountWrite.Written>(await Product.Get<AccountTable>().UpdateAsync(
            key,
            account => account with
            {
                StateCode = AccountStates.Reconnecting.Code,
                StateBefore = account.StateCode,
                Twilio = account.Twilio! with { TriedToken = token is null ? null : new Secret(token) },
            },
            CancellationToken.None));
        await Product.Get<ConnectionTable>().BeginAsync(key, CancellationToken.None);
        await Flows.StartAsync(ConnectTwilio.Name, ConnectTwilio.InstanceOf(key), CancellationToken.None);
        await Flows.RunAllAsync();
    }

    /// <summary>True from the moment at which a connection begins to be undone.</summary>
    public bool IsUndoing => Flows.LastActivity == nameof(UndoTwilioRoute);

    /// <summary>The location's tags in GoHighLevel.</summary>
    public IReadOnlyList<string> Tags => Product.Crm.World.TagsOf(LocationId);

    /// <summary>Asserts that nothing of a failed connection is left, anywhere.</summary>
    public async Task AssertNothingIsLeftAsync(AccountKey key, TwilioNumber before)
    {
        Assert.Null(await AccountAsync(key));
        Assert.Equal(before, NumberAtTwilio);
        Assert.DoesNotContain(AccountTag.FromName("Support"), Tags);
        var tables = Product.Get<TableServiceClient>();
        foreach (var table in new[] { TableNames.Claims, TableNames.Hooks })
        {
            Assert.Empty(tables.GetTableClient(table).Query<TableEntity>($"AccountId eq '{key.AccountId}'"));
        }

        var (left, _) = await Product.Get<AccountTable>().ListAsync(LocationId, CancellationToken.None);
        Assert.DoesNotContain(left, account => account.AccountId == key.AccountId);
    }

    public async ValueTask DisposeAsync()
    {
        await _door.DisposeAsync();
        await Product.DisposeAsync();
        await Twilio.DisposeAsync();
    }
}
