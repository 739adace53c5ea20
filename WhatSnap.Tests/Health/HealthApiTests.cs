using System.Net;
using System.Net.Http.Json;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.Health;
using WhatSnap.Core.Messages;
using WhatSnap.Local.Simulators.GoHighLevel;
using WhatSnap.Tests.Accounts;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Health;

/// <summary>What the API tells of health and alerts.</summary>
public sealed class HealthApiTests
{
    private static readonly string[] Emails = ["owner@example.com"];

    [Fact]
    public async Task An_account_without_trouble_has_a_hundred_and_one_that_stands_has_nothing()
    {
        await using var stage = await ApiStage.StartAsync();
        var well = await AccountAsync(stage);
        await AlertStage.BeAsync(stage.Stage.Product, AccountStates.NeedsNewToken);
        var ill = await AccountAsync(stage);

        Assert.Equal((100, 0), (well.GetProperty("score").GetInt32(), well.GetProperty("reasons").GetArrayLength()));
        Assert.Equal(0, ill.GetProperty("score").GetInt32());
        var reason = ill.GetProperty("reasons").EnumerateArray().Single();
        Assert.Equal(("needs_new_token", 100), (reason.GetProperty("code").GetString(), reason.GetProperty("points").GetInt32()));
        Assert.Equal(AccountStates.NeedsNewToken.NextAction, reason.GetProperty("nextAction").GetString());
    }

    [Fact]
    public async Task What_is_not_connected_has_no_score_and_its_state_is_the_reason_while_every_other_state_has_one()
    {
        AccountState[] without =
        [
            AccountStates.Pending, AccountStates.Reconnecting, AccountStates.Disconnecting, AccountStates.Removing, AccountStates.Disconnected,
            AccountStates.RouteLeft,
        ];
        await using var stage = await ApiStage.StartAsync();
        foreach (var state in AccountStates.All)
        {
            await AlertStage.BeAsync(stage.Stage.Product, state);
            var account = await AccountAsync(stage);

            Assert.Equal((state.Code, without.Contains(state)), (state.Code, account.GetProperty("score").ValueKind == System.Text.Json.JsonValueKind.Null));
            if (!without.Contains(state)) continue;
            var reason = account.GetProperty("reasons")[0];
            Assert.Equal((state.Code, 0), (reason.GetProperty("code").GetString(), reason.GetProperty("points").GetInt32()));
            Assert.Equal((state.Sentence, state.NextAction), (reason.GetProperty("sentence").GetString(), reason.GetProperty("nextAction").GetString()));
        }
    }

    [Fact]
    public async Task Since_when_nothing_is_missing_is_said_and_how_far_it_was_looked()
    {
        await using var stage = await ApiStage.StartAsync();
        var product = stage.Stage.Product;
        var now = product.Time.GetUtcNow();
        await product.Get<AccountTable>().UpdateAsync(
            product.Account.Key, known => known with { ConnectedAt = now, ReconciledUntil = now + TimeSpan.FromHours(15) }, CancellationToken.None);

        var account = await AccountAsync(stage);

        Assert.Equal(
            "Nothing is missing since 23 November 2026 12:00 UTC; last looked at 24 November 2026 03:00 UTC.", account.GetProperty("missing").GetString());
    }

    [Fact]
    public async Task Messages_that_wait_long_or_fail_often_lower_the_score_and_are_counted()
    {
        await using var stage = await ApiStage.StartAsync();
        var product = stage.Stage.Product;
        await FailAsync(product, 4);
        product.Crm.World.Faults = new GoHighLevelFaults { Unavailable = true };
        await product.AcceptAsync(TestProduct.Customer(1), "waits");
        await product.Queue.RunDueAsync();
        product.Time.Advance(TimeSpan.FromMinutes(4));
        var before = await AccountAsync(stage);
        await FailAsync(product, 1);
        product.Time.Advance(TimeSpan.FromMinutes(2));
        var after = await AccountAsync(stage);
        product.Time.Advance(TimeSpan.FromDays(1));
        var later = await AccountAsync(stage);

        Assert.Equal((100, 1, 4), Counted(before));
        Assert.Equal((50, 1, 5), Counted(after));
        Assert.Equal(["messages_waiting", "messages_failing"], after.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetProperty("code").GetString()));
        Assert.InRange(product.Time.GetUtcNow().AddDays(-1) - after.GetProperty("waitingSince").GetDateTimeOffset(), TimeSpan.FromMinutes(5.9), TimeSpan.FromMinutes(6.1));
        Assert.Equal((80, 1, 0), Counted(later));

