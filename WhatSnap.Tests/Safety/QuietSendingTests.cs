using System.Text;
using Azure.Data.Tables;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Safety;
using WhatSnap.Core.Storage;

namespace WhatSnap.Tests.Safety;

/// <summary>Quiet hours on the way out: held or refused, and never for a live conversation.</summary>
public sealed class QuietSendingTests
{
    /// <summary>It is seven in New York: they hold until nine.</summary>
    private static readonly QuietHours Morning = new(new TimeOnly(21, 0), new TimeOnly(9, 0), Rejects: false);
    private static readonly DateTimeOffset Nine = new(2026, 11, 23, 14, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(SafetyMode.Off)]
    [InlineData(SafetyMode.Gentle)]
    public async Task What_is_written_in_quiet_hours_waits_for_their_end_and_is_listed_so(SafetyMode mode)
    {
        await using var stage = await SafetyStage.StartAsync(mode);
        await stage.SetAsync(settings => settings with { Quiet = Morning });

        var id = (await stage.WriteAsync([await stage.KnownAsync(1, TimeSpan.FromDays(3))])).Single();
        Assert.Equal(("waiting", Holds.QuietHours, (DateTimeOffset?)Nine), await stage.ShownAsync(id));
        await stage.GoToAsync(Nine.AddSeconds(-1));
        Assert.Empty(stage.Times);
        await stage.GoToAsync(Nine.AddSeconds(1));

        Assert.Equal(Nine, Assert.Single(stage.Times));
        Assert.Equal(("queued", null, null), await stage.ShownAsync(id));
    }

    [Fact]
    public async Task What_is_written_in_quiet_hours_fails_with_a_sentence_where_the_account_rejects_it()
    {
        await using var stage = await SafetyStage.StartAsync(SafetyMode.Off);
        await stage.SetAsync(settings => settings with { Quiet = Morning with { Rejects = true } });

        var id = (await stage.WriteAsync([stage.Sends.Contact(1)])).Single();
        await stage.GoToAsync(stage.Now.AddMinutes(1));

        Assert.Equal(("failed", "quiet_hours", null), await stage.ShownAsync(id));
        Assert.Equal("failed", stage.Sends.StatusesOf(id).Last());
        Assert.StartsWith(Failures.QuietHours.Sentence, stage.Sends.Crm.Message(id)!.Statuses[^1].Error!.Message, StringComparison.Ordinal);
        await stage.GoToAsync(Nine);
        await stage.WriteAsync([stage.Sends.Contact(2)]);
        Assert.Single(stage.Times);
    }

    [Theory]
    [InlineData(59, true)]
    [InlineData(61, false)]
    public async Task An_answer_in_a_live_conversation_leaves_in_quiet_hours(int minutesAgo, bool leaves)
    {
        await using var stage = await SafetyStage.StartAsync();
        await stage.SetAsync(settings => settings with { Quiet = Morning with { Rejects = true } });

        await stage.WriteAsync([await stage.KnownAsync(1, TimeSpan.FromMinutes(minutesAgo))]);

        Assert.Equal(leaves, stage.Times.Count == 1);
    }

    [Fact]
    public async Task What_waits_leaves_earlier_when_the_quiet_hours_are_taken_away()
    {
        await using var stage = await SafetyStage.StartAsync();
        await stage.SetAsync(settings => settings with { Quiet = Morning });
        await stage.WriteAsync([await stage.KnownAsync(1, TimeSpan.FromDays(3))]);

        await stage.SetAsync(settings => settings with { Quiet = null });
        await stage.GoToAsync(stage.Now.AddMinutes(10));

        Assert.Single(stage.Times);
    }

    [Fact]
    public async Task What_waits_on_purpose_is_no_trouble_of_the_account()
    {
        await using var stage = await SafetyStage.StartAsync();
        await stage.SetAsync(settings => settings with { Quiet = Morning });
        await stage.WriteAsync([await stage.KnownAsync(1, TimeSpan.FromDays(3))]);
        await stage.GoToAsync(stage.Now.AddMinutes(30));

        var health = (await stage.WhatsApp.GetAsync("api/health")).Json.GetProperty("accounts").EnumerateArray()
            .Single(one => one.GetProperty("id").GetString() == stage.Sends.Key.AccountId);

        Assert.Equal((0, 1), (health.GetProperty("waiting").GetInt32(), health.GetProperty("held").GetInt32()));
        Assert.DoesNotContain(health.GetProperty("reasons").EnumerateArray(), reason => reason.GetProperty("code").GetString() == "messages_waiting");
    }

    [Fact]
    public async Task A_message_that_waited_for_hours_still_has_its_four_hours_when_the_provider_is_away_then()
    {
        await using var stage = await SafetyStage.StartAsync(SafetyMode.Off);
        await stage.SetAsync(settings => settings with { Quiet = Morning with { Until = new TimeOnly(13, 0) } });
        var isAway = true;
        stage.Sends.Chats.Refuse = _ => isAway ? WhatsApp.FakeWahaChats.Refusal("connection_428", 503) : null;
        var id = (await stage.WriteAsync([stage.Sends.Contact(1)])).Single();

        await stage.GoToAsync(Nine.AddHours(7));
        Assert.Equal(("waiting", "provider_unreachable", null), await stage.ShownAsync(id));
        isAway = false;
        await stage.GoToAsync(Nine.AddHours(7).AddMinutes(2));

        Assert.Single(stage.Sends.Chats.Sent);
    }

    [Theory]
    [InlineData(SafetyMode.Strict, "failed", "same_text", 5)]
    [InlineData(SafetyMode.Gentle, "waiting", "same_text", 10)]
    public async Task The_same_text_to_many_strangers_is_held_or_refused_and_answers_are_free(SafetyMode mode, string state, string code, int most)
    {
        await using var stage = await SafetyStage.StartAsync(mode);
        await stage.Product.Get<Core.Accounts.AccountTable>().UpdateAsync(
            stage.Sends.Key, known => known with { CreatedAt = known.CreatedAt.AddDays(-30) }, CancellationToken.None);
        await stage.SetAsync(settings => settings);

        var ids = await stage.WriteAsync(Enumerable.Range(1, most + 1).Select(index => stage.Sends.Contact(index)), index => index % 2 == 0 ? "Big  SALE" : "big sale");
        await stage.GoToAsync(stage.Now.AddHours(1));
        await stage.WriteAsync([await stage.KnownAsync(90, TimeSpan.FromHours(1))], _ => "big sale");

        var shown = await Task.WhenAll(ids.Select(stage.ShownAsync));
        var held = Assert.Single(shown, one => one.State != "queued");
        Assert.Equal((state, code), (held.State, held.Code));
        Assert.Equal(most + 1, stage.Times.Count);
        var row = (await stage.Table(TableNames.Safety).GetEntityAsync<TableEntity>(stage.Product.LocationId, stage.Sends.Key.AccountId)).Value;
        Assert.Equal(["PurgedOn", "Slots"], row.Keys.Where(key => key is not ("odata.etag" or "PartitionKey" or "RowKey" or "Timestamp")).Order());
        Assert.DoesNotContain("sale", Encoding.Latin1.GetString(row.GetBinary("Slots")), StringComparison.OrdinalIgnoreCase);
    }
}
