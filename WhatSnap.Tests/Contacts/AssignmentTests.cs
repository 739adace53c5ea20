using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Messages;
using WhatSnap.Local.Simulators.GoHighLevel;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Contacts;

public sealed class AssignmentTests
{
    private static readonly string[] Three = ["ann", "bob", "cat"];
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 3)]
    public async Task A_new_contact_is_given_to_the_one_user_without_a_further_call(bool allowDuplicates, int calls)
    {
        await using var product = await StartAsync(allowDuplicates, new Assignment(["bob"], false));
        var before = product.Crm.World.Calls.Total;

        await SayAsync(product, 1);

        Assert.Equal("bob", OwnerOf(Assert.Single(product.Crm.World.Contacts)));
        Assert.Equal(calls, product.Crm.World.Calls.Total - before);
        Assert.Equal(0, await StoredRows.CountAsync(product, "turns", product.LocationId));
    }

    [Theory]
    [InlineData(false, 0.0)]
    [InlineData(true, 0.0)]
    [InlineData(false, 0.3)]
    [InlineData(true, 0.3)]
    public async Task Nine_new_contacts_at_once_and_three_users_make_three_each(bool allowDuplicates, double errors)
    {
        await using var product = await StartAsync(allowDuplicates, new Assignment(Three, false));
        product.Crm.World.Faults = product.Crm.World.Faults with { Error500Rate = errors, Seed = 5 };

        await Task.WhenAll(Enumerable.Range(0, 9).Select(index => product.AcceptAsync(TestProduct.Customer(index), "Hi")));
        await product.Queue.RunAllAsync(Hour);
        await Task.WhenAll(Enumerable.Range(0, 9).Select(index => product.AcceptAsync(TestProduct.Customer(index), "Again")));
        await product.Queue.RunAllAsync(Hour);

        Assert.Equal(18, product.CrmMessages.Count);
        Assert.Equal([("ann", 3), ("bob", 3), ("cat", 3)], OwnersOf(product));
    }

    [Fact]
    public async Task Whenever_a_worker_dies_each_contact_has_one_owner_for_good()
    {
        var random = new Random(11);
        var killer = new StorageKiller();
        await using var product = await StartAsync(false, new Assignment(Three, true), killer.Install);
        for (var index = 0; index < 6; index++) product.Crm.World.SeedContact(product.LocationId, TestProduct.Customer(index));
        var owners = new Dictionary<string, HashSet<string>>();
        product.Crm.World.Observer = _ =>
        {
            lock (owners)
            {
                foreach (var contact in product.Crm.World.Contacts)
                {
                    if (OwnerOf(contact) is not { } owner) continue;
                    if (!owners.TryGetValue(contact.Id, out var seen)) owners[contact.Id] = seen = [];
                    seen.Add(owner);
                }
            }
        };
        for (var index = 0; index < 12; index++) await product.AcceptAsync(TestProduct.Customer(index), "Hi");

        killer.Dies = () => random.NextDouble() < 0.04;
        await product.Queue.RunAllAsync(TimeSpan.FromMinutes(3));
        killer.Spare();
        await product.Queue.RunAllAsync(Hour);

        Assert.True(killer.Kills > 5, $"only {killer.Kills} kills");
        Assert.Equal(12, product.CrmMessages.Count);
        Assert.All(product.Crm.World.Contacts, contact => Assert.NotNull(OwnerOf(contact)));
        Assert.All(owners.Values, seen => Assert.Single(seen));
        Assert.All(OwnersOf(product), owner => Assert.InRange(owner.Count, 2, 6));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task An_existing_contact_without_owner_is_given_only_where_the_account_says_so(
        bool allowDuplicates, bool includesExisting)
    {
        await using var product = await StartAsync(allowDuplicates, new Assignment(["bob"], includesExisting));
        product.Crm.World.SeedContact(product.LocationId, TestProduct.Customer(1), "Blue", "vip");

        await SayAsync(product, 1);

        var contact = Assert.Single(product.Crm.World.Contacts);
        Assert.Equal(includesExisting ? "bob" : null, OwnerOf(contact));
        Assert.Equal(["vip", "whatsnap-account-sales"], contact.Tags);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_owner_is_never_overwritten(bool allowDuplicates)
    {
        await using var product = await StartAsync(allowDuplicates, new Assignment(["bob"], true));
        var contact = product.Crm.World.SeedContact(product.LocationId, TestProduct.Customer(1));
        await GiveAsync(product, contact.Id, "ann");

        await SayAsync(product, 1);

        Assert.Equal("ann", OwnerOf(Assert.Single(product.Crm.World.Contacts)));
        Assert.Equal(1, product.Crm.World.Calls["PUT /contacts/{contactId}"]);
    }

    [Fact]
    public async Task Only_the_first_message_to_an_account_gives_a_contact_to_anybody()
    {
        await using var product = await StartAsync(false, new Assignment(["bob"], true));
        var support = await product.AddAccountAsync(
            "Support", "+15005550200", account => account with { Assignment = new Assignment(["cat"], true) });
        await SayAsync(product, 1);
        var contact = Assert.Single(product.Crm.World.Contacts);

        await GiveAsync(product, contact.Id, "");
        await SayAsync(product, 1);
        Assert.Equal("", OwnerOf(product.Crm.World.Contacts[0]));
        await product.AcceptAsync(support, TestProduct.Customer(1), "To support");
        await product.Queue.RunAllAsync(Hour);
        Assert.Equal("cat", OwnerOf(product.Crm.World.Contacts[0]));
        await GiveAsync(product, contact.Id, "");
        await SayAsync(product, 1);

        Assert.Equal("", OwnerOf(product.Crm.World.Contacts[0]));
    }

    [Fact]
    public async Task Existing_contacts_take_no_turn_when_only_new_ones_are_given()
    {
        await using var product = await StartAsync(false, new Assignment(Three, false));
        for (var index = 0; index < 4; index++) product.Crm.World.SeedContact(product.LocationId, TestProduct.Customer(index));

        // Customers 0 to 3 exist, the other six are new.
        foreach (var customer in new[] { 0, 4, 1, 5, 6, 2, 3, 7, 8, 9 }) await SayAsync(product, customer);

        Assert.Equal([("", 4), ("ann", 2), ("bob", 2), ("cat", 2)], OwnersOf(product));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_user_that_is_gone_stops_no_message_and_is_warned_of(bool allowDuplicates, bool isNew)
    {
        var warnings = new Warnings();
        await using var product = await StartAsync(
            allowDuplicates, new Assignment(["bob"], true), services => services.AddSingleton<ILoggerProvider>(warnings));
        product.Crm.World.RemoveUser(product.LocationId, "bob");
        if (!isNew) product.Crm.World.SeedContact(product.LocationId, TestProduct.Customer(1));

        await SayAsync(product, 1);

        var contact = Assert.Single(product.Crm.World.Contacts);
        Assert.Null(OwnerOf(contact));
        Assert.Equal(["whatsnap-account-sales"], contact.Tags);
        Assert.Single(product.CrmMessages);
        Assert.Contains(warnings.All, warning => warning.StartsWith("User bob was refused", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_turn_of_a_user_that_is_gone_passes_to_the_next()
    {
        await using var product = await StartAsync(false, new Assignment(Three, false));
        product.Crm.World.RemoveUser(product.LocationId, "ann");

        for (var index = 0; index < 6; index++) await SayAsync(product, index);

        Assert.Equal([("", 2), ("bob", 2), ("cat", 2)], OwnersOf(product));
    }

    private static async Task<TestProduct> StartAsync(
        bool allowDuplicates, Assignment assignment, Action<IServiceCollection>? configure = null)
    {
        var product = await TestProduct.StartAsync(configure, allowDuplicates, users: Three);
        await product.ChangeAccountAsync(account => account with { Assignment = assignment });
        return product;
    }

    [Fact]
    public async Task An_existing_contact_is_given_to_a_user_when_it_writes_and_not_when_the_owner_does_on_the_phone()
    {
        await using var product = await StartAsync(false, new Assignment(["ann"], true));
        product.Crm.World.SeedContact(product.LocationId, TestProduct.Customer(1));

        var typed = product.Message(TestProduct.Customer(1), "Typed on the phone") with { IsFromAccount = true };
        await product.Get<AcceptInbound>().RunAsync(typed, CancellationToken.None);
        await product.Queue.RunAllAsync(Hour);
        var before = OwnerOf(Assert.Single(product.Crm.World.Contacts));
        await SayAsync(product, 1);

        Assert.Equal((null, "ann"), (before, OwnerOf(Assert.Single(product.Crm.World.Contacts))));
        Assert.Equal(2, product.CrmMessages.Count);
    }

    private static async Task SayAsync(TestProduct product, int customer)
    {
        await product.AcceptAsync(TestProduct.Customer(customer), "Hello");
        await product.Queue.RunAllAsync(Hour);
    }

    /// <summary>As a person would in GoHighLevel; an empty id takes the owner away.</summary>
    private static Task GiveAsync(TestProduct product, string contactId, string userId) =>
        product.Get<GoHighLevelContacts>().AssignAsync(
            product.LocationId, contactId, userId, new CallWindow(product.Time, Hour), CancellationToken.None);

    private static string? OwnerOf(SimulatedContact contact) =>
        contact.Other.TryGetValue("assignedTo", out var owner) ? owner.GetString() : null;

    private static IEnumerable<(string User, int Count)> OwnersOf(TestProduct product) => product.Crm.World.Contacts
        .GroupBy(contact => OwnerOf(contact) ?? "")
        .Select(group => (group.Key, group.Count()))
        .OrderBy(group => group.Key);

    private sealed class Warnings : ILoggerProvider, ILogger
    {
        private readonly List<string> _all = [];

        public IReadOnlyList<string> All
        {
            get { lock (_all) return [.. _all]; }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (logLevel != LogLevel.Warning) return;
            lock (_all) _all.Add(formatter(state, exception));
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Dispose()
        {
        }
    }
}
