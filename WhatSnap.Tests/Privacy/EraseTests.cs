using System.Text;
using WhatSnap.Core.Consent;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Privacy;
using WhatSnap.Core.Storage;
using WhatSnap.Local.Simulators.GoHighLevel;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Privacy;

/// <summary>What is stored about one contact is found whole, exported, and erased without touching another's.</summary>
public sealed class EraseTests
{
    private static readonly TimeSpan Minutes = TimeSpan.FromMinutes(10);
    private static readonly string Ann = TestProduct.Customer(1);
    private static readonly string Bob = TestProduct.Customer(2);

    [Fact]
    public async Task All_about_one_contact_goes_and_all_about_the_other_stays()
    {
        await using var azurite = await TestStorage.StartAsync();
        await using var stage = await OutboundStage.StartAsync(connectionString: azurite.Place.ConnectionString);
        await FillAsync(stage);
        var (ann, bob) = (ContactOf(stage, Ann), ContactOf(stage, Bob));
        var before = await StorageDump.ReadAsync(azurite.Place.ConnectionString);
        Assert.All(CanariesOf("Ann", ann, Ann), canary => Assert.Contains(canary, before, StringComparison.Ordinal));

        await EraseAsync(stage.Product, new EraseWork(1, stage.Product.LocationId, ann, null));

        var after = await StorageDump.ReadAsync(azurite.Place.ConnectionString);
        Assert.All(CanariesOf("Ann", ann, Ann), canary => Assert.DoesNotContain(canary, after, StringComparison.Ordinal));
        Assert.All(CanariesOf("Bob", bob, Bob), canary => Assert.Contains(canary, after, StringComparison.Ordinal));
        Assert.Equal(LinesWith(before, bob), LinesWith(after, bob));
    }

