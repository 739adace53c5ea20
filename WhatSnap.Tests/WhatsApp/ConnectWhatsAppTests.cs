using System.Net;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Pairing;
using WhatSnap.Core.WhatsApp;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.WhatsApp;

public sealed class ConnectWhatsAppTests
{
    [Fact]
    public async Task A_phone_that_scans_makes_the_account_active_with_its_number_and_tag()
    {
        await using var stage = await WhatsAppStage.StartAsync();

        var key = await stage.ConnectAsync();

        var attempt = (await stage.AttemptAsync(key))!;
        Assert.Equal(ConnectionEnds.Connected, attempt.EndCode);
        Assert.Equal(
            ["session_ready", "phone_linked", "linked_number_ready", "tag_ready", "activated"], attempt.Steps.Select(step => step.Code));
        var account = (await stage.AccountAsync(key))!;
        Assert.Equal((AccountStates.Active.Code, stage.Number), (account.StateCode, account.Number.ToString()));
        Assert.Null(account.PendingUntil);
        Assert.Contains(account.Tag, stage.Tags);
        Assert.Null(await stage.Product.Get<QrCodeTable>().FindAsync(key, CancellationToken.None));
        Assert.True(stage.Flows.Restarts >= 7);
        Assert.Empty(stage.Flows.Failures);
    }

    [Fact]
    public async Task An_account_without_a_number_is_shown_with_the_warning_and_counts_among_the_ten()
    {
        await using var stage = await WhatsAppStage.StartAsync();

        var added = await stage.PostAsync("api/accounts", new { kind = "whatsapp", name = "Support" });
        for (var i = 0; i < AccountTable.MostPerLocation - 2; i++) await stage.AddAsync($"Line {i}");
        var full = await stage.PostAsync("api/accounts", new { kind = "whatsapp", name = "One more" });
        var taken = await stage.PostAsync("api/accounts", new { kind = "whatsapp", name = " support " });

        Assert.Equal(("whatsapp", "pending"), (added.Text("kind"), added.Text("state", "code")));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, added.Json.GetProperty("number").ValueKind);
        Assert.Contains("unofficial client", added.Text("notice", "sentence"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, full.Status);
        Assert.Equal(HttpStatusCode.Conflict, taken.Status);
    }

    [Fact]
    public async Task Codes_that_ran_out_are_asked_for_anew_and_a_later_one_can_be_scanned()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.AddAsync();
        stage.OnWaits(
            () => stage.Waha.AnnounceQrAsync("qr-1"),
            () => stage.Waha.AnnounceAsync("FAILED", "codes_ran_out"),
            () => stage.Waha.AnnounceQrAsync("qr-2"),
            () => stage.Waha.LinkAsync(stage.Number));

        await stage.Flows.RunAllAsync();

        Assert.Equal(ConnectionEnds.Connected, await stage.EndAsync(key));
        Assert.Equal(2, stage.Waha.Calls.Count(call => call.Path.EndsWith("/start", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task When_nobody_scans_it_stops_after_ten_minutes_and_nothing_is_left()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.AddAsync();
        var start = stage.Product.Time.GetUtcNow();
        stage.OnWaits(() => stage.Waha.AnnounceQrAsync("qr-1"));

        await stage.Flows.RunAllAsync();

        Assert.Equal(ConnectionEnds.NotScanned, await stage.EndAsync(key));
        Assert.Equal(ConnectWhatsApp.LinkWithin, stage.Product.Time.GetUtcNow() - start);
        await stage.AssertNothingIsLeftAsync(key);
    }

    [Fact]
    public async Task New_attempts_are_made_five_times_at_most()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.AddAsync();
        stage.OnWaits([.. Enumerable.Repeat<Func<Task>>(() => stage.Waha.AnnounceAsync("FAILED", "codes_ran_out"), 9)]);

        await stage.Flows.RunAllAsync();

        Assert.Equal(ConnectionEnds.NotScanned, await stage.EndAsync(key));
        Assert.Equal(5, stage.Waha.Calls.Count(call => call.Path.EndsWith("/start", StringComparison.Ordinal)));
        await stage.AssertNothingIsLeftAsync(key);
    }

    [Fact]
    public async Task A_lost_event_is_made_up_for_by_a_look()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.AddAsync();
        stage.OnWaits(
            () => stage.Waha.AnnounceQrAsync("qr-1"),
            () =>
            {
                (stage.Waha.Only.Status, stage.Waha.Only.Me) = ("WORKING", $"{stage.Number[1..]}@c.us");
                return Task.CompletedTask;
            });

        await stage.Flows.RunAllAsync();

        Assert.Equal(ConnectionEnds.Connected, await stage.EndAsync(key));
    }

    [Theory]
    [InlineData("logged_out", "link_removed")]
    [InlineData("banned", "link_banned")]
    [InlineData("refused", "link_refused")]
    [InlineData("client_outdated", "link_gateway_outdated")]
    [InlineData("phone_outdated", "link_phone_outdated")]
    public async Task A_session_that_fails_says_why_and_leaves_nothing(string reason, string end)
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.AddAsync();
        stage.OnWaits(() => stage.Waha.AnnounceQrAsync("qr-1"), () => stage.Waha.AnnounceAsync("FAILED", reason));

