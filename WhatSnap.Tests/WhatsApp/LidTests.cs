using WhatSnap.Core.Contacts;
using WhatSnap.Core.Messages;

namespace WhatSnap.Tests.WhatsApp;

/// <summary>A customer whom WhatsApp names by number, by LID or by both is one contact in one lane.</summary>
public sealed class LidTests
{
    private const string Ann = "+15005550141";
    private const string Lid = "123456789012345";
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Theory]
    [InlineData("number, both, lid")]
    [InlineData("lid, both, number")]
    [InlineData("both, lid, number")]
    [InlineData("number, lid, both")]
    [InlineData("lid, number, both")]
    [InlineData("both, number, lid")]
    public async Task Number_and_LID_in_any_order_lead_to_one_lane_and_one_contact_in_order(string order)
    {
        await using var stage = await WhatsAppStage.LinkedAsync();
        var texts = order.Split(", ").Select(what => new WahaText(what, what == "lid" ? null : Ann, what == "number" ? null : Lid));

        foreach (var text in texts) await TellAsync(stage, text);
        await stage.Product.Queue.RunAllAsync(Hour);
        await TellAsync(stage, new WahaText("after", null, Lid));
        await stage.Product.Queue.RunAllAsync(Hour);

        Assert.Equal(Ann, Assert.Single(stage.Product.Crm.World.Contacts).Phone);
        Assert.Equal([.. order.Split(", "), "after"], stage.Product.CrmMessages.Select(message => message.Body));
        Assert.Equal(await LaneAsync(stage, "tel:" + Ann), await LaneAsync(stage, "lid:" + Lid));
    }

    [Fact]
    public async Task Both_lanes_written_to_at_once_become_one_and_nothing_is_lost_or_doubled()
    {
        await using var stage = await WhatsAppStage.LinkedAsync();
        var texts = Enumerable.Range(0, 12).Select(index => new WahaText($"{index}", index % 3 == 1 ? null : Ann, index % 3 == 0 ? null : Lid)).ToList();

        await Task.WhenAll(texts.Concat(texts).Select(text => TellAsync(stage, text)));
        await stage.Product.Queue.RunAllAsync(Hour);
        await TellAsync(stage, new WahaText("joined", Ann, Lid));
        await stage.Product.Queue.RunAllAsync(Hour);

        Assert.Equal(13, stage.Product.CrmMessages.Count);
        Assert.Equal(13, stage.Product.CrmMessages.Select(message => message.Body).Distinct().Count());
        Assert.Equal(await StoredLaneAsync(stage, "tel:" + Ann), await StoredLaneAsync(stage, "lid:" + Lid));
    }

    [Theory]
    [InlineData("+5511987654321", "+551187654321")]
    [InlineData("+551187654321", "+5511987654321")]
    public async Task Both_spellings_of_a_Brazilian_number_and_its_LID_are_one_customer(string first, string second)
    {
        await using var stage = await WhatsAppStage.LinkedAsync();

        await TellAsync(stage, new WahaText("1", first, Lid));
        await TellAsync(stage, new WahaText("2", second, Lid));
        await TellAsync(stage, new WahaText("3", null, Lid));
        await stage.Product.Queue.RunAllAsync(Hour);

        Assert.Equal(first, Assert.Single(stage.Product.Crm.World.Contacts).Phone);
        Assert.Equal(["1", "2", "3"], stage.Product.CrmMessages.Select(message => message.Body));
    }

    [Fact]
    public async Task A_number_that_the_gateway_learns_within_the_wait_is_the_contacts()
    {
        await using var stage = await WhatsAppStage.LinkedAsync();

        await TellAsync(stage, new WahaText("Hello", null, Lid));
        await stage.Product.Queue.RunDueAsync();
        Assert.Empty(stage.Product.Crm.World.Contacts);
        stage.Waha.Numbers[Lid] = Ann;
        var took = await stage.Product.Queue.RunAllAsync(Hour);

        Assert.Equal(Ann, Assert.Single(stage.Product.Crm.World.Contacts).Phone);
        Assert.Single(stage.Product.CrmMessages);
        Assert.InRange(took, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_number_that_stays_hidden_gives_a_contact_without_one_within_a_minute_and_no_LID_stands_in_GoHighLevel()
    {
        await using var stage = await WhatsAppStage.LinkedAsync();

        await TellAsync(stage, new WahaText("Hello", null, Lid));
        var took = await stage.Product.Queue.RunAllAsync(Hour);

        var contact = Assert.Single(stage.Product.Crm.World.Contacts);
        Assert.Equal((null, "Ann"), (contact.Phone, contact.Name));
        Assert.Equal(["whatsnap-account-support"], contact.Tags);
        Assert.Equal("WhatsApp, number hidden", Assert.Single(contact.CustomFields.Values).GetString());
        Assert.Equal("Hello", Assert.Single(stage.Product.CrmMessages).Body);
        Assert.InRange(took, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1));
        var known = (await stage.Product.Get<KnownContacts>().FindAsync(stage.Product.LocationId, contact.Id, CancellationToken.None))!;
        Assert.Equal((Lid, true), (known.Lid, known.HidesNumber));
        await AssertNextIsQuickAsync(stage);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_number_that_becomes_known_later_goes_to_the_contact(bool byEvent)
    {
        await using var stage = await WhatsAppStage.LinkedAsync();
        await TellAsync(stage, new WahaText("Hello", null, Lid));
        await stage.Product.Queue.RunAllAsync(Hour);

        if (!byEvent) stage.Waha.Numbers[Lid] = Ann;
        await TellAsync(stage, new WahaText("Again", byEvent ? Ann : null, Lid));
        await stage.Product.Queue.RunAllAsync(Hour);
        await TellAsync(stage, new WahaText("By number", Ann));
        await stage.Product.Queue.RunAllAsync(Hour);

        var contact = Assert.Single(stage.Product.Crm.World.Contacts);
        Assert.Equal((Ann, "Ann"), (contact.Phone, contact.Name));
        Assert.Equal("WhatsApp", Assert.Single(contact.CustomFields.Values).GetString());
        Assert.Equal(["whatsnap-account-support"], contact.Tags);
        Assert.All(stage.Product.CrmMessages, message => Assert.Equal(contact.Id, message.ContactId));
        Assert.Equal(["Hello", "Again", "By number"], stage.Product.CrmMessages.Select(message => message.Body));
    }

    [Fact]
    public async Task A_number_that_GoHighLevel_has_already_makes_that_contact_the_customer()
    {
        await using var stage = await WhatsAppStage.LinkedAsync();
        var there = stage.Product.Crm.World.SeedContact(stage.Product.LocationId, Ann, "Ann Blue", "vip");
        await TellAsync(stage, new WahaText("Hello", null, Lid));
        await stage.Product.Queue.RunAllAsync(Hour);

        await TellAsync(stage, new WahaText("Again", Ann, Lid));
        await TellAsync(stage, new WahaText("And again", null, Lid));
        await stage.Product.Queue.RunAllAsync(Hour);

        Assert.Equal(2, stage.Product.Crm.World.Contacts.Count);
        Assert.Equal([there.Id, there.Id], stage.Product.CrmMessages.Skip(1).Select(message => message.ContactId));
        Assert.Equal(["vip", "whatsnap-account-support"], stage.Product.Crm.World.Contacts.Single(contact => contact.Id == there.Id).Tags);
        Assert.Equal(Lid, (await stage.Product.Get<KnownContacts>().FindAsync(stage.Product.LocationId, there.Id, CancellationToken.None))?.Lid);
    }

    [Fact]
    public async Task A_LID_that_the_gateway_knows_to_be_a_customer_with_a_lane_of_its_own_is_joined_at_delivery()
    {
        await using var stage = await WhatsAppStage.LinkedAsync();
        await TellAsync(stage, new WahaText("By number", Ann));
        await stage.Product.Queue.RunAllAsync(Hour);

        stage.Waha.Numbers[Lid] = Ann;
        await TellAsync(stage, new WahaText("By LID", null, Lid));
        await stage.Product.Queue.RunAllAsync(Hour);

        Assert.Equal(Ann, Assert.Single(stage.Product.Crm.World.Contacts).Phone);
        Assert.Equal(["By number", "By LID"], stage.Product.CrmMessages.Select(message => message.Body));
        Assert.Equal(await StoredLaneAsync(stage, "tel:" + Ann), await StoredLaneAsync(stage, "lid:" + Lid));
    }

    [Fact]
    public async Task A_customer_who_takes_the_LID_along_to_another_number_leaves_the_old_numbers_lane_alone()
    {
        await using var stage = await WhatsAppStage.LinkedAsync();
        const string Next = "+15005550142";
        await TellAsync(stage, new WahaText("old", Ann, Lid));
        await TellAsync(stage, new WahaText("new", Next, Lid));
        await TellAsync(stage, new WahaText("somebody else", Ann, "555555555555555") { Name = "Bob" });
        await stage.Product.Queue.RunAllAsync(Hour);

        var numbers = stage.Product.Crm.World.Contacts.ToDictionary(contact => contact.Id, contact => contact.Phone);
        Assert.Equal(
            new Dictionary<string, string?> { ["old"] = Ann, ["new"] = Next, ["somebody else"] = Ann },
            stage.Product.CrmMessages.ToDictionary(message => message.Body, message => numbers[message.ContactId]));
    }

    private static async Task AssertNextIsQuickAsync(WhatsAppStage stage)
    {
        await TellAsync(stage, new WahaText("Again", null, Lid));
        await stage.Product.Queue.RunDueAsync();
        Assert.Equal(2, stage.Product.CrmMessages.Count);
    }

    private static Task TellAsync(WhatsAppStage stage, WahaText text)
    {
        stage.Product.Time.Advance(TimeSpan.FromMilliseconds(1));
        return stage.TellAsync(text);
    }

    private static Task<LaneId> LaneAsync(WhatsAppStage stage, string identity) =>
        stage.Product.Get<Aliases>().ResolveAsync(stage.Product.LocationId, identity, CancellationToken.None);

    /// <summary>What any host would find that remembers nothing.</summary>
    private static async Task<string> StoredLaneAsync(WhatsAppStage stage, string identity)
    {
        await using var other = await stage.Product.RestartAsync();
        return $"{await other.Get<Aliases>().ResolveAsync(stage.Product.LocationId, identity, CancellationToken.None)}";
    }
}
