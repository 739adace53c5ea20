using WhatSnap.Core.Accounts;
using WhatSnap.Core.Storage;
using WhatSnap.Core.Twilio;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Twilio;

public sealed class StartReconcileTests
{
    [Fact]
    public async Task Every_Twilio_account_that_receives_or_needs_a_token_is_queued_once_and_no_other()
    {
        // Of its own: it looks at all accounts there are.
        await using var azurite = await TestStorage.StartAsync();
        await using var product = await TestProduct.StartAsync(connectionString: azurite.Place.ConnectionString);
        var table = product.Get<AccountTable>();
        await AddAsync("needing", account => account with { StateCode = AccountStates.NeedsNewToken.Code });
        await AddAsync("gone", account => account with { StateCode = AccountStates.Disconnected.Code });
        await AddAsync("pending", account => account with { StateCode = AccountStates.Pending.Code });
        await AddAsync("phone", account => account with { Platform = Platform.Device, Twilio = null });
        await AddAsync("elsewhere", account => account with { LocationId = "loc-elsewhere" });
        var queued = new List<string>();
        product.Queue.Workers = 1;
        product.Queue.Consumers[QueueNames.ReconcileTwilio] = (key, _) =>
        {
            queued.Add(key);
            return Task.CompletedTask;
        };

        await product.Get<StartReconcile>().RunAsync(CancellationToken.None);
        await product.Queue.RunDueAsync();

        Assert.Equal(
            new[] { $"{product.LocationId}~acc-sales", $"{product.LocationId}~needing", "loc-elsewhere~elsewhere" }.Order(),
            queued.Order());

        async Task AddAsync(string id, Func<Account, Account> change)
        {
            var account = change(product.Account with { AccountId = id, Name = id, Tag = AccountTag.FromName(id) });
            Assert.IsType<AccountWrite.Written>(await table.TryAddAsync(account, CancellationToken.None));
        }
    }
}
