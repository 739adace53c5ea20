using System.Net;
using System.Text.Json;
using WhatSnap.Core.Accounts;

namespace WhatSnap.Tests.Accounts;

public sealed class DefaultAccountTests
{
    [Fact]
    public async Task A_default_that_is_disconnected_leaves_none_and_says_so_and_is_it_again_once_it_is_back()
    {
        await using var api = await ApiStage.StartAsync();
        var id = (await api.PostAsync("api/accounts", api.NewAccount("Support"))).Text("id");
        await api.Stage.Flows.RunAllAsync();
        Assert.True((await api.GetAsync($"api/accounts/{id}")).Json.GetProperty("isDefault").GetBoolean());
        Assert.Equal(JsonValueKind.Null, (await api.GetAsync("api/accounts")).Json.GetProperty("notice").ValueKind);

        var disconnecting = await api.PostAsync($"api/accounts/{id}/disconnect", new { });
        await api.Stage.Flows.RunAllAsync();
        var list = await api.GetAsync("api/accounts");
        await api.PostAsync($"api/accounts/{id}/reconnect", new { });
        await api.Stage.Flows.RunAllAsync();
        var back = await api.GetAsync($"api/accounts/{id}");

        Assert.False(disconnecting.Json.GetProperty("isDefault").GetBoolean());
        Assert.NotEmpty(disconnecting.Text("notice", "sentence"));
        Assert.NotEmpty(disconnecting.Text("notice", "nextAction"));
        Assert.DoesNotContain(list.Json.GetProperty("accounts").EnumerateArray(), one => one.GetProperty("isDefault").GetBoolean());
        Assert.Contains("default", list.Text("notice", "sentence"), StringComparison.Ordinal);
        Assert.True(back.Json.GetProperty("isDefault").GetBoolean());
    }

    [Fact]
    public async Task Removing_an_account_that_is_not_the_default_says_nothing()
    {
        await using var api = await ApiStage.StartAsync();
        await api.PostAsync("api/accounts", api.NewAccount("Support"));
        await api.Stage.Flows.RunAllAsync();

        var removing = await api.DeleteAsync($"api/accounts/{api.SalesId}");

        Assert.Equal(JsonValueKind.Null, removing.Json.GetProperty("notice").ValueKind);
        Assert.Contains((await api.GetAsync("api/accounts")).Json.GetProperty("accounts").EnumerateArray(), one => one.GetProperty("isDefault").GetBoolean());
    }

    [Fact]
    public async Task The_next_account_that_becomes_active_is_the_default_after_one_that_was_disconnected()
    {
        await using var api = await ApiStage.StartAsync();
        var table = api.Stage.Product.Get<AccountTable>();
        var (key, _) = await api.Stage.ConnectAsync();
        await api.Stage.CloseAsync(key, AccountStates.Disconnecting);
        await table.UpdateAsync(
            api.Stage.Product.Account.Key, account => account with { StateCode = AccountStates.Pending.Code }, CancellationToken.None);

        await table.ActivateAsync(api.Stage.Product.Account.Key, CancellationToken.None);

        Assert.Equal(api.SalesId, (await table.ListAsync(key.LocationId, CancellationToken.None)).DefaultAccountId);
    }

    [Fact]
    public async Task Only_an_active_account_becomes_the_default_even_when_it_is_disconnected_at_that_moment()
    {
        await using var api = await ApiStage.StartAsync();
        var key = api.Stage.Product.Account.Key;
        var table = api.Stage.Product.Get<AccountTable>();
        await table.UpdateAsync(key, account => account with { StateCode = AccountStates.Disconnecting.Code }, CancellationToken.None);

        Assert.IsType<AccountWrite.Gone>(await table.SetDefaultAsync(key, true, CancellationToken.None));
        var refused = await api.PatchAsync($"api/accounts/{key.AccountId}", new { isDefault = true });

        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Null((await table.ListAsync(key.LocationId, CancellationToken.None)).DefaultAccountId);
    }

    [Fact]
    public async Task The_list_shows_how_far_a_re_tag_is_from_the_moment_of_the_change()
    {
        await using var api = await ApiStage.StartAsync();
        api.Stage.Product.Crm.World.SeedContact(api.Stage.LocationId, RetagStage.Customer(1), null, RetagStage.Old);
        api.Stage.Product.Time.Advance(TimeSpan.FromMinutes(1));

        await api.PatchAsync($"api/accounts/{api.SalesId}", new { tag = RetagStage.New });
        var first = await RetagOfAsync(api);
        await api.Stage.Product.Queue.RunAllAsync(TimeSpan.FromSeconds(15));
        var middle = await RetagOfAsync(api);
        await api.Stage.Product.Queue.RunAllAsync(RetagStage.Day);
        var last = await RetagOfAsync(api);
        await api.PatchAsync($"api/accounts/{api.SalesId}", new { tag = "whatsnap-account-third" });
        var again = await RetagOfAsync(api);

        Assert.Equal([(0, 0, false), (1, 1, false), (1, 1, true), (0, 0, false)], [first, middle, last, again]);
    }

    private static async Task<(int Done, int Total, bool IsDone)> RetagOfAsync(ApiStage api)
    {
        var list = await api.GetAsync("api/accounts");
        var retag = Assert.Single(list.Json.GetProperty("accounts").EnumerateArray()).GetProperty("retag");
        return (retag.GetProperty("done").GetInt32(), retag.GetProperty("total").GetInt32(), retag.GetProperty("isDone").GetBoolean());
    }
}
