using System.Collections.Concurrent;
using System.Net;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Storage;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.GoHighLevel;

/// <summary>A worker and the row in which workers divide the window of a location.</summary>
public sealed class SharedCallsTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private readonly GrantKey _location = GrantKey.OfLocation($"loc{Guid.NewGuid():N}");

    [Fact]
    public async Task A_location_has_a_row_while_it_is_near_its_limit_and_none_after_that()
    {
        var claims = new RememberedClaims();
        using var worker = Worker(claims);
        await LearnAsync(worker, remaining: 90);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(await claims.ReadAsync(_location, CancellationToken.None));

        await LearnAsync(worker, remaining: 10);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Single((await claims.ReadAsync(_location, CancellationToken.None))!.Value.Claims!.Claims);

        for (var second = 0; second < 25; second++) _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await claims.ReadAsync(_location, CancellationToken.None));
    }

    [Fact]
    public async Task A_table_that_does_not_answer_or_was_written_in_between_is_asked_again()
    {
        var (claims, store, asked) = (new RememberedClaims(), Substitute.For<ICallClaims>(), 0);
        store.ReadAsync(_location, default).ReturnsForAnyArgs(_ => ++asked == 1 ? throw new RequestFailedException(503, "cut") : claims.ReadAsync(_location, default));
        store.TryWriteAsync(_location, null!, null, default).ReturnsForAnyArgs(call =>
            asked == 2 ? Task.FromResult(false) : claims.TryWriteAsync(_location, call.Arg<CallClaims>(), call.Arg<string?>(), default));
        using var worker = Worker(store);

        await LearnAsync(worker, remaining: 10);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(1, asked);
        _time.Advance(TimeSpan.FromMilliseconds(250));

        Assert.Equal(3, asked);
        Assert.Single((await claims.ReadAsync(_location, default))!.Value.Claims!.Claims);
    }

    [Fact]
    public async Task The_beats_carry_nothing_of_the_message_that_was_in_hand()
    {
        var (store, carried) = (Substitute.For<ICallClaims>(), new AsyncLocal<string?> { Value = "a message" });
        var seen = new ConcurrentQueue<string?>();
        store.ReadAsync(_location, default).ReturnsForAnyArgs(_ =>
        {
            seen.Enqueue(carried.Value);
            return Task.FromResult<(CallClaims?, string)?>(null);
        });
        using var worker = Worker(store, TimeProvider.System);

        await LearnAsync(worker, remaining: 10);

        await Eventually.BecomesAsync(() => !seen.IsEmpty);
        Assert.All(seen, Assert.Null);
    }

    [Theory]
    [InlineData("Claims", "no list")]
    [InlineData("Claims", null)]
    [InlineData("Limit", "98")]
    [InlineData("LimitAt", null)]
    public async Task A_row_that_can_not_be_read_is_written_anew(string column, string? value)
    {
        var table = await TableAsync();
        var now = _time.GetUtcNow();
        var row = new TableEntity(_location.Id, $"{_location.Row}-claims") { ["Limit"] = 98.0, ["LimitAt"] = now, ["Claims"] = "[]" };
        row[column] = value;
        await new TableServiceClient(await TestStorage.ConnectionStringAsync()).GetTableClient(TableNames.Budgets).AddEntityAsync(row);
        using var worker = new RateBudgets(table, table, _time, NullLogger<RateBudgets>.Instance);

        await LearnAsync(worker, remaining: 10);

        await Eventually.BecomesAsync(async () => (await table.ReadAsync(_location, default))?.Claims?.Claims.Count == 1);
    }

    [Theory]
    [InlineData(98)]
    [InlineData(98.5)]
    public async Task Who_writes_over_claims_that_he_has_not_read_is_refused(double limit)
    {
        var table = await TableAsync();
        var now = _time.GetUtcNow();
        var claims = new CallClaims(limit, now, 3, [new CallClaim("one", 49, true, now)]);
        Assert.Null(await table.ReadAsync(_location, CancellationToken.None));
        Assert.True(await table.TryWriteAsync(_location, claims, null, CancellationToken.None));
        Assert.False(await table.TryWriteAsync(_location, claims, null, CancellationToken.None));

        var (read, version) = (await table.ReadAsync(_location, CancellationToken.None))!.Value;
        Assert.Equal((limit, now, 3), (read!.Limit, read.LimitAt, read.Fewest));
        Assert.Equal(claims.Claims, read.Claims);
        Assert.True(await table.TryWriteAsync(_location, claims with { Fewest = null }, version, CancellationToken.None));
        Assert.False(await table.TryWriteAsync(_location, claims, version, CancellationToken.None));
        var stale = version;
        (read, version) = (await table.ReadAsync(_location, CancellationToken.None))!.Value;
        Assert.Null(read!.Fewest);

        // Claims of nobody have no row.
        Assert.False(await table.TryWriteAsync(_location, claims with { Claims = [] }, stale, CancellationToken.None));
        Assert.True(await table.TryWriteAsync(_location, claims with { Claims = [] }, version, CancellationToken.None));
        Assert.Null(await table.ReadAsync(_location, CancellationToken.None));
        Assert.True(await table.TryWriteAsync(_location, claims, null, CancellationToken.None));

        await table.RemoveAsync(_location, CancellationToken.None);
        Assert.Null(await table.ReadAsync(_location, CancellationToken.None));
    }

    [Fact]
    public async Task A_call_that_never_left_is_not_counted()
    {
        using var stage = await CrmStage.StartAsync();
        var budget = stage.Budgets.Of(GrantKey.OfLocation(stage.LocationId));

        await Assert.ThrowsAsync<CallWindowClosedException>(() => stage.CreateAsync(new CallWindow(stage.Time, TimeSpan.Zero)));

        Assert.Equal(0, budget.Offer(null, "worker").Claims.Claims.Single().Holds);
    }

    [Theory]
    [InlineData(HttpRequestError.ConnectionError, 0)]
    [InlineData(HttpRequestError.ResponseEnded, 1)]
    public async Task A_call_that_found_nobody_is_not_counted_and_one_that_was_cut_off_is(HttpRequestError error, int counted)
    {
        using var stage = await CrmStage.StartAsync();
        stage.Script.Fails(HttpMethod.Get, stage.LocationUrl(), new HttpRequestException(error, "The call is lost."));
        var budget = stage.Budgets.Of(GrantKey.OfLocation(stage.LocationId));

        await Assert.ThrowsAsync<GoHighLevelException>(() => stage.ReadLocationAsync());

        Assert.Equal(counted, budget.Offer(null, "worker").Claims.Claims.Single().Holds);
    }

    private static async Task<BudgetTable> TableAsync()
    {
        var tables = new TableServiceClient(await TestStorage.ConnectionStringAsync());
        await tables.CreateTableIfNotExistsAsync(TableNames.Budgets);
        return new BudgetTable(tables);
    }

    private RateBudgets Worker(ICallClaims claims, TimeProvider? time = null) =>
        new(new BudgetTable(new TableServiceClient("UseDevelopmentStorage=true")), claims, time ?? _time, NullLogger<RateBudgets>.Instance);

    private Task<TimeSpan> LearnAsync(RateBudgets worker, int remaining)
    {
        using var answer = new HttpResponseMessage(HttpStatusCode.OK);
        answer.Headers.Add("X-RateLimit-Max", "100");
        answer.Headers.Add("X-RateLimit-Remaining", $"{remaining}");
        return worker.LearnAsync(_location, answer.StatusCode, answer.Headers, CancellationToken.None);
    }
}
