using System.Net;
using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Hosting;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.GoHighLevel;

/// <summary>Checks that fail, each on its own; who may ask; and what a webhook notes of who posted.</summary>
public sealed class OnboardingTroubleTests
{
    [Theory]
    [InlineData("", "access,duplicates")]
    [InlineData("/conversationChannels/SMS", "sms_provider")]
    [InlineData("/customFields", "platform_field")]
    [InlineData("/tags", "account_tags")]
    public async Task One_call_that_fails_leaves_its_own_checks_open_and_no_other(string call, string checks)
    {
        await using var stage = await OnboardingStage.StartAsync();
        stage.Way.OnCall = request => request.RequestUri!.AbsolutePath == $"/locations/{stage.Stage.LocationId}{call}"
            ? HttpFault.ServerError
            : HttpFault.None;

        var found = await stage.CheckAsync();

        Assert.Equal(checks, string.Join(',', found.Where(one => one.Value.Finding == OnboardingFindings.NotCheckedNow).Select(one => one.Key)));
    }

    [Fact]
    public async Task An_outage_of_GoHighLevel_fails_no_other_check()
    {
        await using var stage = await OnboardingStage.StartAsync();
        stage.World.Faults = stage.World.Faults with { Unavailable = true };

        var found = await stage.CheckAsync();

        Assert.Equal(
            ["access", "sms_provider", "duplicates", "platform_field", "account_tags"],
            found.Where(one => one.Value.Finding == OnboardingFindings.NotCheckedNow).Select(one => one.Key));
        Assert.Equal(
            (OnboardingFindings.ScopesGranted, OnboardingFindings.AddressAnswers), (found["scopes"].Finding, found["public_address"].Finding));
    }

    [Fact]
    public async Task Storage_that_fails_for_one_check_is_no_error_of_the_whole()
    {
        var hook = new TableHook();
        await using var stage = await OnboardingStage.StartAsync(hook.Install);
        hook.OnCall = (request, _) => request.Uri.ToString().Contains("/accounts", StringComparison.Ordinal)
            ? throw new InvalidOperationException("A bug.")
            : Task.FromResult(false);

        var found = await stage.CheckAsync();

        Assert.Equal(
            (OnboardingFindings.NotCheckedNow, OnboardingFindings.FieldThere), (found["account_tags"].Finding, found["platform_field"].Finding));
    }

    [Fact]
    public async Task GoHighLevel_that_hangs_is_waited_for_eight_seconds_by_all_checks_together()
    {
        await using var stage = await OnboardingStage.StartAsync();
        stage.World.Faults = stage.World.Faults with { LatencyMs = 60_000 };
        var began = stage.Product.Time.GetUtcNow();

        var asking = stage.CheckAsync();
        await Eventually.BecomesAsync(() =>
        {
            if (!asking.IsCompleted) stage.Product.Time.Advance(TimeSpan.FromMilliseconds(100));
            return asking.IsCompleted || stage.Product.Time.GetUtcNow() - began > CheckOnboarding.Limit;
        });

        var found = await asking;
        Assert.Equal(5, found.Values.Count(outcome => outcome.Finding == OnboardingFindings.NotCheckedNow));
        Assert.Equal(OnboardingFindings.AddressAnswers, found["public_address"].Finding);
    }

    [Fact]
    public async Task A_session_sees_its_own_location_alone()
    {
        await using var stage = await OnboardingStage.StartAsync(isAgency: true);
        var (ours, other) = (stage.Stage.LocationId, stage.Stage.OtherLocationId);
        await stage.PostEventAsync(ours);
        stage.World.SetSmsProvider(other, "LC Phone");
        stage.World.Reset();
        var paths = new System.Collections.Concurrent.ConcurrentQueue<string>();
        stage.Way.OnCall = request =>
        {
            paths.Enqueue(request.RequestUri!.AbsolutePath);
            return HttpFault.None;
        };

        var found = await stage.CheckAsync(other);

        Assert.Equal(
            (OnboardingFindings.ProviderIsOther, OnboardingFindings.EventsNone, OnboardingFindings.TagsThere),
            (found["sms_provider"].Finding, found["events"].Finding, found["account_tags"].Finding));
        Assert.NotEmpty(paths);
        Assert.All(paths, path => Assert.StartsWith($"/locations/{other}", path, StringComparison.Ordinal));
        Assert.Empty(stage.World.TagsOf(ours));
    }

