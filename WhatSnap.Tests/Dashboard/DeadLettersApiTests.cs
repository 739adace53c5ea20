using System.Net;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.Messages;
using WhatSnap.Tests.Accounts;
using WhatSnap.Tests.Fixture;
using WhatSnap.Tests.Messages;

namespace WhatSnap.Tests.Dashboard;

/// <summary>Messages that did not pass, as people see them, and their way back.</summary>
public sealed class DeadLettersApiTests
{
    private const string Text = "a text that nobody else reads";
    private const string Refused = "message_refused";
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task They_are_grouped_by_reason_with_number_times_and_whether_they_may_come_back()
    {
        await using var stage = await StartAsync();
        var first = await DieAsync(stage, 1);
        var last = await DieAsync(stage, 2);
        await stage.Stage.Product.AcceptAsync("72345", "Your code");
        await stage.Stage.Product.Queue.RunAllAsync(Hour);

        var groups = (await stage.GetAsync("api/dead-letters")).Json.GetProperty("groups").EnumerateArray().ToList();

        Assert.Equal(["sender_without_number", Refused], groups.Select(group => group.GetProperty("code").GetString()));
        Assert.Equal((1, false), (groups[0].GetProperty("count").GetInt32(), groups[0].GetProperty("canBeReplayed").GetBoolean()));
        Assert.Equal("sender_without_number", groups[0].GetProperty("hindrance").GetProperty("code").GetString());
        Assert.Equal(
            (2, false, true, first, last),
            (groups[1].GetProperty("count").GetInt32(), groups[1].GetProperty("hasMore").GetBoolean(), groups[1].GetProperty("canBeReplayed").GetBoolean(),
                groups[1].GetProperty("oldest").GetDateTimeOffset(), groups[1].GetProperty("newest").GetDateTimeOffset()));
        Assert.Equal(Failures.MessageRefused.Sentence, groups[1].GetProperty("sentence").GetString());
    }

