using System.Net;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.GoHighLevel;

public sealed class RenewGrantTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_hundred_calls_of_two_processes_at_the_end_of_a_token_make_one_renewal_and_none_fails(bool isEndKnown)
    {
        await using var stage = await RenewalStage.StartAsync();
        var other = await stage.OtherProcessAsync();
        Assert.All(await stage.CallManyAsync(2, stage.Product, other), end => Assert.Equal(CallEnd.Good, end));
        var before = stage.TokenCalls;
        if (isEndKnown) stage.LetTokenEnd();
        else stage.Stage.World.ExpireTokens(stage.Stage.LocationId);

        var ends = await stage.CallManyAsync(200, stage.Product, other);

        Assert.Equal(200, ends.Count);
        Assert.All(ends, end => Assert.Equal(CallEnd.Good, end));
        Assert.Equal(1, stage.TokenCalls - before);
        Assert.Equal(LocationStates.Connected, await stage.Stage.StatusAsync());
    }

    [Fact]
    public async Task Two_hundred_calls_of_a_location_through_its_agency_make_one_exchange_and_one_renewal()
    {
        await using var stage = await RenewalStage.StartAsync(isAgency: true);
        var other = await stage.OtherProcessAsync();
        var (tokens, exchanges) = (stage.TokenCalls, stage.Stage.World.Calls["POST /oauth/locationToken"]);
        stage.LetTokenEnd();

        var ends = await stage.CallManyAsync(200, stage.Product, other);

        Assert.All(ends, end => Assert.Equal(CallEnd.Good, end));
        Assert.Equal((1, 1), (stage.TokenCalls - tokens, stage.Stage.World.Calls["POST /oauth/locationToken"] - exchanges));
    }

    [Fact]
    public async Task A_token_is_renewed_before_its_end()
    {
        await using var stage = await RenewalStage.StartAsync();
        var before = (await stage.Stage.GrantAsync())!;
        stage.Product.Time.SetUtcNow(before.RenewFrom!.Value);

        Assert.Equal(CallEnd.Good, await stage.CallAsync());

        var after = (await stage.Stage.GrantAsync())!;
        Assert.NotEqual(before.Version, after.Version);
        Assert.Equal(before.ExpiresAt - TimeSpan.FromMinutes(10), before.RenewFrom);
        Assert.True(after.ExpiresAt > before.ExpiresAt);
    }

    [Fact]
    public async Task While_an_early_renewal_fails_the_old_token_is_used_to_its_end()
    {
        await using var stage = await RenewalStage.StartAsync();
        var grant = (await stage.Stage.GrantAsync())!;
        stage.TokenWay.OnCall = _ => HttpFault.LostBefore;
        stage.Product.Time.SetUtcNow(grant.RenewFrom!.Value);

        Assert.Equal(CallEnd.Good, await stage.CallAsync());
        stage.Product.Time.SetUtcNow(grant.ExpiresAt!.Value);
        var late = await stage.CallAsync();
        stage.TokenWay.OnCall = null;

        Assert.Equal((true, CallOutcome.NotDone), (late.Failed?.IsTransient, late.Failed?.Outcome));
        Assert.Equal(CallEnd.Good, await stage.CallAsync());
    }

    [Theory]
    [InlineData(HttpFault.LostBefore)]
    [InlineData(HttpFault.ServerError)]
    public async Task A_renewal_that_fails_for_a_while_delays_and_loses_nothing(object fault)
    {
        await using var stage = await RenewalStage.StartAsync();
        stage.LetTokenEnd();
        stage.TokenWay.OnCall = _ => (HttpFault)fault;

        var ends = new[] { await stage.CallAsync(), await stage.CallAsync() };
        stage.TokenWay.OnCall = null;

        Assert.All(ends, end => Assert.True(end.Failed?.IsTransient));
        Assert.Equal(CallEnd.Good, await stage.CallAsync());
        Assert.Equal(LocationStates.Connected, await stage.Stage.StatusAsync());
    }

    [Fact]
    public async Task An_answer_that_was_lost_makes_the_state_that_people_see_and_not_a_stall()
    {
        await using var stage = await RenewalStage.StartAsync();
        stage.LetTokenEnd();
        stage.TokenWay.OnCall = _ => HttpFault.LostAfter;

        var lost = await stage.CallAsync();
        stage.TokenWay.OnCall = null;
        var next = await stage.CallAsync();

        Assert.True(lost.Failed?.IsTransient);
        Assert.Equal((HttpStatusCode.Unauthorized, RenewGrant.Lost), (next.Failed?.StatusCode, next.Failed?.Code));
        Assert.Equal(LocationStates.ReconnectNeeded, await stage.Stage.StatusAsync());
        var calls = stage.TokenCalls;
        await stage.CallAsync();
        Assert.Equal(calls, stage.TokenCalls);
        await stage.Stage.InstallAsync();
        Assert.Equal((CallEnd.Good, LocationStates.Connected), (await stage.CallAsync(), await stage.Stage.StatusAsync()));
    }

    [Fact]
    public async Task An_early_answer_that_was_lost_leaves_the_old_token_at_work_while_the_state_says_what_to_do()
    {
        await using var stage = await RenewalStage.StartAsync();
        var grant = (await stage.Stage.GrantAsync())!;
        stage.Product.Time.SetUtcNow(grant.RenewFrom!.Value);
        stage.TokenWay.OnCall = _ => HttpFault.LostAfter;
        await stage.CallAsync();
        stage.TokenWay.OnCall = null;
        stage.Product.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(CallEnd.Good, await stage.CallAsync());
        Assert.Equal(LocationStates.ReconnectNeeded, await stage.Stage.StatusAsync());
        stage.Product.Time.SetUtcNow(grant.ExpiresAt!.Value);
        Assert.Equal(RenewGrant.Lost, (await stage.CallAsync()).Failed?.Code);
    }

    [Fact]
    public async Task A_location_that_lost_its_own_pair_goes_on_through_its_agency()
    {
        await using var stage = await RenewalStage.StartAsync();
        await stage.Stage.InstallAgencyAsync();
        Assert.NotNull((await stage.Stage.GrantAsync())!.RefreshToken);
        stage.LetTokenEnd();
        stage.TokenWay.OnCall = request => request.RequestUri!.AbsolutePath == "/oauth/token" ? HttpFault.LostAfter : HttpFault.None;
        await stage.CallAsync();
        stage.TokenWay.OnCall = null;

        Assert.Equal(CallEnd.Good, await stage.CallAsync());
        Assert.True((await stage.Stage.GrantAsync())!.IsThroughCompany);
        Assert.Equal(LocationStates.Connected, await stage.Stage.StatusAsync());
    }

    [Theory]
    [InlineData("scope")]
    [InlineData("other location")]
    public async Task A_refusal_for_a_scope_or_a_place_is_never_answered_by_a_renewal(string kind)
    {
        await using var stage = await RenewalStage.StartAsync();
        var before = stage.TokenCalls;
        var foreign = stage.Stage.World.SeedContact(stage.Stage.OtherLocationId, TestProduct.Customer(1));
        stage.Stage.World.Faults = stage.Stage.World.Faults with { ScopesMissing = ["GET /locations/{locationId}"] };

        var refused = kind == "scope"
            ? (await stage.CallAsync()).Failed
            : await Assert.ThrowsAsync<GoHighLevelException>(() => stage.Product.Get<GoHighLevelContacts>()
                .ReadAsync(stage.Stage.LocationId, foreign.Id, CancellationToken.None));

        Assert.Equal(kind == "scope" ? HttpStatusCode.Unauthorized : HttpStatusCode.Forbidden, refused?.StatusCode);
        Assert.Equal(before, stage.TokenCalls);
        Assert.Equal(LocationStates.Connected, await stage.Stage.StatusAsync());
    }

    [Fact]
    public async Task A_wrong_secret_of_ours_loses_no_access()
    {
        await using var stage = await RenewalStage.StartAsync();
        var right = stage.Stage.World.App;
        stage.Stage.World.App = right with { ClientSecret = "changed-in-the-portal" };
        stage.LetTokenEnd();

        var refused = await stage.CallAsync();
        stage.Stage.World.App = right;

        Assert.Equal("invalid_client", refused.Failed?.Code);
        Assert.Equal(CallEnd.Good, await stage.CallAsync());
    }

    [Fact]
    public async Task A_call_with_a_body_goes_again_with_the_new_token_once()
    {
        await using var stage = await RenewalStage.StartAsync();
        stage.Stage.World.ExpireTokens(stage.Stage.LocationId);

        var isMade = await stage.PassAsync(stage.Product.Get<GoHighLevelLocations>()
            .EnsureTagAsync(stage.Stage.LocationId, "blue", CancellationToken.None));
        stage.Stage.World.ExpireTokens(stage.Stage.LocationId);
        await stage.PassAsync(stage.Product.Get<GoHighLevelContactTags>().SearchAsync(stage.Stage.LocationId, "blue", null, CancellationToken.None));

        Assert.True(isMade);
        Assert.Equal(["blue"], stage.Stage.World.TagsOf(stage.Stage.LocationId));
    }
}