        static (int Score, int Waiting, int Failed) Counted(System.Text.Json.JsonElement account) =>
            (account.GetProperty("score").GetInt32(), account.GetProperty("waiting").GetInt32(), account.GetProperty("failedLately").GetInt32());
    }

    [Theory]
    [InlineData(11, true, true)]
    [InlineData(11, false, false)]
    [InlineData(9, true, false)]
    public async Task Many_that_failed_count_no_more_when_others_went_through_since_and_none_failed_for_ten_minutes(int minutes, bool passes, bool isOver)
    {
        await using var stage = await ApiStage.StartAsync();
        var product = stage.Stage.Product;
        await product.AcceptAsync(TestProduct.Customer(1), "before");
        await product.Queue.RunAllAsync(TimeSpan.FromMinutes(1));
        product.Time.Advance(TimeSpan.FromSeconds(1));
        await FailAsync(product, 5);
        product.Time.Advance(TimeSpan.FromMinutes(1));
        if (passes) await product.AcceptAsync(TestProduct.Customer(1), "after");
        await product.Queue.RunAllAsync(TimeSpan.FromMinutes(1));

        product.Time.Advance(TimeSpan.FromMinutes(minutes - 1));
        var account = await AccountAsync(stage);

        Assert.Equal((isOver ? 100 : 70, 5), (account.GetProperty("score").GetInt32(), account.GetProperty("failedLately").GetInt32()));
    }

    [Fact]
    public async Task What_waited_or_failed_and_went_through_at_last_counts_no_more()
    {
        await using var stage = await ApiStage.StartAsync();
        var product = stage.Stage.Product;
        product.Crm.World.Faults = new GoHighLevelFaults { RefuseMessageTexts = ["refused"] };
        await product.AcceptAsync(TestProduct.Customer(1), "refused");
        await product.Queue.RunAllAsync(TimeSpan.FromMinutes(10));
        product.Crm.World.Faults = new GoHighLevelFaults { Unavailable = true };
        await product.AcceptAsync(TestProduct.Customer(2), "waits");
        await product.Queue.RunDueAsync();
        var before = await AccountAsync(stage);

        product.Crm.World.Faults = new GoHighLevelFaults();
        await product.Get<ReplayLetters>().RunAsync(new ReplayOrder(product.LocationId, Failures.MessageRefused.Code), CancellationToken.None);
        await product.Queue.RunAllAsync(TimeSpan.FromMinutes(10));
        var after = await AccountAsync(stage);

        Assert.Equal((1, 1), (before.GetProperty("waiting").GetInt32(), before.GetProperty("failedLately").GetInt32()));
        Assert.Equal((0, 0), (after.GetProperty("waiting").GetInt32(), after.GetProperty("failedLately").GetInt32()));
    }

    [Fact]
    public async Task What_goes_on_and_what_is_over_are_listed()
    {
        await using var stage = await ApiStage.StartAsync();
        await AlertStage.BeAsync(stage.Stage.Product, AccountStates.NeedsNewToken);
        await LookAsync(stage, 3);
        var during = await AlertsAsync(stage);
        await AlertStage.BeAsync(stage.Stage.Product, AccountStates.Active);
        await LookAsync(stage, 3);
        var after = await AlertsAsync(stage);

        Assert.Equal((1, 0), (during.Json.GetProperty("open").GetArrayLength(), during.Json.GetProperty("over").GetArrayLength()));
        Assert.Equal((0, 1), (after.Json.GetProperty("open").GetArrayLength(), after.Json.GetProperty("over").GetArrayLength()));
        Assert.Equal("needs_new_token", after.Json.GetProperty("over")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task An_alert_that_has_not_lasted_yet_is_not_listed()
    {
        await using var stage = await ApiStage.StartAsync();
        await AlertStage.BeAsync(stage.Stage.Product, AccountStates.NeedsNewToken);
        await LookAsync(stage, 1);

        Assert.Equal(0, (await AlertsAsync(stage)).Json.GetProperty("open").GetArrayLength());
    }

    [Fact]
    public async Task A_new_address_gets_a_secret_that_is_shown_once_and_stored_sealed()
    {
        await using var stage = await ApiStage.StartAsync();

        var first = await PutAsync(stage, new { webhookUrl = "https://hooks.example.org/alerts?key=1" });
        var again = await PutAsync(stage, new { webhookUrl = "https://hooks.example.org/alerts?key=1" });
        var read = await stage.GetAsync("api/alerts/settings");
        var renewed = await PutAsync(stage, new { webhookUrl = "https://hooks.example.org/alerts?key=1", renewsSecret = true });

        var secret = first.Text("webhookSecret");
        Assert.StartsWith("whsec_", secret, StringComparison.Ordinal);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, again.Json.GetProperty("webhookSecret").ValueKind);
        Assert.DoesNotContain(secret, read.Body, StringComparison.Ordinal);
        Assert.NotEqual(secret, renewed.Text("webhookSecret"));
    }

    [Theory]
    [InlineData("http://hooks.example.org/alerts")]
    [InlineData("https://user:word@hooks.example.org/")]
    [InlineData("ftp://hooks.example.org/")]
    [InlineData("/alerts")]
    [InlineData("")]
    public async Task An_address_that_alerts_cannot_go_to_is_refused(string url)
    {
        await using var stage = await ApiStage.StartAsync();

        var reply = await PutAsync(stage, new { webhookUrl = url });

        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.Equal("This is not an address that alerts can be sent to.", reply.Sentence);
    }

    [Fact]
    public async Task E_mails_are_refused_where_there_is_no_mail_server()
    {
        await using var stage = await ApiStage.StartAsync();

        var reply = await PutAsync(stage, new { emails = Emails });

        Assert.Equal("This WhatSnap sends no e-mails.", reply.Sentence);
    }

    [Fact]
    public async Task Who_may_only_look_changes_nothing()
    {
        await using var stage = await ApiStage.StartAsync();
        var token = stage.TokenFor(stage.Stage.LocationId, Rights.View);

        var change = await stage.SendAsync(HttpMethod.Put, "api/alerts/settings", JsonContent.Create(new { }), token);
        var test = await stage.PostAsync("api/alerts/test", new { }, token);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (change.Status, test.Status));
        Assert.Equal(HttpStatusCode.OK, (await stage.GetAsync("api/health", token)).Status);
    }

    [Fact]
    public async Task A_test_without_anybody_to_tell_says_so()
    {
        await using var stage = await ApiStage.StartAsync();

        Assert.Equal(HttpStatusCode.Conflict, (await stage.PostAsync("api/alerts/test", new { })).Status);
    }

    /// <summary>With a session of its own: the first one may be over.</summary>
    private static Task<Fixture.Reply> AlertsAsync(ApiStage stage) => stage.GetAsync("api/alerts", stage.TokenFor(stage.Stage.LocationId, Rights.View));

    private static async Task<System.Text.Json.JsonElement> AccountAsync(ApiStage stage) =>
        (await stage.GetAsync("api/health", stage.TokenFor(stage.Stage.LocationId, Rights.View))).Json.GetProperty("accounts").EnumerateArray().Single();

    private static Task<Fixture.Reply> PutAsync(ApiStage stage, object body) => stage.SendAsync(HttpMethod.Put, "api/alerts/settings", JsonContent.Create(body), null);

    private static async Task FailAsync(TestProduct product, int count)
    {
        for (var number = 0; number < count; number++)
        {
            var row = new PendingRow("", MarkerKey.For(product.Account.AccountId, TestProduct.NewSid()), null, null, product.Time.GetUtcNow(), product.Time.GetUtcNow());
            var entry = MessageEntry.Of(LaneId.New(product.LocationId), row, "contact1", ListedStates.NotStored.Code);
            await product.Get<MessageIndex>().NoteAsync(entry, false, CancellationToken.None);
        }
    }

    private static async Task LookAsync(ApiStage stage, int times)
    {
        for (var look = 0; look < times; look++)
        {
            stage.Stage.Product.Time.Advance(TimeSpan.FromMinutes(5));
            await stage.Stage.Product.Get<CheckHealth>().RunAsync(stage.Stage.LocationId, CancellationToken.None);
        }
    }
}
