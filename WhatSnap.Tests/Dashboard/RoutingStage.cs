using WhatSnap.Core.GoHighLevel;
using WhatSnap.Local.Simulators.GoHighLevel;
using WhatSnap.Tests.Accounts;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Dashboard;

/// <summary>A location with Sales and further accounts, whose contacts carry tags.</summary>
internal static class RoutingStage
{
    public static async Task<ApiStage> StartAsync(params string[] names)
    {
        var stage = await ApiStage.StartAsync();
        foreach (var name in names)
        {
            stage.Stage.Product.Time.Advance(TimeSpan.FromMilliseconds(1));
            await stage.Stage.Product.AddAccountAsync(name, ConnectStage.NewNumber(), account => account with { CreatedAt = stage.Stage.Product.Time.GetUtcNow() });
        }

        return stage;
    }

    public static SimulatedContact Seed(ApiStage stage, int index, params string[] tags) =>
        stage.Stage.Product.Crm.World.SeedContact(stage.Stage.LocationId, TestProduct.Customer(index), null, tags);

    /// <summary>A contact of another location of the same GoHighLevel.</summary>
    public static SimulatedContact SeedElsewhere(ApiStage stage, params string[] tags)
    {
        var elsewhere = $"loc{Guid.NewGuid():N}";
        var world = stage.Stage.Product.Crm.World;
        world.AddLocation(new GoHighLevelLocation { Id = elsewhere, AccessTokens = [$"token-{elsewhere}"] });
        return world.SeedContact(elsewhere, TestProduct.Customer(1), null, tags);
    }

    public static Task OfferTagAsync(ApiStage stage, string tag) =>
        stage.Stage.Product.Get<GoHighLevelLocations>().EnsureTagAsync(stage.Stage.LocationId, tag, CancellationToken.None);
}
