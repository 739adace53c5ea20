using System.Net;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Dashboard;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Accounts;

public sealed class ChangeAccountApiTests
{
    [Fact]
    public async Task Name_tag_mode_and_default_are_changed_and_the_rest_stays()
    {
        await using var api = await ApiStage.StartAsync();

        var changed = await api.PatchAsync($"api/accounts/{api.SalesId}", new { name = "Sales team", tagMode = "exclusive", isDefault = true });
        var again = await api.PatchAsync($"api/accounts/{api.SalesId}", new { isDefault = false });

        Assert.Equal(HttpStatusCode.OK, changed.Status);
        Assert.Equal(("Sales team", "exclusive", "whatsnap-account-sales"), (changed.Text("name"), changed.Text("tagMode"), changed.Text("tag")));
        Assert.True(changed.Json.GetProperty("isDefault").GetBoolean());
        Assert.False(again.Json.GetProperty("isDefault").GetBoolean());
        Assert.Equal("Sales team", again.Text("name"));
    }

    [Fact]
    public async Task A_new_tag_is_made_in_GoHighLevel_and_a_second_change_waits_for_the_first()
    {
        await using var api = await ApiStage.StartAsync();

        var changed = await api.PatchAsync($"api/accounts/{api.SalesId}", new { tag = "whatsnap-account-front" });
        var second = await api.PatchAsync($"api/accounts/{api.SalesId}", new { tag = "whatsnap-account-back" });

        Assert.Equal(("whatsnap-account-front", "whatsnap-account-sales"), (changed.Text("tag"), changed.Text("formerTag")));
        Assert.Contains("whatsnap-account-front", api.Stage.Tags);
        Assert.Equal(HttpStatusCode.Conflict, second.Status);
    }

    [Theory]
    [InlineData("vip")]
    [InlineData("whatsnap-account-")]
    [InlineData("whatsnap-account-Front")]
    [InlineData("whatsnap-account-front desk")]
    public async Task What_is_no_account_tag_is_refused(string tag)
    {
        await using var api = await ApiStage.StartAsync();

        Assert.Equal(HttpStatusCode.BadRequest, (await api.PatchAsync($"api/accounts/{api.SalesId}", new { tag })).Status);
        Assert.DoesNotContain(tag, api.Stage.Tags);
    }

    [Fact]
    public async Task A_tag_of_another_account_is_refused()
    {
        await using var api = await ApiStage.StartAsync();
        await api.PostAsync("api/accounts", api.NewAccount("Support"));

        Assert.Equal(
            HttpStatusCode.Conflict,
            (await api.PatchAsync($"api/accounts/{api.SalesId}", new { tag = "whatsnap-account-support" })).Status);
    }

