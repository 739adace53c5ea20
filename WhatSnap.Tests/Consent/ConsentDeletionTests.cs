using WhatSnap.Core.Storage;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Consent;

/// <summary>What is left of a contact that GoHighLevel deletes.</summary>
public sealed class ConsentDeletionTests
{
    [Fact]
    public async Task A_stop_holds_when_its_contact_is_deleted_in_GoHighLevel_and_restored_and_nothing_else_is_kept_of_it()
    {
        await using var stage = await ConsentStage.StartAsync();
        await stage.HearAsync(stage.Sales, "STOP");

        await stage.Stage.TellAsync("ContactDelete", stage.Contact.Id, []);

        Assert.Equal(["ConsentVersion", "IsStopped"], await StoredRows.ColumnsAsync(stage.Product, TableNames.Contacts, stage.Product.LocationId, stage.Contact.Id));
        Assert.Equal("opted_out", stage.ErrorOf(await stage.WriteAsync("restored")));
        Assert.Empty(stage.Texts);
    }

    [Fact]
    public async Task A_contact_that_did_not_stop_is_forgotten_whole_when_it_is_deleted_in_GoHighLevel()
    {
        await using var stage = await ConsentStage.StartAsync();
        await stage.HearAsync(stage.Sales, "Hello");

        await stage.Stage.TellAsync("ContactDelete", stage.Contact.Id, []);

        Assert.Null(await stage.KnownAsync());
    }
}
