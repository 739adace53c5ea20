using System.Net;
using System.Text.Json;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.Privacy;
using WhatSnap.Core.Safety;
using WhatSnap.Core.Storage;
using WhatSnap.Tests.Accounts;

namespace WhatSnap.Tests.Safety;

/// <summary>The endpoints of an account's safety.</summary>
public sealed class SafetyApiTests
{
    [Fact]
    public async Task What_is_set_is_shown_and_recorded()
    {
        await using var stage = await ApiStage.StartAsync();
        var path = PathOf(stage);

        var before = await stage.GetAsync(path);
        var set = await PutAsync(stage, """{"mode":"strict","quietHours":{"from":"21:00","until":"08:30","then":"reject"}}""");
        var after = await stage.GetAsync(path);

        Assert.Equal(("off", true), (before.Text("mode"), before.Json.GetProperty("isDefault").GetBoolean()));
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (before.Json.GetProperty("budget").ValueKind, before.Json.GetProperty("quietHours").ValueKind));
        Assert.Equal(set.Body, after.Body);
        Assert.Equal(("strict", false), (after.Text("mode"), after.Json.GetProperty("isDefault").GetBoolean()));
        var quiet = after.Json.GetProperty("quietHours");
        string? Quiet(string name) => quiet.GetProperty(name).GetString();
        Assert.Equal(("21:00", "08:30", "reject", "America/New_York"), (Quiet("from"), Quiet("until"), Quiet("then"), Quiet("timeZone")));
        Assert.Equal(new DateTimeOffset(2026, 11, 23, 13, 30, 0, TimeSpan.Zero), quiet.GetProperty("holdUntil").GetDateTimeOffset());
        Assert.Equal(100, after.Json.GetProperty("budget").GetProperty("hour").GetProperty("limit").GetInt32());
        var activity = Assert.Single((await stage.GetAsync("api/activity")).Json.GetProperty("activities").EnumerateArray());
        Assert.Equal(("safety_changed", stage.SalesId), (activity.GetProperty("code").GetString(), activity.GetProperty("accountId").GetString()));

        // As long as they may be.
        var longest = await PutAsync(stage, """{"mode":"strict","quietHours":{"from":"08:00","until":"04:00","then":"queue"}}""");
        Assert.Equal((HttpStatusCode.OK, "queue"), (longest.Status, longest.Text("quietHours", "then")));

