using System.Net;
using System.Text.Json.Nodes;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.WhatsApp;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.WhatsApp;

/// <summary>What breaks and comes back, over the whole way: a simulated phone, the gateway with the unmodified client library, the backend.</summary>
public sealed class GatewayConnectionTests
{
    private const string Number = "15005550189";
    private const string Ann = "15005550145";

    [Fact]
    public async Task An_unlinked_account_goes_on_after_its_relink_with_id_tag_queue_and_what_the_phone_still_has()
    {
        await using var stage = await GatewayStage.StartAsync(codeSeconds: 10);
        var world = stage.Product.Crm.World;
        world.App = world.App with { DeliveryUrl = new Uri(stage.Door.Address, Routes.GoHighLevelOutbound) };
        var key = await stage.LinkAsync("Shop", Number);
        await SendAsync(stage, "Hello");
        await stage.ArrivesAsync(1);
        var before = await stage.BecomesAsync(key, "active");

        await stage.PhoneAsync($"/accounts/{Number}/unlink", []);
        await stage.BecomesAsync(key, "unlinked");
        await SendAsync(stage, "Are you open?");
        var answer = world.WriteAsPerson(Assert.Single(world.Contacts).Id, "We are back");
        await world.WhenPostsAreDoneAsync();
        await stage.Product.Queue.RunAllAsync(TimeSpan.FromMinutes(6));
        var meanwhile = world.Message(answer.Id)!.Status;
        await stage.PostAsync($"api/accounts/{key.AccountId}/reconnect");
        await stage.ScanAsync(key, Number);
        var after = await stage.BecomesAsync(key, "active");

        await Eventually.BecomesAsync(async () =>
        {
            await stage.Product.Queue.RunAllAsync(TimeSpan.FromMinutes(6));
            return world.Message(answer.Id)!.Status == "delivered" && stage.Product.CrmMessages.Any(message => message.Body == "Are you open?");
        });
        Assert.Equal("pending", meanwhile);
        Assert.Equal((before.Text("id"), before.Text("tag"), before.Text("number")), (after.Text("id"), after.Text("tag"), after.Text("number")));
        Assert.Equal(["Hello", "Are you open?"], stage.Product.CrmMessages.Where(message => message.Direction == "inbound").Select(message => message.Body));
        Assert.Contains("may be missing", Assert.Single(after.Json.GetProperty("notes").EnumerateArray()).GetProperty("sentence").GetString(), StringComparison.Ordinal);
        Assert.Empty(await stage.Product.DeadLettersAsync());
    }

    [Fact]
    public async Task A_broken_connection_is_told_and_made_again_and_nothing_is_missing_then()
    {
        await using var stage = await GatewayStage.StartAsync(codeSeconds: 10);
        var key = await stage.LinkAsync("Shop", Number);

        await stage.PhoneAsync("/server", new JsonObject { ["refusesLogins"] = 503 });
        await stage.PhoneAsync($"/accounts/{Number}/drop", []);
        await stage.BecomesAsync(key, "connection_lost");
        await SendAsync(stage, "In between");
        await stage.PhoneAsync("/server", new JsonObject { ["refusesLogins"] = null });
        await stage.BecomesAsync(key, "active");
        await stage.ArrivesAsync(1);
        Account? account = null;
        await Eventually.BecomesAsync(async () =>
        {
            await stage.Product.Get<WatchWhatsApp>().RunAsync(key.ToString(), CancellationToken.None);
            account = await stage.Product.Get<AccountTable>().FindAsync(key.LocationId, key.AccountId, CancellationToken.None);
            return account!.Health!.BrokenSince is null;
        });

        Assert.NotNull(account!.ReconciledUntil);
        Assert.NotNull(account.Health!.PhoneSeenAt);
        Assert.Equal("In between", Assert.Single(stage.Product.CrmMessages).Body);
        Assert.Equal(0, (await stage.GetAsync($"api/accounts/{key.AccountId}")).Json.GetProperty("notes").GetArrayLength());
    }

    [Fact]
    public async Task A_gateway_that_is_gone_and_a_session_that_was_stopped_are_found_without_an_event()
    {
        await using var stage = await GatewayStage.StartAsync(codeSeconds: 10);
        var key = await stage.LinkAsync("Shop", Number);
        var watch = stage.Product.Get<WatchWhatsApp>();
        using var stopped = await stage.GatewayAsync($"/api/sessions/wa-{key.AccountId}/stop", HttpMethod.Post);
        Assert.Equal(HttpStatusCode.Created, stopped.StatusCode);
        await stage.BecomesAsync(key, "session_restarting");

        await watch.RunAsync(key.ToString(), CancellationToken.None);
        await stage.BecomesAsync(key, "active");
        await stage.EndGatewayAsync();
        await watch.RunAsync(key.ToString(), CancellationToken.None);

        await stage.BecomesAsync(key, "gateway_unreachable");
    }

    private static Task SendAsync(GatewayStage stage, string text) =>
        stage.PhoneAsync($"/contacts/{Ann}/send", new JsonObject { ["to"] = Number, ["text"] = text });
}
