using Microsoft.Extensions.DependencyInjection;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Accounts;

/// <summary>A location whose account Sales gets the tag of "Blue", with contacts that carry the old one.</summary>
internal static class RetagStage
{
    public const string Old = "whatsnap-account-sales";
    public const string New = "whatsnap-account-blue";
    public static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Contacts that carry the old tag, every third one a foreign tag besides, and one that has nothing to do with it.</summary>
    public static async Task<TestProduct> StartAsync(int contacts, Action<IServiceCollection>? configure = null)
    {
        var product = await TestProduct.StartAsync(configure);
        for (var index = 0; index < contacts; index++)
        {
            product.Crm.World.SeedContact(
                product.LocationId, Customer(index), null, index % 3 == 0 ? ["vip", Old] : [Old]);
            product.Time.Advance(TimeSpan.FromMilliseconds(10));
        }

        product.Crm.World.SeedContact(product.LocationId, Customer(-1), null, "vip", Old + "-2");
        await product.Get<GoHighLevelLocations>().EnsureTagAsync(product.LocationId, Old, CancellationToken.None);
        product.Time.Advance(TimeSpan.FromMinutes(1));
        product.Crm.World.Faults = product.Crm.World.Faults with { SearchLagMs = 5_000 };
        return product;
    }

    public static string Customer(int index) => $"+1500555{index + 5000:D4}";

    public static Task<TagChangeOutcome> ChangeAsync(TestProduct product, string tag = New) =>
        product.Get<ChangeAccountTag>().RunAsync(product.Account.Key, tag, CancellationToken.None);

    public static Task<RetagProgress?> ProgressAsync(TestProduct product) =>
        product.Get<RetagContacts>().ReadAsync(product.Account.Key, CancellationToken.None);

    /// <summary>All of them were moved, each with its foreign tags; nothing of the old tag is left.</summary>
    public static async Task AssertIsDoneAsync(TestProduct product, int contacts)
    {
        var moved = product.Crm.World.Contacts.Where(contact => contact.Phone != Customer(-1)).ToList();
        Assert.Equal(contacts, moved.Count);
        var accountTags = moved.Select(contact => string.Join(' ', contact.Tags.Where(tag => tag != "vip")));
        Assert.Equal(contacts > 0 ? [New] : [], accountTags.Distinct());
        var foreign = Assert.Single(product.Crm.World.Contacts, contact => contact.Phone == Customer(-1));
        Assert.Equal(["vip", Old + "-2"], foreign.Tags);
        Assert.DoesNotContain(Old, product.Crm.World.TagsOf(product.LocationId));
        Assert.Contains(New, product.Crm.World.TagsOf(product.LocationId));

        var account = await product.Get<AccountTable>().FindAsync(product.LocationId, product.Account.AccountId, CancellationToken.None);
        Assert.Equal((New, null), (account!.Tag, account.FormerTag));
        var progress = await ProgressAsync(product);
        Assert.NotNull(progress?.EndedAt);
        Assert.Equal(progress.Total, progress.Done);
        Assert.Equal(0, product.Queue.Count);
    }
}
