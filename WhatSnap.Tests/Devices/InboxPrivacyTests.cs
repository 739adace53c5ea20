using WhatSnap.Core.Devices;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Devices;

/// <summary>What of a personal phone stays on it.</summary>
public sealed class InboxPrivacyTests
{
    [Theory]
    [InlineData("72345", "short_code")]
    [InlineData("MyBank", "alphanumeric_sender")]
    public async Task Short_codes_and_names_stay_on_the_phone_unless_switched_on(string sender, string reason)
    {
        await using var stage = await DeviceMessagesStage.StartAsync();

        var off = await stage.TellAsync(stage.Item("Your balance", change: item => item["from"] = sender));
        await stage.ChangeAsync(account => account with { Forwarding = new ForwardingRules { TakesServices = true } });
        var on = await stage.TellAsync(stage.Item("Your parcel", change: item => item["from"] = sender));

        Assert.Equal([$"rejected: {reason}"], off);
        Assert.Equal(["stored"], on);
    }

    [Fact]
    public async Task One_time_codes_stay_on_the_phone_unless_switched_on()
    {
        await using var stage = await DeviceMessagesStage.StartAsync();

        var off = await stage.TellAsync(stage.Item("Your code is 482913"), stage.Item("I am at number 4829"));
        await stage.ChangeAsync(account => account with { Forwarding = new ForwardingRules { TakesCodes = true } });
        var on = await stage.TellAsync(stage.Item("Your code is 482914"));

        Assert.Equal(["rejected: one_time_code", "stored"], off);
        Assert.Equal(["stored"], on);
    }

    [Fact]
    public async Task Groups_stay_on_the_phone_unless_switched_on()
    {
        await using var stage = await DeviceMessagesStage.StartAsync();

        var off = await stage.TellAsync(stage.Item("Party!", change: item => item["isGroup"] = true));
        await stage.ChangeAsync(account => account with { TakesGroups = true });
        var on = await stage.TellAsync(stage.Item("Cake!", change: item => item["isGroup"] = true), stage.Written("Coming", change: item => item["isGroup"] = true));
        await stage.RunAsync();

        Assert.Equal(["rejected: group"], off);
        Assert.Equal(["stored", "rejected: group"], on);
        Assert.Equal("[In a group] Cake!", Assert.Single(stage.Crm).Body);
    }

    [Fact]
    public async Task Where_only_contacts_are_taken_nobody_becomes_one()
    {
        await using var stage = await DeviceMessagesStage.StartAsync();
        await stage.ChangeAsync(account => account with { Forwarding = new ForwardingRules { OnlyContacts = true } });
        stage.Stage.Contact(2);

        var results = await stage.TellAsync(
            stage.Item("A friend"), stage.Written("To a friend"), stage.Item("A customer", from: 2), stage.Written("To a customer", to: 2));
        await stage.RunAsync();

        Assert.Equal(["rejected: unknown_contact", "rejected: unknown_contact", "stored", "stored"], results);
        Assert.Equal(["A customer", "To a customer"], stage.Crm.Select(message => message.Body));
        Assert.Single(stage.Crm.Select(message => message.ContactId).Distinct());
    }

    [Fact]
    public async Task A_note_to_oneself_stays_on_the_phone()
    {
        await using var stage = await DeviceMessagesStage.StartAsync();

        Assert.Equal(["rejected: own_note"], await stage.TellAsync(stage.Written("Milk", change: item => item["to"] = DeviceMessagesStage.OwnNumber)));
    }

    [Fact]
    public async Task Of_what_stays_on_the_phone_nothing_is_stored()
    {
        await using var azurite = await TestStorage.AloneAsync();
        await using var stage = await DeviceMessagesStage.StartAsync();

        await stage.TellAsync(stage.Item("Your code is 482913"), stage.Item("secretword", change: item => item["isGroup"] = true));

        var dump = await StorageDump.ReadAsync(azurite.Place.ConnectionString);
        Assert.DoesNotContain("482913", dump, StringComparison.Ordinal);
        Assert.DoesNotContain("secretword", dump, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Your verification code is 482913", true)]
    [InlineData("482 913 is your Acme code", true)]
    [InlineData("G-482913 is your Google verification code.", true)]
    [InlineData("Ihr Bestätigungscode lautet 4829", true)]
    [InlineData("Ihre mTAN für die Überweisung: 482913", true)]
    [InlineData("Votre code est 482913", true)]
    [InlineData("Su código de verificación es 482913", true)]
    [InlineData("123456 est votre mot de passe", true)]
    [InlineData("【Acme】验证码 482913", true)]
    [InlineData("Acme\n@acme.example #482913", true)]
    [InlineData("See you at 18:30", false)]
    [InlineData("It costs 1.250,00", false)]
    [InlineData("Call me: +14155550123", false)]
    [InlineData("I arrive on 12/11/2026", false)]
    [InlineData("The code works now", false)]
    [InlineData("My zip code is 90210", false)]
    [InlineData("Postcode 4829, Tristan knows the way", false)]
    [InlineData("Your TAN: 482913", true)]
    [InlineData("", false)]
    public void One_time_codes_are_told_from_other_texts(string text, bool isCode) => Assert.Equal(isCode, OneTimeCodes.IsIn(text));
}
