using WhatSnap.Core.Accounts;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Pairing;

public sealed class PendingTextsTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_text_that_comes_before_the_activation_waits_for_it_and_is_delivered_then()
    {
        await using var product = await PendingAsync();

        await product.AcceptAsync(TestProduct.Customer(1), "Hello");
        await product.Queue.RunAllAsync(TimeSpan.FromMinutes(2));
        Assert.Empty(product.CrmMessages);
        Assert.Empty(product.Crm.World.Contacts);
        await product.Get<AccountTable>().ActivateAsync(product.Account.Key, CancellationToken.None);
        await product.Queue.RunAllAsync(Hour);

        Assert.Equal("Hello", Assert.Single(product.CrmMessages).Body);
        Assert.Empty(await product.DeadLettersAsync());
    }

    [Fact]
    public async Task A_text_to_a_connection_that_was_undone_is_a_dead_letter_and_makes_no_contact()
    {
        await using var product = await PendingAsync();

        await product.AcceptAsync(TestProduct.Customer(1), "Hello");
        await product.Queue.RunAllAsync(TimeSpan.FromMinutes(2));
        await product.Get<AccountTable>().RemoveAsync(product.Account.Key, _ => true, CancellationToken.None);
        await product.Queue.RunAllAsync(Hour);

        Assert.Equal("account_gone", Assert.Single(await product.DeadLettersAsync()).Failure.Code);
        Assert.Empty(product.Crm.World.Contacts);
    }

    private static async Task<TestProduct> PendingAsync()
    {
        var product = await TestProduct.StartAsync();
        await product.Get<AccountTable>().UpdateAsync(
            product.Account.Key, account => account with { StateCode = AccountStates.Pending.Code }, CancellationToken.None);
        return product;
    }
}