    [Fact]
    public async Task A_list_shows_whose_and_when_and_neither_text_nor_number()
    {
        await using var stage = await StartAsync();
        var written = await DieAsync(stage, 1);

        var list = await stage.GetAsync($"api/dead-letters?code={Refused}");

        var one = Assert.Single(list.Json.GetProperty("letters").EnumerateArray());
        Assert.Equal((stage.SalesId, "Sales"), (one.GetProperty("accountId").GetString(), one.GetProperty("accountName").GetString()));
        Assert.Equal(stage.Stage.Product.Crm.World.Contacts.Single().Id, one.GetProperty("contactId").GetString());
        Assert.Equal((written, true, 0), (one.GetProperty("writtenAt").GetDateTimeOffset(), one.GetProperty("hasText").GetBoolean(), one.GetProperty("attachments").GetInt32()));
        Assert.Equal("+15***01", one.GetProperty("sender").GetString());
        Assert.False(string.IsNullOrEmpty(one.GetProperty("vendorWords").GetString()));
        Assert.DoesNotContain(Text, list.Body, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(TestProduct.Customer(1)[1..], list.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_than_are_counted_are_said_to_be_more_and_pages_lead_through_all_of_them()
    {
        await using var stage = await StartAsync();
        var first = await DieAsync(stage, 1);
        await LetterSeed.CopyAsync(stage.Stage.Product, 200);

        var group = Assert.Single((await stage.GetAsync("api/dead-letters")).Json.GetProperty("groups").EnumerateArray());
        var (times, next) = (new List<DateTimeOffset>(), "");
        while (next is not null)
        {
            var page = await stage.GetAsync($"api/dead-letters?code={Refused}&after={next}");
            times.AddRange(page.Json.GetProperty("letters").EnumerateArray().Select(one => one.GetProperty("writtenAt").GetDateTimeOffset()));
            next = page.Json.GetProperty("next").GetString();
        }

        Assert.Equal((200, true), (group.GetProperty("count").GetInt32(), group.GetProperty("hasMore").GetBoolean()));
        Assert.Equal((first, first.AddSeconds(200)), (group.GetProperty("oldest").GetDateTimeOffset(), group.GetProperty("newest").GetDateTimeOffset()));
        Assert.Equal(201, times.Count);
        Assert.Equal(times.OrderDescending(), times);
    }

    [Fact]
    public async Task A_replay_by_reason_takes_a_bounded_number_and_says_where_to_go_on()
    {
        await using var stage = await StartAsync();
        await DieAsync(stage, 1);
        await LetterSeed.CopyAsync(stage.Stage.Product, ReplayLetters.Most);

        var first = await stage.PostAsync("api/dead-letters/replay", new { code = Refused });
        var second = await stage.PostAsync("api/dead-letters/replay", new { code = Refused, after = first.Text("next") });

        Assert.Equal((ReplayLetters.Most, true), (first.Json.GetProperty("replayed").GetInt32(), first.Json.GetProperty("more").GetBoolean()));
        Assert.Equal((1, false), (second.Json.GetProperty("replayed").GetInt32(), second.Json.GetProperty("more").GetBoolean()));
        Assert.Empty((await stage.GetAsync("api/dead-letters")).Json.GetProperty("groups").EnumerateArray());
        Assert.Empty(await stage.Stage.Product.DeadLettersAsync());
    }

    [Fact]
    public async Task One_is_replayed_by_its_id_and_arrives_with_its_date_and_that_is_recorded()
    {
        await using var stage = await StartAsync();
        var written = await DieAsync(stage, 1);
        await DieAsync(stage, 2);
        Pass(stage);
        var id = (await stage.Stage.Product.DeadLettersAsync()).Single(letter => letter.Entry.WrittenAt == written).Id;

        var done = await stage.PostAsync("api/dead-letters/replay", new { id });
        await stage.Stage.Product.Queue.RunAllAsync(Hour);

        Assert.Equal(1, done.Json.GetProperty("replayed").GetInt32());
        Assert.Equal(written, Assert.Single(stage.Stage.Product.CrmMessages).DateAdded);
        Assert.Single(await stage.Stage.Product.DeadLettersAsync());
        Assert.Equal(("messages_replayed", "id"), await RecordedAsync(stage));
        Assert.Equal(HttpStatusCode.NotFound, (await stage.PostAsync("api/dead-letters/replay", new { id })).Status);
    }

    [Fact]
    public async Task A_dry_run_counts_changes_nothing_and_is_not_recorded()
    {
        await using var stage = await StartAsync();
        await DieAsync(stage, 1);
        await DieAsync(stage, 2);
        var id = (await stage.Stage.Product.DeadLettersAsync())[0].Id;

        var all = await stage.PostAsync("api/dead-letters/replay", new { code = Refused, dryRun = true });
        var one = await stage.PostAsync("api/dead-letters/replay", new { id, dryRun = true });

        Assert.Equal((2, 1), (all.Json.GetProperty("replayed").GetInt32(), one.Json.GetProperty("replayed").GetInt32()));
        Assert.True(all.Json.GetProperty("dryRun").GetBoolean());
        Assert.Equal((2, 0), ((await stage.Stage.Product.DeadLettersAsync()).Count, stage.Stage.Product.Queue.Count));
        Assert.Empty((await stage.GetAsync("api/activity")).Json.GetProperty("activities").EnumerateArray());
    }

    [Fact]
    public async Task What_would_fail_again_stays_and_is_told_with_its_reason()
    {
        await using var stage = await StartAsync();
        await stage.Stage.Product.AcceptAsync("72345", "Your code");
        await stage.Stage.Product.Queue.RunAllAsync(Hour);
        var id = (await stage.Stage.Product.DeadLettersAsync())[0].Id;

        var one = await stage.PostAsync("api/dead-letters/replay", new { id });
        var all = await stage.PostAsync("api/dead-letters/replay", new { code = "sender_without_number" });

        Assert.Equal((HttpStatusCode.Conflict, $"This message would fail again. {Failures.SenderWithoutNumber.Sentence}"), (one.Status, one.Sentence));
        Assert.Equal(0, all.Json.GetProperty("replayed").GetInt32());
        var skipped = Assert.Single(all.Json.GetProperty("skipped").EnumerateArray());
        Assert.Equal(("sender_without_number", 1), (skipped.GetProperty("code").GetString(), skipped.GetProperty("count").GetInt32()));
        Assert.Single(await stage.Stage.Product.DeadLettersAsync());
    }

    [Fact]
    public async Task Nothing_comes_back_while_the_account_is_gone_or_the_location_has_lost_its_access()
    {
        await using var stage = await StartAsync();
        var product = stage.Stage.Product;
        await DieAsync(stage, 1);

        await product.Get<AccountTable>().RemoveAsync(product.Account.Key, _ => true, CancellationToken.None);
        Assert.Equal("account_gone", await WhyNotAsync(stage));
        await product.Get<Core.GoHighLevel.UninstallLocation>().RunAsync(product.LocationId, product.Time.GetUtcNow(), CancellationToken.None);
        product.Time.Advance(TimeSpan.FromMinutes(1));

        var known = await product.Get<ReadHindrances>().RunAsync(product.LocationId, CancellationToken.None);
        Assert.Equal("uninstalled", known.Of((await product.DeadLettersAsync())[0].Entry)!.Code);
    }

    [Fact]
    public async Task A_message_that_went_out_is_not_replayed_and_its_refusal_says_what_to_do()
    {
        await using var stage = await StartAsync();
        var product = stage.Stage.Product;
        await product.Get<MessageLinks>().AddAsync(
            new MessageLink(product.LocationId, "msg1", "contact1", null, "", product.Time.GetUtcNow()), CancellationToken.None);

        var byId = await stage.PostAsync("api/dead-letters/replay", new { id = "msg1" });
        var byCode = await stage.PostAsync("api/dead-letters/replay", new { code = "sender_not_active" });

        Assert.All([byId, byCode], refused => Assert.Equal(HttpStatusCode.Conflict, refused.Status));
        Assert.StartsWith("Send it again in GoHighLevel", byId.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_location_sees_and_replays_none_of_them()
    {
        await using var stage = await StartAsync();
        await DieAsync(stage, 1);
        var id = (await stage.Stage.Product.DeadLettersAsync())[0].Id;
        var other = stage.TokenFor($"loc{Guid.NewGuid():N}", Rights.All);

        Assert.Empty((await stage.GetAsync("api/dead-letters", other)).Json.GetProperty("groups").EnumerateArray());
        Assert.Empty((await stage.GetAsync($"api/dead-letters?code={Refused}", other)).Json.GetProperty("letters").EnumerateArray());
        Assert.Equal(HttpStatusCode.NotFound, (await stage.PostAsync("api/dead-letters/replay", new { id }, other)).Status);
        Assert.Equal(0, (await stage.PostAsync("api/dead-letters/replay", new { code = Refused }, other)).Json.GetProperty("replayed").GetInt32());
        Assert.Single(await stage.Stage.Product.DeadLettersAsync());
    }

    [Fact]
    public async Task Who_may_only_look_replays_nothing()
    {
        await using var stage = await StartAsync();
        await DieAsync(stage, 1);
        var viewer = stage.TokenFor(stage.Stage.LocationId, Rights.View);

        Assert.Equal(HttpStatusCode.OK, (await stage.GetAsync("api/dead-letters", viewer)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await stage.PostAsync("api/dead-letters/replay", new { code = Refused, dryRun = true }, viewer)).Status);
    }

    [Theory]
    [InlineData("{}", 400)]
    [InlineData("""{"id":"0","code":"message_refused"}""", 400)]
    [InlineData("""{"id":"00000000000000000000000000000000","after":"0"}""", 400)]
    [InlineData("""{"code":"nothing_of_the_kind"}""", 400)]
    [InlineData("""{"code":"message_refused","after":"'or"}""", 400)]
    [InlineData("""{"code":7}""", 400)]
    [InlineData("""{"code":"message_refused","dryRun":"yes"}""", 400)]
    [InlineData("""["message_refused"]""", 400)]
    [InlineData("null", 400)]
    [InlineData("", 400)]
    [InlineData("""{"id":"x' or RowKey ne '"}""", 404)]
    [InlineData("""{"id":"o~message_refused~0"}""", 404)]
    public async Task A_replay_that_is_not_clear_is_refused(string body, int status)
    {
        await using var stage = await StartAsync();

        var refused = await stage.SendTextAsync(HttpMethod.Post, "api/dead-letters/replay", body);

        Assert.Equal(status, (int)refused.Status);
        Assert.NotEmpty(refused.Sentence);
    }

    [Fact]
    public async Task A_body_that_is_too_long_is_refused()
    {
        await using var stage = await StartAsync();

        var refused = await stage.PostAsync("api/dead-letters/replay", new { code = new string('x', 2000) });

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.Status);
    }

    [Theory]
    [InlineData("?code=nothing_of_the_kind")]
    [InlineData("?code=sender_not_active")]
    [InlineData("?after=0")]
    [InlineData("?code=message_refused&after=x%27%20or%20RowKey%20ne%20%27")]
    public async Task A_list_that_cannot_be_is_refused(string query)
    {
        await using var stage = await StartAsync();

        var refused = await stage.GetAsync($"api/dead-letters{query}");

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.NotEmpty(refused.Sentence);
    }

    private static async Task<ApiStage> StartAsync()
    {
        var stage = await ApiStage.StartAsync();
        var world = stage.Stage.Product.Crm.World;
        world.Faults = world.Faults with { RefuseMessageTexts = [Text] };
        return stage;
    }

    private static void Pass(ApiStage stage)
    {
        var world = stage.Stage.Product.Crm.World;
        world.Faults = world.Faults with { RefuseMessageTexts = [] };
    }

    /// <returns>When the message was written.</returns>
    private static async Task<DateTimeOffset> DieAsync(ApiStage stage, int customer)
    {
        var product = stage.Stage.Product;
        await product.AcceptAsync(TestProduct.Customer(customer), Text);
        var written = product.Time.GetUtcNow();
        await product.Queue.RunAllAsync(Hour);
        product.Time.Advance(TimeSpan.FromMinutes(1));
        return written;
    }

    private static async Task<string> WhyNotAsync(ApiStage stage)
    {
        var dry = await stage.PostAsync("api/dead-letters/replay", new { code = Refused, dryRun = true });
        Assert.Equal(0, dry.Json.GetProperty("replayed").GetInt32());
        return Assert.Single(dry.Json.GetProperty("skipped").EnumerateArray()).GetProperty("code").GetString()!;
    }

    private static async Task<(string?, string?)> RecordedAsync(ApiStage stage)
    {
        var one = Assert.Single((await stage.GetAsync("api/activity")).Json.GetProperty("activities").EnumerateArray());
        return (one.GetProperty("code").GetString(), Assert.Single(one.GetProperty("members").EnumerateArray()).GetString());
    }
}
