using System.Net;
using System.Text.Json;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Messages;
using WhatSnap.Tests.Accounts;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Dashboard;

/// <summary>The record of what people changed, and sessions that an uninstall ends.</summary>
public sealed class ActivityTests
{
    [Fact]
    public async Task What_was_changed_is_recorded_with_who_when_and_which_settings_and_no_value()
    {
        await using var stage = await ApiStage.StartAsync();
        await stage.PatchAsync($"api/accounts/{stage.SalesId}", new { name = "Sales EU", isDefault = true });

        var list = await stage.GetAsync("api/activity");

        var one = Assert.Single(list.Json.GetProperty("activities").EnumerateArray());
        Assert.Equal(
            ("account_changed", "user1", stage.SalesId), (one.GetProperty("code").GetString(), one.GetProperty("userId").GetString(), one.GetProperty("accountId").GetString()));
        Assert.Equal(["name", "isDefault"], one.GetProperty("members").EnumerateArray().Select(member => member.GetString()));
        Assert.Equal(stage.Stage.Product.Time.GetUtcNow(), one.GetProperty("at").GetDateTimeOffset());
        Assert.True(one.GetProperty("isDone").GetBoolean());
        Assert.DoesNotContain("Sales EU", list.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_account_is_recorded_with_its_id_and_without_its_token()
    {
        await using var stage = await ApiStage.StartAsync();
        var added = await stage.PostAsync("api/accounts", stage.NewAccount("Support"));

        var list = await stage.GetAsync("api/activity");

        Assert.Equal(added.Text("id"), Assert.Single(list.Json.GetProperty("activities").EnumerateArray()).GetProperty("accountId").GetString());
        Assert.DoesNotContain(Fixture.ConnectStage.Token, list.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_refused_is_not_recorded()
    {
        await using var stage = await ApiStage.StartAsync();
        await stage.PatchAsync($"api/accounts/{stage.SalesId}", new { name = "" });
        await stage.DeleteAsync("api/accounts/acc-none");

        Assert.Empty((await stage.GetAsync("api/activity")).Json.GetProperty("activities").EnumerateArray());
    }

    [Fact]
    public async Task The_newest_stands_first_and_a_page_leads_to_the_next()
    {
        await using var stage = await ApiStage.StartAsync();
        for (var number = 0; number < 52; number++)
        {
            stage.Stage.Product.Time.Advance(TimeSpan.FromSeconds(1));
            await stage.PatchAsync($"api/accounts/{stage.SalesId}", new { name = $"Sales {number}" });
        }

        var first = await stage.GetAsync("api/activity");
        var second = await stage.GetAsync($"api/activity?after={first.Text("next")}");

        var times = Times(first).Concat(Times(second)).ToList();
        Assert.Equal((50, 2), (Times(first).Count, Times(second).Count));
        Assert.Equal(times.OrderDescending(), times);
        Assert.Equal(JsonValueKind.Null, second.Json.GetProperty("next").ValueKind);
    }

    [Theory]
    [InlineData("x'%20or%20RowKey%20ne%20'")]
    [InlineData("../../other")]
    public async Task A_page_is_asked_for_by_its_end_alone(string after)
    {
        await using var stage = await ApiStage.StartAsync();

        Assert.Equal(HttpStatusCode.BadRequest, (await stage.GetAsync($"api/activity?after={after}")).Status);
    }

    [Fact]
    public async Task Another_locations_changes_are_not_seen()
    {
        await using var stage = await ApiStage.StartAsync();
        await stage.PatchAsync($"api/accounts/{stage.SalesId}", new { name = "Sales EU" });

        var other = await stage.GetAsync("api/activity", stage.TokenFor($"loc{Guid.NewGuid():N}", Rights.All));

        Assert.Empty(other.Json.GetProperty("activities").EnumerateArray());
    }

    [Fact]
    public async Task It_is_kept_for_its_time()
    {
        await using var azurite = await TestStorage.AloneAsync();
        await using var stage = await ApiStage.StartAsync();
        await stage.PatchAsync($"api/accounts/{stage.SalesId}", new { name = "Sales EU" });
        var product = stage.Stage.Product;

        product.Time.Advance(TimeSpan.FromDays(ActivityTable.DaysKept - 1));
        await product.Get<PurgeExpired>().RunAsync(CancellationToken.None);
        Assert.Single(await ListAsync(stage));
        product.Time.Advance(TimeSpan.FromDays(2));
        await product.Get<PurgeExpired>().RunAsync(CancellationToken.None);

        Assert.Empty(await ListAsync(stage));
    }

    /// <summary>Each endpoint that changes something for a person has its place in the record; sessions and looks have none.</summary>
    [Fact]
    public void Every_endpoint_that_changes_something_records_it()
    {
        string[] changesNothing = [Routes.TwilioNumbers, Routes.Troubleshoot, Routes.AlertTest];
        var changes = Routes.All.Count(route => route.Template.StartsWith("api/", StringComparison.Ordinal) && route.Method != "GET"
            && !route.Template.StartsWith(Routes.Session, StringComparison.Ordinal) && !changesNothing.Contains(route.Template));

        var recorded = typeof(ChangeGuard).Assembly.GetTypes().Count(type => type.Name.EndsWith("Endpoint", StringComparison.Ordinal)
            && type.GetConstructors().Any(made => made.GetParameters().Any(one => one.ParameterType == typeof(ChangeGuard))));

        Assert.Equal(changes, recorded);
    }

    [Fact]
    public async Task An_uninstall_ends_the_sessions_that_were_opened_before_it()
    {
        await using var stage = await ApiStage.StartAsync();
        var product = stage.Stage.Product;
        var token = stage.TokenFor(stage.Stage.LocationId, Rights.All);
        Assert.Equal(HttpStatusCode.OK, (await stage.GetAsync("api/accounts", token)).Status);

        product.Time.Advance(TimeSpan.FromMinutes(1));
        await product.Get<UninstallLocation>().RunAsync(stage.Stage.LocationId, product.Time.GetUtcNow(), CancellationToken.None);
        product.Get<Microsoft.Extensions.Caching.Memory.IMemoryCache>().Remove((nameof(RevokedSessions), stage.Stage.LocationId));

        var refused = await stage.GetAsync("api/accounts", token);
        Assert.Equal((HttpStatusCode.Unauthorized, "There is no session, or it has ended."), (refused.Status, refused.Sentence));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_new_install_does_not_bring_back_the_sessions_that_the_uninstall_ended(bool isThroughAgency)
    {
        await using var stage = await ApiStage.StartAsync();
        var (product, location) = (stage.Stage.Product, stage.Stage.LocationId);
        var old = stage.TokenFor(location, Rights.All);
        product.Time.Advance(TimeSpan.FromMinutes(1));
        await product.Get<UninstallLocation>().RunAsync(location, product.Time.GetUtcNow(), CancellationToken.None);
        product.Time.Advance(TimeSpan.FromMinutes(1));

        var (key, grants) = (GrantKey.OfLocation(location), product.Get<GrantTable>());
        var tokens = new GrantedTokens(new Core.Storage.Secret("token"), null, product.Time.GetUtcNow(), null);
        if (!isThroughAgency) await grants.SaveAsync(key, tokens, product.Time.GetUtcNow(), CancellationToken.None);
        else Assert.True(await grants.TrySaveAsync(key, await grants.ReadAsync(key, CancellationToken.None), tokens, product.Time.GetUtcNow(), CancellationToken.None));
        product.Get<Microsoft.Extensions.Caching.Memory.IMemoryCache>().Remove((nameof(RevokedSessions), location));

        Assert.Null((await grants.ReadAsync(key, CancellationToken.None))!.UninstalledAt);
        Assert.Equal(HttpStatusCode.Unauthorized, (await stage.GetAsync("api/accounts", old)).Status);
        Assert.Equal(HttpStatusCode.OK, (await stage.GetAsync("api/accounts", stage.TokenFor(location, Rights.All))).Status);
    }

    [Fact]
    public async Task Sessions_end_by_an_uninstall_also_while_the_next_install_is_being_stored()
    {
        var hook = new TableHook();
        await using var product = await TestProduct.StartAsync(hook.Install);
        var (key, grants, at) = (GrantKey.OfLocation(product.LocationId), product.Get<GrantTable>(), product.Time.GetUtcNow().AddMinutes(1));
        hook.OnCall = async (request, _) =>
        {
            if (request.Method == Azure.Core.RequestMethod.Get) return false;
            hook.OnCall = null;
            Assert.True(await grants.UninstallAsync(key, at, CancellationToken.None));
            return true;
        };

        await grants.SaveAsync(key, new GrantedTokens(new Core.Storage.Secret("token"), null, at, null), at.AddMinutes(1), CancellationToken.None);

        var grant = (await grants.ReadAsync(key, CancellationToken.None))!;
        Assert.Equal((at, null), (grant.SessionsEndAt, grant.UninstalledAt));
    }

    private static async Task<List<Activity>> ListAsync(ApiStage stage)
    {
        var found = new List<Activity>();
        await foreach (var one in stage.Stage.Product.Get<ActivityTable>().ListAsync(stage.Stage.LocationId, null, 100, CancellationToken.None)) found.Add(one);
        return found;
    }

    private static List<DateTimeOffset> Times(Fixture.Reply reply) =>
        [.. reply.Json.GetProperty("activities").EnumerateArray().Select(one => one.GetProperty("at").GetDateTimeOffset())];
}