        await stage.Flows.RunAllAsync();

        Assert.Equal(end, await stage.EndAsync(key));
        await stage.AssertNothingIsLeftAsync(key);
    }

    [Fact]
    public async Task A_number_of_another_account_is_refused_here_and_elsewhere_without_saying_whose_and_its_link_is_undone()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        await using var other = await WhatsAppStage.StartAsync();
        var first = await stage.ConnectAsync("First");

        var here = await stage.AddAsync();
        stage.OnWaits(() => LinkAsync(stage, here, stage.Number));
        await stage.Flows.RunAllAsync();
        var elsewhere = await other.ConnectAsync(number: stage.Number);

        Assert.Equal("number_connected_here", await stage.EndAsync(here));
        foreach (var path in (string[])[$"api/accounts/{here.AccountId}", $"api/accounts/{here.AccountId}/qr"])
        {
            var told = await stage.GetAsync(path);
            Assert.Equal((HttpStatusCode.NotFound, $"The account was not connected. {StepFindings.Of("number_connected_here").Sentence}"), (told.Status, told.Text("title")));
        }

        Assert.Equal("number_connected_elsewhere", await other.EndAsync(elsewhere));
        Assert.Equal($"wa-{first.AccountId}", Assert.Single(stage.Waha.Sessions).Key);
        Assert.Equal(AccountStates.Active.Code, (await stage.AccountAsync(first))!.StateCode);
        await other.AssertNothingIsLeftAsync(elsewhere);
        Assert.DoesNotContain(stage.Product.LocationId, StepFindings.Of("number_connected_elsewhere").Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_that_does_not_answer_or_refuses_is_told_in_words()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var dead = await stage.AddAsync();
        var tries = 0;
        stage.OnWaha.OnCall = request => request.Method == HttpMethod.Delete || ++tries > 6 ? HttpFault.None : HttpFault.LostBefore;
        await stage.Flows.RunAllAsync();
        stage.OnWaha.OnCall = request => request.Method == HttpMethod.Delete ? HttpFault.None : HttpFault.Unauthorized;
        var refused = await stage.AddAsync();
        await stage.Flows.RunAllAsync();

        Assert.Equal(ConnectionEnds.GatewayUnreachable, await stage.EndAsync(dead));
        Assert.Equal("gateway_refused", await stage.EndAsync(refused));
        await stage.AssertNothingIsLeftAsync(dead);
        await stage.AssertNothingIsLeftAsync(refused);
    }

    [Theory]
    [InlineData(nameof(HttpFault.LostAfter))]
    [InlineData(nameof(HttpFault.LostBefore))]
    [InlineData(nameof(HttpFault.ServerError))]
    public async Task Every_call_to_the_gateway_may_fail_once(string fault)
    {
        await using var stage = await WhatsAppStage.StartAsync();
        HashSet<string> failed = [];
        stage.OnWaha.OnCall = request => !request.RequestUri!.AbsolutePath.EndsWith("/qr", StringComparison.Ordinal)
            && failed.Add($"{request.Method} {request.RequestUri.AbsolutePath}") ? Enum.Parse<HttpFault>(fault) : HttpFault.None;

        var key = await stage.ConnectAsync();

        Assert.Equal(ConnectionEnds.Connected, await stage.EndAsync(key));
        Assert.True(failed.Count >= 4);
        Assert.NotEmpty(stage.Flows.Failures);
    }

    [Fact]
    public async Task Removing_an_account_that_shows_its_code_ends_the_attempt_and_leaves_nothing()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.AddAsync();
        stage.OnWaits(() => stage.Waha.AnnounceQrAsync("qr-1"), () => stage.DeleteAsync($"api/accounts/{key.AccountId}"));

        await stage.Flows.RunAllAsync();

        Assert.Equal(ConnectionEnds.Cancelled, await stage.EndAsync(key));
        await stage.AssertNothingIsLeftAsync(key);
    }

    [Fact]
    public async Task A_gateway_that_is_away_while_an_attempt_is_undone_is_waited_for()
    {
        await using var stage = await WhatsAppStage.StartAsync();
        var key = await stage.AddAsync();
        var deletes = 0;
        stage.OnWaha.OnCall = request => request.Method == HttpMethod.Delete && ++deletes < 20 ? HttpFault.LostBefore : HttpFault.None;
        stage.OnWaits(() => stage.DeleteAsync($"api/accounts/{key.AccountId}"));

        await stage.Flows.RunAllAsync();

        Assert.Equal(20, deletes);
        await stage.AssertNothingIsLeftAsync(key);
    }

    /// <summary>The phone links the session of one account among several.</summary>
    private static Task LinkAsync(WhatsAppStage stage, AccountKey key, string number)
    {
        var state = stage.Waha.Sessions[$"wa-{key.AccountId}"];
        (state.Status, state.Me) = ("WORKING", $"{number[1..]}@c.us");
        return Task.CompletedTask;
    }
}
