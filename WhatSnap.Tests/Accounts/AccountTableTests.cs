using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Accounts;

public sealed class AccountTableTests
{
    [Fact]
    public async Task Of_fifty_that_are_added_at_once_to_nine_exactly_one_is()
    {
        await using var product = await TestProduct.StartAsync();
        var table = product.Get<AccountTable>();
        for (var index = 2; index <= 9; index++) await AddAsync(product, $"Account {index}");

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(index => Task.Run(() => AddAsync(product, $"New {index}"))));

        Assert.Single(outcomes, outcome => outcome is AccountWrite.Written);
        Assert.Equal(49, outcomes.Count(outcome => outcome is AccountWrite.Full));
        var (accounts, _) = await table.ListAsync(product.LocationId, CancellationToken.None);
        Assert.Equal(AccountTable.MostPerLocation, accounts.Count);
    }

    [Theory]
    [InlineData("Support", "support")]
    [InlineData("Support", "SUPPORT")]
    [InlineData("Desk Москва", "Desk Киев")]
    [InlineData("Front desk", "Front-Desk")]
    public async Task Names_that_differ_too_little_or_make_the_same_tag_are_refused(string first, string second)
    {
        await using var product = await TestProduct.StartAsync();

        Assert.IsType<AccountWrite.Written>(await AddAsync(product, first));
        Assert.IsType<AccountWrite.NameTaken>(await AddAsync(product, second));
    }

    [Fact]
    public async Task Of_two_that_are_added_at_once_with_one_name_one_is()
    {
        await using var product = await TestProduct.StartAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => AddAsync(product, "Support"))));

        Assert.Single(outcomes, outcome => outcome is AccountWrite.Written);
        Assert.Equal(7, outcomes.Count(outcome => outcome is AccountWrite.NameTaken));
    }

    [Fact]
    public async Task A_connection_that_is_never_finished_gives_its_seat_and_its_name_free()
    {
        await using var product = await TestProduct.StartAsync();
        for (var index = 2; index <= 10; index++) await AddAsync(product, $"Account {index}", product.Time.GetUtcNow().AddHours(2));
        Assert.IsType<AccountWrite.Full>(await AddAsync(product, "One more"));

        product.Time.Advance(TimeSpan.FromHours(2));

        Assert.IsType<AccountWrite.Written>(await AddAsync(product, "Account 2"));
        var (accounts, _) = await product.Get<AccountTable>().ListAsync(product.LocationId, CancellationToken.None);
        Assert.Equal(["Sales", "Account 2"], accounts.Select(account => account.Name));
    }

    [Fact]
    public async Task An_expired_connection_that_changed_something_outside_frees_its_seat_and_keeps_what_is_to_be_put_back()
    {
        await using var product = await TestProduct.StartAsync();
        var table = product.Get<AccountTable>();
        var key = ((AccountWrite.Written)await AddAsync(product, "Support", product.Time.GetUtcNow().AddHours(2))).Account.Key;
        await table.UpdateAsync(
            key,
            account => account with { Twilio = account.Twilio! with { SavedRoute = new TwilioRoute("PN1", "", "POST", "", "POST", "", null) } },
            CancellationToken.None);
        for (var index = 3; index <= 10; index++) await AddAsync(product, $"Account {index}");

        product.Time.Advance(TimeSpan.FromHours(3));

        Assert.IsType<AccountWrite.Written>(await AddAsync(product, "One more"));
        Assert.NotNull((await table.FindAsync(key.LocationId, key.AccountId, CancellationToken.None))!.Twilio!.SavedRoute);
    }

    [Fact]
    public async Task Changes_that_are_made_at_once_are_all_kept()
    {
        await using var product = await TestProduct.StartAsync();
        var table = product.Get<AccountTable>();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(index => Task.Run(() => table.UpdateAsync(
            product.Account.Key,
            account => account with { Assignment = new Assignment([.. account.Assignment.UserIds, $"user{index}"], false) },
            CancellationToken.None))));

        var account = await table.FindAsync(product.LocationId, product.Account.AccountId, CancellationToken.None);
        Assert.Equal(20, account!.Assignment.UserIds.Distinct().Count());
    }

    [Fact]
    public async Task A_rename_to_a_name_that_is_taken_is_refused_and_to_a_new_one_frees_the_old()
    {
        await using var product = await TestProduct.StartAsync();
        var table = product.Get<AccountTable>();
        await AddAsync(product, "Support");

        var taken = await table.UpdateAsync(product.Account.Key, account => account with { Name = "support" }, CancellationToken.None);
        var renamed = await table.UpdateAsync(product.Account.Key, account => account with { Name = "Team", Tag = AccountTag.FromName("Team") }, CancellationToken.None);

        Assert.IsType<AccountWrite.NameTaken>(taken);
        Assert.IsType<AccountWrite.Written>(renamed);
        Assert.IsType<AccountWrite.Written>(await AddAsync(product, "Sales"));
    }

    [Fact]
    public async Task The_default_goes_with_its_account_and_only_one_has_it()
    {
        await using var product = await TestProduct.StartAsync();
        var table = product.Get<AccountTable>();
        var other = ((AccountWrite.Written)await AddAsync(product, "Support")).Account;

        await table.SetDefaultAsync(product.Account.Key, true, CancellationToken.None);
        await table.SetDefaultAsync(other.Key, false, CancellationToken.None);
        var (_, first) = await table.ListAsync(product.LocationId, CancellationToken.None);
        await table.SetDefaultAsync(other.Key, true, CancellationToken.None);
        var (_, second) = await table.ListAsync(product.LocationId, CancellationToken.None);
        await table.RemoveAsync(other.Key, _ => true, CancellationToken.None);
        var (_, third) = await table.ListAsync(product.LocationId, CancellationToken.None);

        Assert.Equal((product.Account.AccountId, other.AccountId, null), (first, second, third));
    }

    [Theory]
    [InlineData("~seats")]
    [InlineData("../other")]
    [InlineData("a'b")]
    [InlineData("")]
    public async Task What_can_not_be_an_account_id_finds_nothing(string accountId)
    {
        await using var product = await TestProduct.StartAsync();
        await AddAsync(product, "Support");

        Assert.Null(await product.Get<AccountTable>().FindAsync(product.LocationId, accountId, CancellationToken.None));
    }

    private static Task<AccountWrite> AddAsync(TestProduct product, string name, DateTimeOffset? pendingUntil = null)
    {
        _ = PhoneNumber.TryParse(ConnectStage.NewNumber(), out var number);
        var key = AccountKey.New(product.LocationId);
        return product.Get<AccountTable>().TryAddAsync(
            new Account(key.LocationId, key.AccountId, name, AccountTag.FromName(name), Platform.Twilio, number, product.Account.Twilio)
            {
                StateCode = pendingUntil is null ? AccountStates.Active.Code : AccountStates.Pending.Code,
                PendingUntil = pendingUntil,
                CreatedAt = product.Time.GetUtcNow(),
            },
            CancellationToken.None);
    }
}
