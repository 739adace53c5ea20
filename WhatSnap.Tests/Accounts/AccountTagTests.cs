using CsCheck;
using WhatSnap.Core.Accounts;

namespace WhatSnap.Tests.Accounts;

public sealed class AccountTagTests
{
    [Theory]
    [InlineData("Sales", "whatsnap-account-sales")]
    [InlineData("New York", "whatsnap-account-new-york")]
    [InlineData("  New   York  ", "whatsnap-account-new-york")]
    [InlineData("Follow-up", "whatsnap-account-follow-up")]
    [InlineData("support_2", "whatsnap-account-support-2")]
    [InlineData("VIP!!!", "whatsnap-account-vip")]
    [InlineData("Zürich", "whatsnap-account-zurich")]
    [InlineData("São Paulo", "whatsnap-account-sao-paulo")]
    [InlineData("Ventes à l'étranger", "whatsnap-account-ventes-a-l-etranger")]
    [InlineData("A+B", "whatsnap-account-a-b")]
    [InlineData("R&D | 24/7", "whatsnap-account-r-d-24-7")]
    [InlineData("Shop 🛒 online", "whatsnap-account-shop-online")]
    public void A_tag_is_made_of_the_names_letters_and_digits_in_lower_case(string name, string tag) =>
        Assert.Equal(tag, AccountTag.FromName(name));

    [Fact]
    public void Any_name_gives_a_tag_of_lower_case_letters_digits_and_single_hyphens() =>
        Gen.String.Sample(name =>
        {
            var tag = AccountTag.FromName(name);
            return tag.StartsWith(AccountTag.Prefix, StringComparison.Ordinal)
                && tag.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-')
                && !tag[AccountTag.Prefix.Length..].Contains("--", StringComparison.Ordinal);
        });

    [Theory]
    [InlineData("Продажи")]
    [InlineData("販売")]
    [InlineData("🛒")]
    public void A_name_without_latin_letters_gives_a_tag_of_its_own(string name)
    {
        var tag = AccountTag.FromName(name);

        Assert.True(tag.Length > AccountTag.Prefix.Length, tag);
        Assert.NotEqual(tag, AccountTag.FromName(name + name));
    }
}
