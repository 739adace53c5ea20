using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using WhatSnap.Core.Devices;
using WhatSnap.Core.Hosting;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Devices;

/// <summary>An account that takes only messages with contacts, while GoHighLevel can't be asked and afterwards.</summary>
public sealed class OnlyContactsTests
{
    [Fact]
    public async Task While_GoHighLevel_is_silent_nothing_is_forwarded_and_nothing_is_lost()
    {
        await using var stage = await StartAsync();
        stage.Stage.Contact(2);
        var items = new JsonObject { ["items"] = new JsonArray(stage.Item("A friend"), stage.Item("A customer", from: 2)) };
        stage.Stage.Crm.Faults = stage.Stage.Crm.Faults with { Error500Rate = 1 };

        using var refused = await stage.Phone.PostAsync(Routes.DeviceInbox, items);
        using var simple = await stage.Phone.PostAsync(Routes.DeviceInboxSimple, new JsonObject { ["from"] = TestProduct.Customer(1), ["text"] = "A friend" });
        await stage.RunAsync();
        var meanwhile = stage.Crm.Count;
        stage.Stage.Crm.Faults = stage.Stage.Crm.Faults with { Error500Rate = 0 };
        using var taken = await stage.Phone.PostAsync(Routes.DeviceInbox, items.DeepClone());
        await stage.RunAsync();

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "crm_silent"), (refused.StatusCode, await CodeAsync(refused)));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "crm_silent"), (simple.StatusCode, await CodeAsync(simple)));
        Assert.Equal(0, meanwhile);
        var results = (await taken.Content.ReadFromJsonAsync<JsonObject>())!["items"]!.AsArray().Select(one => $"{one!["result"]}");
        Assert.Equal(["rejected", "stored"], results);
        Assert.Equal("A customer", Assert.Single(stage.Crm).Body);
    }

    [Fact]
    public async Task Whoever_has_an_e_mail_address_is_a_contact_by_it()
    {
        await using var stage = await DeviceMessagesStage.StartAsync();
        await stage.TellAsync(stage.Item("First", change: item => item["from"] = "ann@example.com"));
        await stage.RunAsync();
        await stage.ChangeAsync(account => account with { Forwarding = new ForwardingRules { OnlyContacts = true } });

        var results = await stage.TellAsync(
            stage.Item("Second", change: item => item["from"] = "ANN@example.com"), stage.Item("Third", change: item => item["from"] = "bob@example.com"));
        await stage.RunAsync();

        Assert.Equal(["stored", "rejected: unknown_contact"], results);
        Assert.Equal("ann@example.com", Assert.Single(stage.Stage.Crm.Contacts).Email);
        Assert.Equal(2, stage.Crm.Count);
    }

    [Fact]
    public async Task A_contact_that_has_the_address_already_gets_the_message()
    {
        await using var stage = await DeviceMessagesStage.StartAsync();
        await stage.TellAsync(stage.Item("First", change: item => item["from"] = "ann@example.com"));
        await stage.RunAsync();
        var second = await stage.AddAsync("Second", "+15005550198", DevicePlatform.Android);

        await second.TellAsync(stage.Item("Second", change: item => item["from"] = "ann@example.com"));
        await stage.RunAsync();

        Assert.Equal(2, stage.Crm.Count);
        Assert.Contains(second.Account.Tag, Assert.Single(stage.Stage.Crm.Contacts).Tags);
    }

    [Fact]
    public async Task What_does_not_say_whom_it_is_from_is_refused_by_that_name()
    {
        await using var stage = await DeviceMessagesStage.StartAsync();

        var results = await stage.TellAsync(
            stage.Item("Hello", change: item => item["from"] = null), stage.Written("Hello", change: item => item["to"] = " "),
            stage.Item("Hello", change: item => item["direction"] = "sideways"));

        Assert.Equal(["rejected: no_peer", "rejected: no_peer", "rejected: invalid"], results);
    }

    private static async Task<DeviceMessagesStage> StartAsync()
    {
        var stage = await DeviceMessagesStage.StartAsync();
        await stage.ChangeAsync(account => account with { Forwarding = new ForwardingRules { OnlyContacts = true } });
        return stage;
    }

    private static async Task<string> CodeAsync(HttpResponseMessage answer) => $"{(await answer.Content.ReadFromJsonAsync<JsonObject>())!["code"]}";
}