    [Fact]
    public async Task What_is_exported_is_what_would_be_erased()
    {
        await using var azurite = await TestStorage.StartAsync();
        await using var stage = await OutboundStage.StartAsync(connectionString: azurite.Place.ConnectionString);
        await FillAsync(stage);
        var owner = new StoredItem.Owner(stage.Product.LocationId, ContactOf(stage, Ann), null);

        var found = await stage.Product.Get<FindStored>().RunAsync(owner, CancellationToken.None).ToListAsync();

        var rows = found.OfType<StoredItem.Row>().Where(row => row.Table != TableNames.Retention).ToList();
        Assert.Equal(
            [TableNames.Aliases, TableNames.Contacts, TableNames.DeadLetters, TableNames.Lanes, TableNames.Links, TableNames.Media],
            rows.Select(row => row.Table).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(rows.Count, rows.Select(row => (row.Table, row.Entity.PartitionKey, row.Entity.RowKey)).Distinct().Count());
        Assert.Equal([ContainerNames.Bodies, ContainerNames.Media], found.OfType<StoredItem.Blob>().Select(blob => blob.Container).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_erasure_that_is_killed_anywhere_is_finished_by_its_repeat()
    {
        await using var azurite = await TestStorage.StartAsync();
        for (var step = 1; ; step += 5)
        {
            var killer = new StorageKiller();
            await using var stage = await OutboundStage.StartAsync(killer.Install, connectionString: azurite.Place.ConnectionString);
            await FillAsync(stage);
            var ann = ContactOf(stage, Ann);
            killer.DieAt(step);

            await EraseAsync(stage.Product, new EraseWork(1, stage.Product.LocationId, ann, null));
            var kills = killer.Kills;
            killer.Spare();
            await stage.Product.Queue.RunAllAsync(Minutes);

            var left = LinesWith(await StorageDump.ReadAsync(azurite.Place.ConnectionString), stage.Product.LocationId);
            Assert.All(CanariesOf("Ann", ann, Ann), canary => Assert.DoesNotContain(left, line => line.Contains(canary, StringComparison.Ordinal)));
            if (kills == 0) return;
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_sender_who_never_became_a_contact_is_found_by_the_number(bool waits)
    {
        await using var azurite = await TestStorage.StartAsync();
        await using var product = await TestProduct.StartAsync(connectionString: azurite.Place.ConnectionString);
        product.Crm.World.Faults = waits ? new GoHighLevelFaults { Unavailable = true } : new GoHighLevelFaults { RefusePhones = [Ann] };
        await product.AcceptAsync(Ann, "canary text", "SMcanaryid");
        await product.Queue.RunAllAsync(Minutes);
        Assert.True(PhoneNumber.TryParse(Ann, out var number));
        var alias = await product.Get<Aliases>().FindAsync(product.LocationId, InboundMessage.IdentityOf(number), CancellationToken.None);

        Assert.NotEqual(0, await StoredRows.CountAsync(product, TableNames.Links, product.LocationId));
        var found = await product.Get<FindStored>().RunAsync(new StoredItem.Owner(product.LocationId, null, alias!.Lane.Value), CancellationToken.None).ToListAsync();
        Assert.Equal(2, found.Count(item => item is StoredItem.Row { Table: TableNames.Links }));

        await EraseAsync(product, new EraseWork(1, product.LocationId, null, alias.Lane.Value));

        Assert.Equal(0, await StoredRows.CountAsync(product, TableNames.Links, product.LocationId));
        var after = await StorageDump.ReadAsync(azurite.Place.ConnectionString);
        Assert.DoesNotContain("canary text", after, StringComparison.Ordinal);
        Assert.DoesNotContain("SMcanaryid", after, StringComparison.Ordinal);
        Assert.DoesNotContain(alias.Lane.Value, after, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_was_erased_may_write_again_and_is_known_anew()
    {
        await using var stage = await OutboundStage.StartAsync();
        await FillAsync(stage);
        await EraseAsync(stage.Product, new EraseWork(1, stage.Product.LocationId, ContactOf(stage, Ann), null));

        stage.Crm.Faults = new GoHighLevelFaults();
        await stage.Product.AcceptAsync(Ann, "again");
        await stage.Product.Queue.RunAllAsync(Minutes);

        Assert.Equal("again", stage.Crm.Messages.Last(message => message.ContactId == ContactOf(stage, Ann)).Body);
        Assert.Empty(stage.Product.Queue.Failures);
    }

    [Fact]
    public async Task An_opt_out_holds_after_the_contact_was_erased_and_its_proof_is_exported_and_stays()
    {
        await using var stage = await OutboundStage.StartAsync();
        var product = stage.Product;
        await product.AcceptAsync(Ann, "STOP");
        await product.AcceptAsync(Bob, "STOP");
        await product.Queue.RunAllAsync(Minutes);
        var ann = ContactOf(stage, Ann);
        var found = await product.Get<FindStored>().RunAsync(new StoredItem.Owner(product.LocationId, ann, null), CancellationToken.None).ToListAsync();
        var proof = found.OfType<StoredItem.Row>().Where(row => row.Table == TableNames.Consents).ToList();
        Assert.NotEmpty(proof);
        Assert.All(proof, row => Assert.Equal(ann, row.Entity.GetString("ContactId")));

        await EraseAsync(product, new EraseWork(1, product.LocationId, ann, null));
        Assert.Equal(["ConsentVersion", "IsStopped"], await StoredRows.ColumnsAsync(product, TableNames.Contacts, product.LocationId, ann));
        var id = await stage.WriteAsync(stage.Crm.Contacts.Single(contact => contact.Id == ann), "Hello");
        await stage.RunAsync();

        Assert.Equal(Failures.OptedOut.Code, (await stage.LinkAsync(id)).FailureCode);
        Assert.NotEmpty(await product.Get<ConsentTable>().HistoryAsync(product.LocationId, ann, CancellationToken.None).ToListAsync());
    }

    [Fact]
    public async Task A_message_of_the_queue_that_is_not_ours_is_dropped()
    {
        await using var product = await TestProduct.StartAsync();
        await product.Get<EraseStored>().RunAsync("no json", CancellationToken.None);
        await product.Get<EraseStored>().RunAsync("null", CancellationToken.None);
    }

    /// <summary>Two customers with all that can be stored of each: messages both ways, one that waits, one that was refused, a long one, a file.</summary>
    private static async Task FillAsync(OutboundStage stage)
    {
        var product = stage.Product;
        foreach (var (name, number) in new[] { ("Ann", Ann), ("Bob", Bob) })
        {
            product.Crm.World.Faults = new GoHighLevelFaults { RefuseMessageTexts = [$"{name}-refused-canary"] };
            await product.AcceptAsync(number, $"{name}-text-canary");
            await product.AcceptAsync(number, $"{name}-refused-canary");
            await product.Queue.RunAllAsync(Minutes);
            var message = product.Message(number, "");
            var file = new MediaFile("a.png", "image/png", Encoding.UTF8.GetBytes($"{name}-file-canary"));
            await product.Get<MediaStore>().AddAsync(message, ContactOf(stage, number), new InboundMedia($"https://api.twilio.com/{name}-media-canary", "image/png"), file, CancellationToken.None);
            await stage.WriteAsync(stage.Crm.Contacts.Single(contact => contact.Id == ContactOf(stage, number)), $"{name}-answer");
            await stage.RunAsync();
        }

        product.Crm.World.Faults = new GoHighLevelFaults { Unavailable = true };
        foreach (var (name, number) in new[] { ("Ann", Ann), ("Bob", Bob) }) await product.AcceptAsync(number, $"{name}-waiting-canary " + new string('x', 40_000));
        await product.Queue.RunDueAsync();
    }

    private static IEnumerable<string> CanariesOf(string name, string contactId, string number)
    {
        Assert.True(PhoneNumber.TryParse(number, out var parsed));
        return [contactId, number[1..], $"{name}-refused-canary", $"{name}-waiting-canary", $"{name}-file-canary", $"{name}-media-canary", Keys.Hash(InboundMessage.IdentityOf(parsed)), Keys.Hash(contactId)];
    }

    private static string ContactOf(OutboundStage stage, string number) =>
        stage.Crm.Contacts.Single(contact => contact.LocationId == stage.Product.LocationId && contact.Phone == number).Id;

    private static async Task EraseAsync(TestProduct product, EraseWork work)
    {
        await product.Queue.SendAsync(QueueNames.EraseData, work.ToJson(), TimeSpan.Zero, CancellationToken.None);
        await product.Queue.RunDueAsync();
    }

    private static List<string> LinesWith(string dump, string text) =>
        [.. dump.Split('\n').Where(line => line.Contains(text, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
}
