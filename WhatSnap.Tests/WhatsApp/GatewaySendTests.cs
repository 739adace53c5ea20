using System.Text.Json;
using System.Text.Json.Nodes;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Hosting;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.WhatsApp;

/// <summary>The whole way out in real time: GoHighLevel, backend, gateway with the unmodified client library, a contact's phone, and back.</summary>
public sealed class GatewaySendTests
{
    private const string Number = "15005550189";
    private static readonly byte[] Picture = [.. Enumerable.Range(0, 5000).Select(index => (byte)(index * 7))];

    [Fact]
    public async Task An_answer_with_a_picture_reaches_the_contacts_phone_and_delivered_and_read_come_back()
    {
        await using var stage = await GatewayStage.StartAsync(codeSeconds: 10);
        var key = await stage.LinkAsync("Shop", Number);
        var world = stage.Product.Crm.World;
        world.App = world.App with { DeliveryUrl = new Uri(stage.Door.Address, Routes.GoHighLevelOutbound) };
        var customer = TestProduct.Customer(1);
        await stage.WhatsApp.CallAsync(HttpMethod.Post, "/contacts", new JsonObject { ["number"] = customer[1..] }, CancellationToken.None);
        var contact = world.SeedContact(stage.Product.LocationId, customer, null, [AccountTag.FromName("Shop")]);

        var text = world.WriteAsPerson(contact.Id, "Hello Ann");
        var picture = world.WriteAsPerson(contact.Id, "Look", [world.Shelve("shop.png", "image/png", Picture)]);
        await world.WhenPostsAreDoneAsync();
        await RunUntilAsync(stage, () => Task.FromResult(world.Message(picture.Id)!.Status == "delivered" && world.Message(text.Id)!.Status == "delivered"));
        var shown = (await ContactAsync(stage, customer)).GetProperty("shown").EnumerateArray().ToList();
        foreach (var id in shown.Select(IdOf))
        {
            await stage.WhatsApp.CallAsync(
                HttpMethod.Post, $"/contacts/{customer[1..]}/receipt", new JsonObject { ["to"] = Number, ["id"] = id, ["type"] = "read" }, CancellationToken.None);
        }

        await RunUntilAsync(stage, () => Task.FromResult(world.Message(picture.Id)!.Status == "read" && world.Message(text.Id)!.Status == "read"));

        Assert.Equal(2, shown.Count);
        Assert.Contains("Hello Ann", shown[0].GetRawText(), StringComparison.Ordinal);
        Assert.Contains("Look", shown[1].GetRawText(), StringComparison.Ordinal);
        var opened = await stage.WhatsApp.CallAsync(
            HttpMethod.Post, $"/contacts/{customer[1..]}/open-media", new JsonObject { ["id"] = IdOf(shown[1]) }, CancellationToken.None);
        Assert.Equal(Picture, opened.GetProperty("data").GetBytesFromBase64());
        Assert.Equal(["delivered", "read"], world.Message(picture.Id)!.Statuses.Skip(1).Select(status => status.Status));
        Assert.Equal(AccountStates.Active.Code, (await stage.Product.Get<AccountTable>().FindAsync(key.LocationId, key.AccountId, CancellationToken.None))!.StateCode);
    }

    /// <summary>Does the work of the queues until something is so.</summary>
    private static Task RunUntilAsync(GatewayStage stage, Func<Task<bool>> isSo) => Eventually.BecomesAsync(async () =>
    {
        await stage.Product.Queue.RunAllAsync(TimeSpan.FromSeconds(15));
        return await isSo();
    });

    private static Task<JsonElement> ContactAsync(GatewayStage stage, string number) =>
        stage.WhatsApp.CallAsync(HttpMethod.Get, $"/contacts/{number[1..]}", null, CancellationToken.None);

    private static string IdOf(JsonElement shown) => shown.GetProperty("id").GetString()!;
}