    [Theory]
    [InlineData("pending")]
    [InlineData("reconnecting")]
    [InlineData("disconnecting")]
    [InlineData("removing")]
    public async Task While_an_account_is_on_its_way_its_tag_is_not_changed_and_none_is_made(string state)
    {
        await using var api = await ApiStage.StartAsync();
        await api.Stage.Product.ChangeAccountAsync(account => account with { StateCode = state });

        var refused = await api.PatchAsync($"api/accounts/{api.SalesId}", new { tag = "whatsnap-account-front" });

        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Contains(AccountStates.Of(state).Sentence, refused.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("whatsnap-account-front", api.Stage.Tags);
        Assert.Equal("whatsnap-account-sales", (await api.GetAsync($"api/accounts/{api.SalesId}")).Text("tag"));
    }

    [Fact]
    public async Task A_tag_that_GoHighLevel_refuses_is_given_back()
    {
        await using var api = await ApiStage.StartAsync();
        api.Stage.OnCrm.OnCall = request => IsMakingTag(request) ? HttpFault.Unauthorized : HttpFault.None;

        var refused = await api.PatchAsync($"api/accounts/{api.SalesId}", new { tag = "whatsnap-account-front" });

        Assert.Equal(HttpStatusCode.BadGateway, refused.Status);
        var account = await api.Stage.AccountAsync(api.Stage.Product.Account.Key);
        Assert.Equal(("whatsnap-account-sales", null, false), (account!.Tag, account.FormerTag, account.MadeTag));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_tag_whose_making_got_lost_is_made_in_the_background(bool isDone)
    {
        await using var api = await ApiStage.StartAsync();
        api.Stage.OnCrm.OnCall = request => !IsMakingTag(request) ? HttpFault.None : isDone ? HttpFault.LostAfter : HttpFault.LostBefore;

        var changed = await api.PatchAsync($"api/accounts/{api.SalesId}", new { tag = "whatsnap-account-front" });
        Assert.Equal(isDone, api.Stage.Tags.Contains("whatsnap-account-front"));
        api.Stage.OnCrm.OnCall = null;
        await api.Stage.Product.Queue.RunAllAsync(RetagStage.Day);

        Assert.Equal((HttpStatusCode.OK, "whatsnap-account-front"), (changed.Status, changed.Text("tag")));
        Assert.Equal(["whatsnap-account-front"], api.Stage.Tags);
    }

    [Fact]
    public async Task Only_users_of_the_location_can_be_assigned()
    {
        await using var api = await ApiStage.StartAsync();
        var users = await api.GetAsync("api/users");
        var known = users.Json.GetProperty("users").EnumerateArray().Select(user => user.GetProperty("id").GetString()!).ToList();

        var assigned = await api.PatchAsync($"api/accounts/{api.SalesId}", new { assignment = new { userIds = known, includesExisting = true } });
        var unknown = await api.PatchAsync($"api/accounts/{api.SalesId}", new { assignment = new { userIds = (string[])["nobody"] } });
        var none = await api.PatchAsync($"api/accounts/{api.SalesId}", new { assignment = new { userIds = (string[])[] } });

        Assert.NotEmpty(known);
        Assert.Equal(known, assigned.Json.GetProperty("assignment").GetProperty("userIds").EnumerateArray().Select(id => id.GetString()!));
        Assert.Equal(HttpStatusCode.BadRequest, unknown.Status);
        Assert.Empty(none.Json.GetProperty("assignment").GetProperty("userIds").EnumerateArray());
        Assert.True(none.Json.GetProperty("assignment").GetProperty("includesExisting").GetBoolean());
    }

    [Fact]
    public async Task GoHighLevel_that_is_away_changes_nothing()
    {
        await using var api = await ApiStage.StartAsync();
        api.Stage.OnCrm.OnCall = _ => HttpFault.LostBefore;

        var refused = await api.PatchAsync($"api/accounts/{api.SalesId}", new { name = "Other", tag = "whatsnap-account-front" });

        Assert.Equal(HttpStatusCode.BadGateway, refused.Status);
        Assert.Equal("Sales", (await api.GetAsync($"api/accounts/{api.SalesId}")).Text("name"));
    }

    [Fact]
    public async Task No_session_of_another_location_reads_or_changes_anything()
    {
        await using var api = await ApiStage.StartAsync();
        await using var other = await ApiStage.StartAsync();
        var stranger = api.TokenFor(other.Stage.LocationId, Rights.All);
        var before = await api.Stage.Product.Get<AccountTable>().FindAsync(api.Stage.LocationId, api.SalesId, CancellationToken.None);
        var id = (await api.PostAsync("api/accounts", api.NewAccount("Support"))).Text("id");

        Reply[] answers =
        [
            await api.GetAsync($"api/accounts/{id}", stranger),
            await api.PatchAsync($"api/accounts/{id}", new { name = "Mine" }, stranger),
            await api.DeleteAsync($"api/accounts/{id}", stranger),
            await api.PostAsync($"api/accounts/{id}/disconnect", new { }, stranger),
            await api.PostAsync($"api/accounts/{id}/reconnect", new { }, stranger),
        ];
        var answer = await api.PostAsync($"api/accounts/{id}/answer", new { answer = "no" }, stranger);
        var list = await api.GetAsync("api/accounts", stranger);

        Assert.All(answers, one => Assert.Equal(HttpStatusCode.NotFound, one.Status));
        Assert.Equal(HttpStatusCode.Conflict, answer.Status);
        Assert.DoesNotContain(id, list.Body, StringComparison.Ordinal);
        await api.Stage.Flows.RunAllAsync();
        Assert.Equal("active", (await api.GetAsync($"api/accounts/{id}")).Text("state", "code"));
        Assert.Equal(before!.Name, (await api.GetAsync($"api/accounts/{api.SalesId}")).Text("name"));
    }

    [Fact]
    public async Task A_lesser_role_reads_and_changes_nothing()
    {
        await using var api = await ApiStage.StartAsync();
        var token = api.TokenFor(api.Stage.LocationId, Rights.View);

        Reply[] refused =
        [
            await api.PostAsync("api/accounts", api.NewAccount("Support"), token),
            await api.PatchAsync($"api/accounts/{api.SalesId}", new { name = "Mine" }, token),
            await api.DeleteAsync($"api/accounts/{api.SalesId}", token),
            await api.PostAsync($"api/accounts/{api.SalesId}/disconnect", new { }, token),
            await api.PostAsync($"api/accounts/{api.SalesId}/reconnect", new { }, token),
            await api.PostAsync($"api/accounts/{api.SalesId}/answer", new { answer = "yes" }, token),
            await api.PostAsync("api/twilio/numbers", new { accountSid = TestProduct.AccountSid, authToken = ConnectStage.Token }, token),
        ];

        Assert.All(refused, one => Assert.Equal(HttpStatusCode.Forbidden, one.Status));
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("api/accounts", token)).Status);
    }

    private static bool IsMakingTag(HttpRequestMessage request) =>
        request.Method == HttpMethod.Post && request.RequestUri!.AbsolutePath.EndsWith("/tags", StringComparison.Ordinal);
}
