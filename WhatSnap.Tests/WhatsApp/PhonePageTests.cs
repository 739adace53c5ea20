using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using WhatSnap.Local.Simulators.WhatsApp;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.WhatsApp;

/// <summary>The playground page of WhatsApp, over the whole way to GoHighLevel.</summary>
public sealed class PhonePageTests
{
    private static readonly byte[] Picture = [.. Enumerable.Range(0, 500).Select(index => (byte)(index * 3))];

    [Fact]
    public async Task A_customer_writes_on_the_page_which_shows_the_conversation()
    {
        await using var stage = await GatewayStage.StartAsync(codeSeconds: 10);
        await using var phones = await PhoneSimulator.StartAsync(0, stage.WhatsApp, stage.Gateway, CancellationToken.None);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = phones.Address };
        var key = await stage.AddAsync("Shop");
        await Eventually.BecomesAsync(async () => await stage.ShownCodeAsync(key) is not null);

        var page = await http.GetStringAsync("/");
        using var early = await http.PostAsJsonAsync("/_sim/write", new { text = "Nobody hears this" });
        await http.PostAsJsonAsync("/_sim/scan", new { });
        await stage.BecomesAsync(key, "active");
        await http.PostAsJsonAsync("/_sim/write", new { from = "+1 415 555 0199", name = "Ann Blue", text = "Hello" });
        await stage.ArrivesAsync(1);
        await http.PostAsJsonAsync(
            "/_sim/write", new { from = "14155550199", text = "Look", media = new { mimetype = "image/png", data = Convert.ToBase64String(Picture) } });
        await stage.ArrivesAsync(2);
        var state = await http.GetFromJsonAsync<JsonElement>("/_sim/state");

        Assert.Contains("A customer's phone", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, early.StatusCode);
        Assert.Equal(["Hello", "Look"], stage.Product.CrmMessages.Select(message => message.Body));
        Assert.Equal(("+14155550199", "Ann Blue"), stage.Product.Crm.World.Contacts.Select(contact => (contact.Phone, contact.Name)).Single());
        Assert.Equal(Picture, await stage.Http.GetByteArrayAsync(Assert.Single(stage.Product.CrmMessages[1].Attachments)));
        var wrote = state.GetProperty("contacts").EnumerateArray().Single(contact => contact.GetProperty("number").GetString() == "14155550199").GetProperty("wrote");
        Assert.Equal(2, wrote.GetArrayLength());
    }
}