        var without = await PutAsync(stage, """{"mode":"off"}""");
        Assert.Equal(("off", JsonValueKind.Null), (without.Text("mode"), without.Json.GetProperty("quietHours").ValueKind));
    }

    [Theory]
    [InlineData("{}", "mode", "mode")]
    [InlineData("""{"mode":"Strict"}""", "mode", "mode")]
    [InlineData("""{"mode":"1"}""", "mode", "mode")]
    [InlineData("""{"mode":7}""", "JSON", null)]
    [InlineData("[]", "JSON", null)]
    [InlineData("nothing", "JSON", null)]
    [InlineData("""{"mode":"off","quietHours":{}}""", "from or until", "quietHours")]
    [InlineData("""{"mode":"off","quietHours":{"from":"21:00","then":"queue"}}""", "from or until", "quietHours")]
    [InlineData("""{"mode":"off","quietHours":{"from":"24:00","until":"08:00","then":"queue"}}""", "from or until", "quietHours")]
    [InlineData("""{"mode":"off","quietHours":{"from":"9 pm","until":"08:00","then":"queue"}}""", "from or until", "quietHours")]
    [InlineData("""{"mode":"off","quietHours":{"from":"21:00","until":"08:00"}}""", "then", "quietHours")]
    [InlineData("""{"mode":"off","quietHours":{"from":"21:00","until":"08:00","then":"drop"}}""", "then", "quietHours")]
    [InlineData("""{"mode":"off","quietHours":{"from":"21:00","until":"21:00","then":"queue"}}""", "same time", "quietHours")]
    [InlineData("""{"mode":"off","quietHours":{"from":"08:00","until":"05:00","then":"queue"}}""", "too long", "quietHours")]
    public async Task What_is_wrong_is_refused_with_a_sentence_and_changes_nothing(string body, string word, string? field)
    {
        await using var stage = await ApiStage.StartAsync();

        var reply = await PutAsync(stage, body);

        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.Contains(word, reply.Sentence, StringComparison.Ordinal);
        Assert.Equal(field, reply.Json.TryGetProperty("field", out var named) ? named.GetString() : null);
        Assert.Equal(SafetySettings.None, (await AccountAsync(stage)).Safety);
        Assert.Empty((await stage.GetAsync("api/activity")).Json.GetProperty("activities").EnumerateArray());
    }

    [Theory]
    [InlineData("gentle", HttpStatusCode.BadRequest)]
    [InlineData("off", HttpStatusCode.OK)]
    public async Task An_account_of_a_kind_without_limits_can_only_be_off(string mode, HttpStatusCode status)
    {
        await using var stage = await ApiStage.StartAsync();
        await stage.Stage.Product.AddAccountAsync("Phone", "+15005550109", account => account with { Platform = Platform.Device });

        var reply = await stage.SendAsync(HttpMethod.Put, "api/accounts/acc-phone/safety", Json($$"""{"mode":"{{mode}}"}"""), null);

        Assert.Equal(status, reply.Status);
        if (status == HttpStatusCode.BadRequest) Assert.Equal(("There are no limits for accounts of this kind.", "mode"), (reply.Sentence, reply.Text("field")));
    }

    [Fact]
    public async Task An_account_that_is_switched_off_pauses_no_more()
    {
        await using var stage = await ApiStage.StartAsync();
        var now = stage.Stage.Product.Time.GetUtcNow();
        await stage.Stage.Product.ChangeAccountAsync(known => known with
        {
            Safety = new SafetySettings { Mode = SafetyMode.Gentle, Pause = new SafetyPause("texts_filtered", now, now.AddHours(9)) },
        });
        async Task<int> SignsAsync() => (await stage.GetAsync("api/health")).Json.GetProperty("accounts")[0].GetProperty("reasons").GetArrayLength();
        var before = await SignsAsync();

        var off = await PutAsync(stage, """{"mode":"off"}""");

        Assert.Equal((1, 0), (before, await SignsAsync()));
        Assert.Equal(JsonValueKind.Null, off.Json.GetProperty("pause").ValueKind);
    }

    [Fact]
    public async Task A_person_ends_a_pause_once()
    {
        await using var stage = await ApiStage.StartAsync();
        var now = stage.Stage.Product.Time.GetUtcNow();
        await stage.Stage.Product.ChangeAccountAsync(known => known with
        {
            Safety = new SafetySettings
            {
                Mode = SafetyMode.Gentle,
                Pause = new SafetyPause("texts_filtered", now, now.AddHours(9)),
                Filtered = [new FilteredText("1", now), new FilteredText("2", now)],
            },
        });

        var paused = await stage.GetAsync(PathOf(stage));
        var resumed = await stage.PostAsync(PathOf(stage) + "/resume", new { });
        var again = await stage.PostAsync(PathOf(stage) + "/resume", new { });

        Assert.Equal(("texts_filtered", "all_but_answers"), (paused.Text("pause", "code"), paused.Text("pause", "holds")));
        Assert.Equal(PauseReasons.Filtered.Sentence, paused.Text("pause", "sentence"));
        Assert.Equal(JsonValueKind.Null, resumed.Json.GetProperty("pause").ValueKind);
        Assert.Equal((HttpStatusCode.Conflict, "This account does not pause."), (again.Status, again.Sentence));
        Assert.Empty((await AccountAsync(stage)).Safety.Filtered);
        var activity = Assert.Single((await stage.GetAsync("api/activity")).Json.GetProperty("activities").EnumerateArray());
        Assert.Equal("sending_resumed", activity.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Another_location_and_a_session_without_the_right_neither_see_nor_change_it()
    {
        await using var stage = await ApiStage.StartAsync();
        var (other, viewer) = (stage.TokenFor("another-location", Rights.All), stage.TokenFor(stage.Stage.LocationId, Rights.View));
        var body = """{"mode":"strict"}""";

        Assert.Equal(HttpStatusCode.OK, (await stage.GetAsync(PathOf(stage), viewer)).Status);
        foreach (var path in new[] { PathOf(stage), "api/accounts/~/safety", "api/accounts/acc-none/safety" })
        {
            var token = path == PathOf(stage) ? other : null;
            Assert.Equal(HttpStatusCode.NotFound, (await stage.GetAsync(path, token)).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await stage.SendAsync(HttpMethod.Put, path, Json(body), token)).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await stage.PostAsync(path + "/resume", new { }, token)).Status);
        }

        Assert.Equal(HttpStatusCode.Forbidden, (await stage.SendAsync(HttpMethod.Put, PathOf(stage), Json(body), viewer)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await stage.PostAsync(PathOf(stage) + "/resume", new { }, viewer)).Status);
        Assert.Equal(SafetySettings.None, (await AccountAsync(stage)).Safety);
    }

    [Fact]
    public async Task The_budget_shows_what_is_used_and_when_the_next_message_could_leave()
    {
        await using var stage = await SafetyStage.StartAsync();
        await stage.WriteAsync(Enumerable.Range(1, 6).Select(index => stage.Sends.Contact(index)));
        await stage.GoToAsync(stage.Now.AddMinutes(3));

        var reply = await stage.WhatsApp.GetAsync(stage.Path);

        var budget = reply.Json.GetProperty("budget");
        (int, int) Used(string name) => (budget.GetProperty(name).GetProperty("used").GetInt32(), budget.GetProperty(name).GetProperty("limit").GetInt32());
        Assert.Equal(("gentle", true, 1), (reply.Text("mode"), reply.Json.GetProperty("isDefault").GetBoolean(), budget.GetProperty("day").GetInt32()));
        Assert.Equal([(5, 20), (5, 50), (5, 5)], [Used("hour"), Used("today"), Used("strangersToday")]);
        Assert.Equal(1, budget.GetProperty("waiting").GetInt32());
        Assert.Equal(stage.Now, budget.GetProperty("nextFreeAt").GetDateTimeOffset());
        Assert.True(budget.GetProperty("nextFreeForStrangersAt").GetDateTimeOffset() > new DateTimeOffset(2026, 11, 24, 5, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task The_next_message_that_is_no_answer_could_leave_when_the_days_limit_ends()
    {
        await using var stage = await SafetyStage.StartAsync();
        var budgets = stage.Product.Get<SendBudgets>();
        var full = Enumerable.Range(1, 50).Select(index => new Slot(stage.Now.AddHours(-1).AddSeconds(index), SlotKind.Known, (uint)index, 0));
        var read = await budgets.ReadAsync(stage.Sends.Key, CancellationToken.None);
        Assert.True(await budgets.TrySaveAsync(stage.Sends.Key, read, new SlotLedger([.. full]), CancellationToken.None));

        var budget = (await stage.WhatsApp.GetAsync(stage.Path)).Json.GetProperty("budget");

        Assert.Equal(new DateTimeOffset(2026, 11, 24, 5, 0, 0, TimeSpan.Zero), budget.GetProperty("nextFreeAt").GetDateTimeOffset());
    }

    [Fact]
    public async Task What_is_exported_and_erased_of_a_location_has_its_slots_as_they_are_stored()
    {
        await using var stage = await SafetyStage.StartAsync();
        await stage.WriteAsync([stage.Sends.Contact(1)]);

        var found = stage.Product.Get<FindStored>().RunAsync(new StoredItem.Owner(stage.Product.LocationId, null, null), CancellationToken.None);
        var row = await found.OfType<StoredItem.Row>().SingleAsync(item => item.Table == TableNames.Safety);
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text)) row.WriteTo(json, null);

        var slots = JsonElement.Parse(text.ToArray()).GetProperty("Slots").GetBytesFromBase64();
        Assert.Equal((await stage.LedgerAsync()).Slots, SlotLedger.Read(slots).Slots);
    }

    private static string PathOf(ApiStage stage) => $"api/accounts/{stage.SalesId}/safety";

    private static Task<Fixture.Reply> PutAsync(ApiStage stage, string body) => stage.SendTextAsync(HttpMethod.Put, PathOf(stage), body);

    private static StringContent Json(string body) => new(body, System.Text.Encoding.UTF8, "application/json");

    private static async Task<Account> AccountAsync(ApiStage stage) => (await stage.Stage.Product.Get<AccountTable>().FindAsync(
        stage.Stage.LocationId, stage.SalesId, CancellationToken.None))!;
}
