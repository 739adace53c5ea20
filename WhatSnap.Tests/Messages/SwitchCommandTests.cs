using WhatSnap.Core.Accounts;
using WhatSnap.Core.Messages;

namespace WhatSnap.Tests.Messages;

/// <summary>The command at the start of a text that names the account.</summary>
public sealed class SwitchCommandTests
{
    private static readonly IReadOnlyList<Account> Accounts = [Make("Sales"), Make("Sales North"), Make("Büro Köln")];

    [Theory]
    [InlineData("#switch Sales Hello", "Sales", true, "Hello")]
    [InlineData("#switch sales north Hello", "Sales North", true, "Hello")]
    [InlineData("#SWITCH  sales   NORTH\nHello\nyou", "Sales North", true, "Hello\nyou")]
    [InlineData("  #switch_unique Sales Hello", "Sales", false, "Hello")]
    [InlineData("#Switch_Unique sales-north Hello", "Sales North", false, "Hello")]
    [InlineData("#switch whatsnap-account-sales Hello", "Sales", true, "Hello")]
    [InlineData("#switch büro köln Guten Tag", "Büro Köln", true, "Guten Tag")]
    [InlineData("#switch Sales", "Sales", true, "")]
    [InlineData("#switch Sales Northern lights", "Sales", true, "Northern lights")]
    public void A_command_names_an_account_and_is_taken_off_the_text(string text, string name, bool isForGood, string rest)
    {
        var command = SwitchCommand.Find(text, Accounts);

        Assert.NotNull(command);
        Assert.Equal((name, isForGood, rest), (command.Account?.Name, command.IsForGood, command.Text));
    }

    [Theory]
    [InlineData("#switch Support Hello")]
    [InlineData("#switch Salesman Hello")]
    [InlineData("#switch_unique")]
    [InlineData("#switch")]
    public void A_command_that_names_none_of_the_accounts_is_told_from_a_text(string text)
    {
        var command = SwitchCommand.Find(text, Accounts);

        Assert.NotNull(command);
        Assert.Null(command.Account);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Hello")]
    [InlineData("Please #switch Sales")]
    [InlineData("#switching Sales")]
    [InlineData("#switch_uniquely Sales")]
    [InlineData("switch Sales")]
    public void Anything_else_is_a_text(string text) => Assert.Null(SwitchCommand.Find(text, Accounts));

    private static Account Make(string name) =>
        new("loc", Guid.NewGuid().ToString("N"), name, AccountTag.FromName(name), Platform.Twilio, default, null);
}
