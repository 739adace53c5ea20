using Azure.Data.Tables;
using WhatSnap.Local.Azurite;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Hosting;

public sealed class AzuriteProcessTests
{
    [Fact]
    public async Task A_host_that_starts_again_finds_the_Azurite_that_outlived_it_with_its_data()
    {
        await using var first = await TestStorage.StartAsync();
        var table = new TableClient(first.Place.ConnectionString, "kept");
        await table.CreateAsync();

        await using (var second = await AzuriteProcess.StartAsync(first.Place, TextWriter.Null, CancellationToken.None))
        {
            Assert.True(second.IsAttached);
        }

        // The second host has ended; what it only attached to is still there.
        Assert.False(first.IsAttached);
        Assert.Empty(table.Query<TableEntity>());
    }
}