    [Fact]
    public async Task Nobody_asks_without_a_session_and_the_right_to_see()
    {
        await using var stage = await OnboardingStage.StartAsync();

        using var none = await stage.Stage.Door.Http.GetAsync(new Uri(Routes.Onboarding, UriKind.Relative));

        Assert.Equal(HttpStatusCode.Unauthorized, none.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await stage.AskAsync(rights: Rights.Connect)).Status);
    }

    [Theory]
    [InlineData(HeardKind.Event)]
    [InlineData(HeardKind.Delivery)]
    public async Task What_comes_is_noted_with_one_write_an_hour_over_all_hosts(HeardKind kind)
    {
        var writes = 0;
        var hook = new TableHook();
        await using var stage = await OnboardingStage.StartAsync(hook.Install);
        hook.OnCall = (request, _) =>
        {
            // A read of the row is a GET of the same address.
            var isWrite = request.Method != Azure.Core.RequestMethod.Get;
            if (isWrite && Uri.UnescapeDataString(request.Uri.ToString()).Contains("RowKey='heard'", StringComparison.Ordinal)) Interlocked.Increment(ref writes);
            return Task.FromResult(false);
        };
        await using var other = await stage.Product.RestartAsync();

        for (var minute = 0; minute < 60; minute += 10)
        {
            await PostAsync(stage, kind);
            await other.Get<LastHeard>().NoteAsync(stage.Stage.LocationId, kind, CancellationToken.None);
            stage.Product.Time.Advance(TimeSpan.FromMinutes(10));
        }

        Assert.Equal(1, writes);
        await PostAsync(stage, kind);
        Assert.Equal(2, writes);
        Assert.Equal(
            stage.Product.Time.GetUtcNow(), await other.Get<LastHeard>().ReadAsync(stage.Stage.LocationId, kind, CancellationToken.None));
    }

    [Fact]
    public async Task What_has_no_valid_signature_is_not_noted()
    {
        await using var stage = await OnboardingStage.StartAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, await stage.PostDeliveryAsync(isSigned: false));

        Assert.Equal(OnboardingFindings.DeliveriesNone, (await stage.CheckAsync(OnboardingChecks.Deliveries)).Finding);
    }

    [Fact]
    public async Task A_webhook_is_taken_although_it_could_not_be_noted_that_it_came()
    {
        var hook = new TableHook();
        await using var stage = await OnboardingStage.StartAsync(hook.Install);
        hook.OnCall = (request, _) => Uri.UnescapeDataString(request.Uri.ToString()).Contains("RowKey='heard'", StringComparison.Ordinal)
            ? throw new Azure.RequestFailedException(500, "away")
            : Task.FromResult(false);

        await stage.PostEventAsync();
    }

    [Theory]
    [InlineData("other key")]
    [InlineData("too old")]
    [InlineData("nonsense")]
    [InlineData("twice")]
    public async Task A_test_that_is_not_ours_is_answered_like_any_unsigned_post(string kind)
    {
        await using var stage = await OnboardingStage.StartAsync();
        var ours = stage.Product.Get<OwnAddressProof>().Issue();
        string[] values = kind switch
        {
            "other key" => [(ours[0] == 'A' ? "B" : "A") + ours[1..]],
            "nonsense" => ["passed"],
            "twice" => [ours, ours],
            _ => [ours],
        };
        if (kind == "too old") stage.Product.Time.Advance(TimeSpan.FromMinutes(2));

        foreach (var path in new[] { Routes.GoHighLevelEvents, Routes.GoHighLevelOutbound })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent([]) };
            request.Headers.Add(OwnAddressProof.Header, values);
            using var answer = await stage.Stage.Door.Http.SendAsync(request);
            Assert.Equal((HttpStatusCode.Unauthorized, false), (answer.StatusCode, Answers.IsPassed(answer, OwnAddressProof.Header)));
        }
    }

    private static async Task PostAsync(OnboardingStage stage, HeardKind kind)
    {
        if (kind == HeardKind.Event) await stage.PostEventAsync();
        else Assert.Equal(StatusCodes.Status204NoContent, (int)await stage.PostDeliveryAsync());
    }
}
