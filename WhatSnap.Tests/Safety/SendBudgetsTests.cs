using WhatSnap.Core.Messages;
using WhatSnap.Core.Safety;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Safety;

/// <summary>How long it is known what an account sent.</summary>
public sealed class SendBudgetsTests
{
    [Fact]
    public async Task What_an_account_sent_lately_outlives_the_purge_of_what_it_sent_days_ago()
    {
        await using var azurite = await TestStorage.AloneAsync();
        await using var product = await TestProduct.StartAsync();
        var (budgets, account) = (product.Get<SendBudgets>(), product.Account.Key);
        await UseAsync();
        product.Time.Advance(TimeSpan.FromDays(SendBudgets.DaysKept));
        await UseAsync();

        await product.Get<PurgeExpired>().RunAsync(CancellationToken.None);

        var kept = await budgets.ReadAsync(account, CancellationToken.None);
        Assert.Equal(product.Time.GetUtcNow(), Assert.Single(kept.Slots.Slots).At);

        async Task UseAsync()
        {
            var read = await budgets.ReadAsync(account, CancellationToken.None);
            var slot = new Slot(product.Time.GetUtcNow(), SlotKind.Known, 1, 0);
            Assert.True(await budgets.TrySaveAsync(account, read, read.Slots.With(slot), CancellationToken.None));
        }
    }
}
