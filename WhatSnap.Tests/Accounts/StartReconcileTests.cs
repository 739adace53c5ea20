using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Storage;
using WhatSnap.Tests.Fixture;
using WhatSnap.Tests.Hosting;

namespace WhatSnap.Tests.Accounts;

public sealed class StartReconcileTests
{
    [Fact]
    public async Task Every_account_that_receives_or_needs_a_token_is_queued_once_and_no_other()
    {
        // Of its own: it looks at all accounts there are.
        await using var azurite = await TestStorage.StartAsync();
        await using var product = await TestProduct.StartAsync(connectionString: azurite.Place.ConnectionString);
        var table = product.Get<AccountTable>();
        await AddAsync("needing", account => account with { StateCode = AccountStates.NeedsNewToken.Code });
        await AddAsync("gone", account => account with { StateCode = AccountStates.Disconnected.Code });
        await AddAsync("pending", account => account with { StateCode = AccountStates.Pending.Code });
        await AddAsync("phone", account => account with { Platform = Platform.Device, Twilio = null });
        await AddAsync("linked", account => account with { Platform = Platform.WhatsApp, Twilio = null, WhatsApp = new WhatsAppLink("wa-linked", "hook", null) });
        await AddAsync("unlinked", account => account with { Platform = Platform.WhatsApp, Twilio = null, WhatsApp = new WhatsAppLink("wa-unlinked", "hook", null), StateCode = AccountStates.Unlinked.Code });
        await AddAsync("elsewhere", account => account with { LocationId = "loc-elsewhere" });
        List<string> queued = [], queuedOfWhatsApp = [];
        product.Queue.Workers = 1;
        product.Queue.Consumers[QueueNames.ReconcileTwilio] = (key, _) =>
        {
            queued.Add(key);
            return Task.CompletedTask;
        };
        product.Queue.Consumers[QueueNames.ReconcileWhatsApp] = (key, _) =>
        {
            queuedOfWhatsApp.Add(key);
            return Task.CompletedTask;
        };

        await product.Get<StartReconcile>().RunAsync(CancellationToken.None);
        await product.Queue.RunDueAsync();

        Assert.Equal([$"{product.LocationId}~linked"], queuedOfWhatsApp);
        Assert.Equal(
            new[] { $"{product.LocationId}~acc-sales", $"{product.LocationId}~needing", "loc-elsewhere~elsewhere" }.Order(),
            queued.Order());

        async Task AddAsync(string id, Func<Account, Account> change)
        {
            var account = change(product.Account with { AccountId = id, Name = id, Tag = AccountTag.FromName(id) });
            Assert.IsType<AccountWrite.Written>(await table.TryAddAsync(account, CancellationToken.None));
        }
    }

    [Theory]
    [InlineData("TwilioTokens", "other:AAAA")]
    [InlineData("TwilioTokens", null)]
    [InlineData("Platform", "Pigeon")]
    public async Task A_row_that_can_not_be_read_is_told_of_and_the_others_are_queued_all_the_same(string column, string? value)
    {
        await using var azurite = await TestStorage.StartAsync();
        using var capture = new Capture();
        await using var product = await TestProduct.StartAsync(
            services => services.AddSingleton<ILoggerProvider>(capture), connectionString: azurite.Place.ConnectionString);
        await product.Get<AccountTable>().TryAddAsync(
            product.Account with { LocationId = "aaa-first", AccountId = "broken" }, CancellationToken.None);
        var rows = product.Get<TableServiceClient>().GetTableClient(TableNames.Accounts);
        var row = (await rows.GetEntityAsync<TableEntity>("aaa-first", "broken")).Value;
        if (value is null) row.Remove(column);
        else row[column] = value;
        await rows.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace);
        var queued = new List<string>();
        product.Queue.Workers = 1;
        product.Queue.Consumers[QueueNames.ReconcileTwilio] = (key, _) =>
        {
            queued.Add(key);
            return Task.CompletedTask;
        };

        await product.Get<StartReconcile>().RunAsync(CancellationToken.None);
        await product.Queue.RunDueAsync();

        Assert.Equal([product.Account.Key.ToString()], queued);
        Assert.Contains(capture.All, one => one.Text.Contains("The row of account broken", StringComparison.Ordinal));
        Assert.Contains(capture.All, one => one.Text.Contains("1 rows could not be read", StringComparison.Ordinal));
    }
}
