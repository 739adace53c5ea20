using System.Net;
using Microsoft.Extensions.Time.Testing;
using WhatSnap.Local.Simulators.GoHighLevel;

namespace WhatSnap.Tests.Simulators;

public sealed class GoHighLevelFaultTests
{
    private const string Location = GoHighLevelStage.LocationId;
    private const string Phone = "+14155550100";

    [Fact]
    public async Task Half_of_the_500s_have_stored_the_message()
    {
        await using var stage = await GoHighLevelStage.StartAsync(
            new GoHighLevelFaults { RateLimit = null, Error500Rate = 1 });
        var contact = stage.World.SeedContact(Location, Phone);

        for (var number = 0; number < 60; number++)
            Assert.Equal(HttpStatusCode.InternalServerError, (await stage.SayAsync(contact.Id, $"{number}")).Status);

        Assert.InRange(stage.World.Messages.Count, 15, 45);
        Assert.Equal(60, stage.World.Calls.Total);
        Assert.Equal(0, stage.World.Calls.TotalWithoutInjectedFailures);
    }

    [Fact]
    public async Task Repeating_a_500_that_had_stored_makes_a_double()
    {
        await using var stage = await GoHighLevelStage.StartAsync(
            new GoHighLevelFaults { RateLimit = null, Error500Rate = 1 });
        var contact = stage.World.SeedContact(Location, Phone);
        for (var attempt = 0; attempt < 50 && stage.World.Messages.Count == 0; attempt++)
            await stage.SayAsync(contact.Id, "once");

        stage.World.Faults = new GoHighLevelFaults();
        await stage.SayAsync(contact.Id, "once");

        Assert.Equal(["once", "once"], stage.World.Messages.Select(message => message.Body));
    }

    [Fact]
    public async Task Half_of_the_cut_connections_have_stored_the_message()
    {
        await using var stage = await GoHighLevelStage.StartAsync(
            new GoHighLevelFaults { RateLimit = null, ResetRate = 1 });
        var contact = stage.World.SeedContact(Location, Phone);

        for (var number = 0; number < 60; number++)
            await Assert.ThrowsAsync<HttpRequestException>(() => stage.SayAsync(contact.Id, $"{number}"));

        Assert.InRange(stage.World.Messages.Count, 15, 45);
    }

    [Fact]
    public async Task An_empty_201_stores_nothing()
    {
        await using var stage = await GoHighLevelStage.StartAsync(new GoHighLevelFaults { EmptyCreatedRate = 1 });
        var contact = stage.World.SeedContact(Location, Phone);

        var message = await stage.SayAsync(contact.Id, "hello");
        var created = await stage.PostAsync("/contacts/", new { locationId = Location, phone = "+14155550101" });

        Assert.Equal((HttpStatusCode.Created, ""), (message.Status, message.Text));
        Assert.Equal((HttpStatusCode.Created, ""), (created.Status, created.Text));
        Assert.Empty(stage.World.Messages);
        Assert.Single(stage.World.Contacts);
    }

    [Fact]
    public async Task A_late_commit_stores_the_message_after_the_caller_has_given_up()
    {
        var time = new FakeTimeProvider();
        await using var stage = await GoHighLevelStage.StartAsync(
            new GoHighLevelFaults { LateCommitRate = 1, LateCommitAfterMs = 5000 }, time);
        var contact = stage.World.SeedContact(Location, Phone);
        using var patience = new CancellationTokenSource();

        var call = stage.SayAsync(contact.Id, "late", patience.Token);
        await Wait.UntilAsync(() => stage.World.Calls.Total == 1);
        Assert.Empty(stage.World.Messages);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Wait.UntilAsync(() => stage.World.PendingLateCommits == 1);
        Assert.Empty(stage.World.Messages);

        await time.RunAsync(stage.World.WhenLateCommitsAreDoneAsync());
        Assert.Equal("late", stage.World.Messages.Single().Body);
    }

    [Fact]
    public async Task A_caller_that_never_gives_up_is_cut_off_at_the_end_of_the_hold()
    {
        var time = new FakeTimeProvider();
        await using var stage = await GoHighLevelStage.StartAsync(
            new GoHighLevelFaults { LateCommitRate = 1, LateCommitHoldMs = 2000 }, time);
        var contact = stage.World.SeedContact(Location, Phone);
        var start = time.GetUtcNow();

        var call = stage.SayAsync(contact.Id, "late");
        await time.RunAsync(call);

        await Assert.ThrowsAsync<HttpRequestException>(() => call);
        Assert.True(time.GetUtcNow() - start >= TimeSpan.FromSeconds(2));
        await Wait.UntilAsync(() => stage.World.Messages.Count == 1);
    }

