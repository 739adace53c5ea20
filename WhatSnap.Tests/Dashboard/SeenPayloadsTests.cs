using Azure.Data.Tables;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Storage;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Dashboard;

public sealed class SeenPayloadsTests
{
    [Fact]
    public async Task A_used_payload_is_recognised_for_400_days_and_then_purged_with_its_entry()
    {
        await using var azurite = await TestStorage.StartAsync();
        await using var product = await TestProduct.StartAsync(connectionString: azurite.Place.ConnectionString);
        var (old, young) = (Payload("00000000000000a1"), Payload("00000000000000b2"));
        Assert.True(await TakeAsync(product, old));
        product.Time.Advance(TimeSpan.FromDays(1));
        Assert.True(await TakeAsync(product, young));

        product.Time.Advance(TimeSpan.FromDays(SeenPayloads.Days - 2));
        await product.Get<PurgeExpired>().RunAsync(CancellationToken.None);
        Assert.Equal([old.Salt, young.Salt], Rows(product, TableNames.Sso));
        product.Time.Advance(TimeSpan.FromDays(1));
        await product.Get<PurgeExpired>().RunAsync(CancellationToken.None);

        Assert.Equal([young.Salt], Rows(product, TableNames.Sso));
        Assert.Single(Rows(product, TableNames.Retention));
        Assert.False(await TakeAsync(product, young));
    }

    private static Task<bool> TakeAsync(TestProduct product, SsoPayload payload) =>
        product.Get<SeenPayloads>().TakeAsync(payload, CancellationToken.None);

    private static SsoPayload Payload(string salt) => new(salt, new SsoUser("u", "c", "admin", "agency", null, null));

    private static List<string> Rows(TestProduct product, string table) =>
        [.. product.Get<TableServiceClient>().GetTableClient(table).Query<TableEntity>().Select(row => row.PartitionKey).Order()];
}
