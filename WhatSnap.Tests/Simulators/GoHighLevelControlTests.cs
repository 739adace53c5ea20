using System.Net;
using System.Text.Json;
using WhatSnap.Local.Simulators.GoHighLevel;

namespace WhatSnap.Tests.Simulators;

public sealed class GoHighLevelControlTests
{
    [Fact]
    public async Task Faults_are_set_by_their_camel_case_names_and_the_rest_keeps_its_usual_value()
    {
        await using var stage = await GoHighLevelStage.StartAsync();

        var answer = await stage.SendAsync(
            HttpMethod.Put,
            "/_sim/faults",
            """
            {"seed":5,"error500Rate":0.25,"slowPhones":{"+14155550100":40},"rateLimit":{"max":7},"locationsGone":["x"]}
            """);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        var faults = stage.World.Faults;
        Assert.Equal((5, 0.25, 60_000), (faults.Seed, faults.Error500Rate, faults.LateCommitHoldMs));
        Assert.Equal(new GoHighLevelRateLimit { Max = 7 }, faults.RateLimit);
        Assert.Equal(40, faults.SlowPhones["+14155550100"]);
        Assert.Equal(["x"], faults.LocationsGone);
    }

    [Fact]
    public async Task A_misspelt_fault_is_refused()
    {
        await using var stage = await GoHighLevelStage.StartAsync();

        var answer = await stage.SendAsync(HttpMethod.Put, "/_sim/faults", """{"latency":5}""");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
    }

    [Fact]
    public async Task The_state_shows_contacts_messages_since_and_calls()
    {
        await using var stage = await GoHighLevelStage.StartAsync();
        var contact = stage.World.SeedContact(GoHighLevelStage.LocationId, "+14155550100", "Demo", "vip");
        await stage.SayAsync(contact.Id, "one");
        await stage.SayAsync(contact.Id, "two");

        var state = (await stage.GetAsync("/_sim/state?since=1")).Body;

        Assert.Equal("vip", state.GetProperty("contacts")[0].GetProperty("tags")[0].GetString());
        var message = Assert.Single(state.GetProperty("messages").EnumerateArray());
        Assert.Equal((2, "two"), (message.GetProperty("sequence").GetInt32(), message.GetProperty("body").GetString()));
        var calls = state.GetProperty("calls");
        Assert.Equal(2, calls.GetProperty("total").GetInt32());
        Assert.Equal(2, calls.GetProperty("byRoute").GetProperty("POST /conversations/messages/inbound").GetInt32());
        Assert.Equal(JsonValueKind.Object, state.GetProperty("faults").ValueKind);
    }

    [Fact]
    public async Task A_reset_keeps_only_the_locations()
    {
        await using var stage = await GoHighLevelStage.StartAsync();
        await stage.SayAsync(stage.World.SeedContact(GoHighLevelStage.LocationId, "+14155550100").Id, "one");

        await stage.PostAsync("/_sim/reset", body: null);

        Assert.Empty(stage.World.Messages);
        Assert.Empty(stage.World.Contacts);
        Assert.Equal(0, stage.World.Calls.Total);
        Assert.Equal(2, stage.World.Locations.Count);
    }

    [Fact]
    public async Task The_page_needs_nothing_from_elsewhere_and_writes_text_as_text()
    {
        await using var stage = await GoHighLevelStage.StartAsync();

        var page = await stage.GetAsync("/");

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.DoesNotContain("innerHTML", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"http", page.Text, StringComparison.Ordinal);
    }
}