    [Fact]
    public async Task A_reset_drops_late_commits()
    {
        var time = new FakeTimeProvider();
        await using var stage = await GoHighLevelStage.StartAsync(
            new GoHighLevelFaults { LateCommitRate = 1, LateCommitHoldMs = 0, LateCommitAfterMs = 60_000 }, time);
        await Assert.ThrowsAsync<HttpRequestException>(
            () => stage.PostAsync("/contacts/", new { locationId = Location, phone = Phone }));
        await Wait.UntilAsync(() => stage.World.PendingLateCommits == 1);

        stage.World.Reset();
        await time.RunAsync(stage.World.WhenLateCommitsAreDoneAsync());

        Assert.Empty(stage.World.Contacts);
    }

    [Fact]
    public async Task Reading_calls_are_never_committed_late()
    {
        await using var stage = await GoHighLevelStage.StartAsync(new GoHighLevelFaults { LateCommitRate = 1 });

        Assert.Equal(HttpStatusCode.OK, (await stage.GetAsync("/locations/" + Location)).Status);
    }

    [Fact]
    public async Task An_outage_cuts_every_call_until_it_ends()
    {
        await using var stage = await GoHighLevelStage.StartAsync(new GoHighLevelFaults { Unavailable = true });

        await Assert.ThrowsAsync<HttpRequestException>(() => stage.GetAsync("/locations/" + Location));
        stage.World.Faults = new GoHighLevelFaults();

        Assert.Equal(HttpStatusCode.OK, (await stage.GetAsync("/locations/" + Location)).Status);
    }

    [Fact]
    public async Task Latency_delays_every_call()
    {
        var time = new FakeTimeProvider();
        await using var stage = await GoHighLevelStage.StartAsync(new GoHighLevelFaults { LatencyMs = 700 }, time);
        var start = time.GetUtcNow();

        var call = stage.GetAsync("/locations/" + Location);
        await time.RunAsync(call);

        Assert.Equal(HttpStatusCode.OK, (await call).Status);
        Assert.True(time.GetUtcNow() - start >= TimeSpan.FromMilliseconds(700));
    }

    [Fact]
    public async Task Only_calls_about_a_slow_number_are_slow()
    {
        var time = new FakeTimeProvider();
        await using var stage = await GoHighLevelStage.StartAsync(
            new GoHighLevelFaults { SlowPhones = new Dictionary<string, int> { [Phone] = 900 } }, time);
        var slow = stage.World.SeedContact(Location, Phone);
        var quick = stage.World.SeedContact(Location, "+14155550101");
        var start = time.GetUtcNow();

        var slowCall = stage.SayAsync(slow.Id, "slow");
        await stage.SayAsync(quick.Id, "quick");
        Assert.Equal("quick", stage.World.Messages.Single().Body);

        await time.RunAsync(slowCall);
        Assert.True(time.GetUtcNow() - start >= TimeSpan.FromMilliseconds(900));
        Assert.Equal(2, stage.World.Messages.Count);
    }

    [Fact]
    public async Task The_same_seed_and_order_give_the_same_faults()
    {
        var faults = new GoHighLevelFaults { Seed = 7, RateLimit = null, Error500Rate = 0.3, EmptyCreatedRate = 0.3 };
        await using var stage = await GoHighLevelStage.StartAsync(faults);
        var contact = stage.World.SeedContact(Location, Phone);

        async Task<List<(HttpStatusCode Status, bool IsEmpty, int Stored)>> RunAsync()
        {
            var seen = new List<(HttpStatusCode, bool, int)>();
            for (var number = 0; number < 30; number++)
            {
                var before = stage.World.Messages.Count;
                var answer = await stage.SayAsync(contact.Id, "hello");
                seen.Add((answer.Status, answer.Text.Length == 0, stage.World.Messages.Count - before));
            }

            return seen;
        }

        var first = await RunAsync();
        stage.World.Faults = faults with { };
        var second = await RunAsync();

        Assert.Equal(first, second);
        Assert.Contains(first, call => call.Status == HttpStatusCode.InternalServerError);
        Assert.Contains(first, call => call.IsEmpty);
    }
}
