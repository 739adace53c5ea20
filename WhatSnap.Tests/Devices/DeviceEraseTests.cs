using System.Text.Json.Nodes;
using Azure.Data.Tables;
using WhatSnap.Core.Privacy;
using WhatSnap.Core.Storage;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Devices;

/// <summary>What devices told of, and were given, is found with its contact and its location.</summary>
public sealed class DeviceEraseTests
{
    private static readonly byte[] Picture = [0xff, 0xd8, 0xff, 1, 2, 3];
    private static readonly string[] Tables = [TableNames.Outbox, TableNames.Seen, TableNames.Uploads];

    [Fact]
    public async Task A_contacts_goes_with_it_and_another_contacts_stays()
    {
        await using var azurite = await TestStorage.AloneAsync();
        await using var stage = await FilledAsync();
        var (ann, bob) = (ContactOf(stage, 1), ContactOf(stage, 2));

        await stage.Product.Get<EraseStored>().RunAsync(new EraseWork(1, stage.Product.LocationId, ann, null).ToJson(), CancellationToken.None);

        var dump = await StorageDump.ReadAsync(azurite.Place.ConnectionString);
        Assert.DoesNotContain("To 1", dump, StringComparison.Ordinal);
        Assert.DoesNotContain(ann, dump, StringComparison.Ordinal);
        Assert.Contains("To 2", dump, StringComparison.Ordinal);
        Assert.Equal((2, 0), (await CountAsync(azurite.Place.ConnectionString, TableNames.Seen), await CountAsync(azurite.Place.ConnectionString, TableNames.Uploads)));
        var found = await stage.Product.Get<FindStored>().RunAsync(new StoredItem.Owner(stage.Product.LocationId, bob, null), CancellationToken.None).ToListAsync();
        Assert.Contains(found.OfType<StoredItem.Row>(), row => row.Table == TableNames.Outbox);
    }

    [Fact]
    public async Task A_message_that_was_erased_does_not_come_back_when_the_device_tells_of_it_again()
    {
        await using var stage = await DeviceMessagesStage.StartAsync();
        var item = stage.Item("Hello");
        await stage.TellAsync(item);
        await stage.RunAsync();
        stage.Product.Time.Advance(TimeSpan.FromMinutes(1));
        await stage.Product.Get<EraseStored>().RunAsync(new EraseWork(1, stage.Product.LocationId, ContactOf(stage, 1), null).ToJson(), CancellationToken.None);

        Assert.Equal(["duplicate"], await stage.TellAsync(item));
    }

    [Fact]
    public async Task All_of_a_location_is_found_with_it()
    {
        await using var stage = await FilledAsync();

        var found = await stage.Product.Get<FindStored>().RunAsync(new StoredItem.Owner(stage.Product.LocationId, null, null), CancellationToken.None).ToListAsync();

        Assert.All(Tables, table => Assert.Contains(found.OfType<StoredItem.Row>(), row => row.Table == table));
        Assert.Contains(found.OfType<StoredItem.Blob>(), blob => blob.Name.Contains("/uploads/", StringComparison.Ordinal));
    }

    private static async Task<DeviceMessagesStage> FilledAsync()
    {
        var stage = await DeviceMessagesStage.StartAsync();
        await stage.Phone.PutAsync(Picture);
        var files = new JsonArray(new JsonObject { ["sha256"] = PairedPhone.HashOf(Picture), ["type"] = "image/jpeg" });
        await stage.TellAsync(stage.Item("From 1", 1, item => item["attachments"] = files), stage.Item("From 2", 2));
        await stage.RunAsync();
        for (var customer = 1; customer <= 2; customer++)
        {
            await stage.WriteAsync(stage.Stage.Crm.Contacts.Single(one => one.Phone == TestProduct.Customer(customer)), $"To {customer}");
        }

        return stage;
    }

    private static string ContactOf(DeviceMessagesStage stage, int customer) =>
        stage.Stage.Crm.Contacts.Single(one => one.Phone == TestProduct.Customer(customer)).Id;

    private static async Task<int> CountAsync(string connection, string table) =>
        await new TableServiceClient(connection).GetTableClient(table).QueryAsync<TableEntity>().CountAsync();
}
