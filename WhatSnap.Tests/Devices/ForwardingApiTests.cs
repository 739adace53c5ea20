using System.Net;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Devices;
using WhatSnap.Tests.Accounts;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Devices;

/// <summary>The owner says what of the device goes to GoHighLevel.</summary>
public sealed class ForwardingApiTests
{
    [Fact]
    public async Task What_is_given_is_changed_and_the_rest_stays()
    {
        await using var api = await ApiStage.StartAsync();
        var account = await api.Stage.Product.AddAccountAsync("Phone", DeviceMessagesStage.OwnNumber, account => account with { Platform = Platform.Device });

        var shown = (await api.GetAsync($"api/accounts/{account.AccountId}")).Json.GetProperty("forwarding").GetProperty("onlyContacts").GetBoolean();
        var first = await api.PatchAsync($"api/accounts/{account.AccountId}", new { forwarding = new { onlyContacts = true } });
        var second = await api.PatchAsync($"api/accounts/{account.AccountId}", new { forwarding = new { takesCodes = true }, takesGroups = true });

        var stored = (await api.Stage.Product.Get<AccountTable>().FindAsync(account.LocationId, account.AccountId, CancellationToken.None))!;
        Assert.False(shown);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.Status, second.Status));
        Assert.Equal((new ForwardingRules { OnlyContacts = true, TakesCodes = true }, true), (stored.Forwarding, stored.TakesGroups));
    }

    [Fact]
    public async Task A_new_account_forwards_from_the_beginning_what_was_chosen()
    {
        await using var api = await ApiStage.StartAsync();

        var chosen = await api.PostAsync("api/accounts", new { kind = "device", name = "Phone", device = new { forwarding = new { onlyContacts = true, takesServices = true } } });
        var careful = await api.PostAsync("api/accounts", new { kind = "device", name = "Mac" });

        Assert.Equal(new ForwardingRules { OnlyContacts = true, TakesServices = true }, (await StoredAsync(api, chosen)).Forwarding);
        Assert.Equal(ForwardingRules.Careful, (await StoredAsync(api, careful)).Forwarding);
    }

    [Fact]
    public async Task Another_kind_of_account_forwards_nothing()
    {
        await using var api = await ApiStage.StartAsync();

        var refused = await api.PatchAsync($"api/accounts/{api.SalesId}", new { forwarding = new { onlyContacts = true } });

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, (await api.GetAsync($"api/accounts/{api.SalesId}")).Json.GetProperty("forwarding").ValueKind);
    }

    private static async Task<Account> StoredAsync(ApiStage api, Reply added) =>
        (await api.Stage.Product.Get<AccountTable>().FindAsync(api.Stage.LocationId, added.Text("id"), CancellationToken.None))!;
}
