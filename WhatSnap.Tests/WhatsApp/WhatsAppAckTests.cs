using System.Net;
using System.Text.Json.Nodes;
using WhatSnap.Core.Messages;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.WhatsApp;

/// <summary>Receipts come in any order, again, and before the answer to the send.</summary>
public sealed class WhatsAppAckTests
{
    private static readonly int[][] Orders = [[1, 2, 3], [1, 3, 2], [2, 1, 3], [2, 3, 1], [3, 1, 2], [3, 2, 1], [1, 1, 2, 2, 4, 4]];

    [Fact]
    public async Task In_every_order_and_repeated_they_end_as_read()
    {
        await using var stage = await SendStage.StartAsync();
        var contact = stage.Contact();
        foreach (var order in Orders)
        {
            var id = await stage.WriteAsync(contact, "Hello");
            await stage.Product.Queue.RunDueAsync();
            var sent = stage.Chats.Sent.Last();
            foreach (var ack in order) await stage.AckAsync(sent, ack);
            await stage.RunAsync(TimeSpan.FromMinutes(1));

            Assert.Equal((SendStates.Read, sent.Id), ((await stage.LinkAsync(id)).State, (await stage.LinkAsync(id)).ProviderId));
            Assert.Equal("read", stage.StatusesOf(id).Last());
        }
    }

    [Fact]
    public async Task One_that_is_faster_than_the_answer_to_the_send_is_kept()
    {
        await using var stage = await SendStage.StartAsync();
        stage.WhatsApp.Waha.BeforeAnswer = path => path == "/api/sendText" ? stage.AckAsync(stage.Chats.Sent.Single(), 2) : Task.CompletedTask;

        var id = await stage.SendAsync("Hello");

        Assert.Equal(SendStates.Delivered, (await stage.LinkAsync(id)).State);
        Assert.Equal(["delivered"], stage.StatusesOf(id));
    }

    [Fact]
    public async Task An_id_that_is_planned_does_not_count_as_sent()
    {
        await using var stage = await SendStage.StartAsync();
        stage.WhatsApp.Waha.Only.Status = "STARTING";

        var id = await stage.SendAsync("Hello");

        var link = await stage.LinkAsync(id);
        Assert.Equal((null, SendStates.Accepted), (link.ProviderId, link.State));
        Assert.Equal(id, await stage.Product.Get<MessageLinks>().FindByProviderAsync(stage.Product.LocationId, link.PlannedIds[^1], CancellationToken.None));
    }

    [Fact]
    public async Task Those_of_messages_that_are_not_ours_or_that_can_t_be_read_change_nothing()
    {
        await using var stage = await SendStage.StartAsync();
        var id = await stage.SendAsync("Hello");

        await stage.AckAsync(new WahaSent("", SendStage.ChatOf(1), "3EB0FFFFFFFFFFFFFFFFFF", new JsonObject()), 2);
        var told = stage.WhatsApp.Waha.EventOf("", kind: "message.ack");
        told["payload"] = new JsonObject { ["id"] = 7, ["ack"] = "two" };
        using var answer = await stage.WhatsApp.Waha.PostAsync(told);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(SendStates.Queued, (await stage.LinkAsync(id)).State);
    }

    [Fact]
    public async Task All_that_stands_beside_a_message_is_forgotten_with_it()
    {
        await using var azurite = await TestStorage.StartAsync();
        await using var stage = await SendStage.StartAsync(connectionString: azurite.Place.ConnectionString);
        var id = await stage.SendAsync("Look", "https://example.com/1.png", "https://example.com/2.png");
        var planned = (await stage.LinkAsync(id)).PlannedIds;

        stage.Product.Time.Advance(TimeSpan.FromDays(MarkerRetention.DaysOfOutbound + 1));
        await stage.Product.Get<CountMessages>().RunAsync(stage.Product.LocationId, CancellationToken.None);

        var links = stage.Product.Get<MessageLinks>();
        Assert.Equal(3, planned.Count);
        foreach (var one in planned) Assert.Null(await links.FindByProviderAsync(stage.Product.LocationId, one, CancellationToken.None));
    }
}
