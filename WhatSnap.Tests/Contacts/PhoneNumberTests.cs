using CsCheck;
using PhoneNumbers;
using PhoneNumber = WhatSnap.Core.Contacts.PhoneNumber;

namespace WhatSnap.Tests.Contacts;

public sealed class PhoneNumberTests
{
    private static readonly string[] Starts = ["+55", "+52", "+521", "+54", "+549", "+5511", "+55119", "+1", "+44"];

    private static readonly Gen<string> GenE164 =
        from first in Gen.Char['1', '9']
        from rest in Gen.String[Gen.Char['0', '9'], 5, 14]
        select $"+{first}{rest}";

    private static readonly Gen<string> GenSpelled =
        from start in Gen.Int[0, Starts.Length - 1]
        from rest in Gen.String[Gen.Char['0', '9'], 7, 11]
        select Starts[start] + rest;

    public static TheoryData<string> Examples
    {
        get
        {
            var phones = PhoneNumberUtil.GetInstance();
            PhoneNumberType[] types = [PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE];
            return
            [
                .. phones.GetSupportedRegions()
                    .SelectMany(region => types.Select(type => phones.GetExampleNumberForType(region, type)))
                    .Where(example => example is not null)
                    .Select(example => phones.Format(example, PhoneNumberFormat.E164)).Distinct(),
            ];
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void A_number_of_any_country_stays_as_it_is(string text) => Assert.Equal(text, Parse(text).ToString());

    [Fact]
    public void Whatever_is_taken_stays_as_it_was_given() =>
        Gen.OneOf(GenE164, GenSpelled).Sample(
            text => !PhoneNumber.TryParse(text, out var number) || number.ToString() == text, iter: 20_000);

    [Fact]
    public void What_a_number_is_written_as_parses_to_the_same_number() =>
        Gen.OneOf(GenE164, GenSpelled).Sample(
            text => !PhoneNumber.TryParse(text, out var number) || Parse(number.ToString()) == number, iter: 20_000);

    [Theory]
    [InlineData("+1 500 555 0101")]
    [InlineData("+1-500-555-0101")]
    [InlineData("+1 (500) 555.0101")]
    public void Blanks_and_signs_between_the_digits_do_not_count(string text) =>
        Assert.Equal("+15005550101", Parse(text).ToString());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("+")]
    [InlineData("+1")]
    [InlineData("+1500")]
    [InlineData("+15550100")]
    [InlineData("+1500555010")]
    [InlineData("+150055501011")]
    [InlineData("+110004427083")]
    [InlineData("+4407400123456")]
    [InlineData("+44 (0)7400 123456")]
    [InlineData("+9995005550101")]
    [InlineData("+0015005550101")]
    [InlineData("+1234567890123456")]
    [InlineData("15005550101")]
    [InlineData("5005550101")]
    [InlineData("0015005550101")]
    [InlineData(" +15005550101")]
    [InlineData("tel:+15005550101")]
    [InlineData("whatsapp:+15005550101")]
    [InlineData("77883")]
    [InlineData("Sales")]
    [InlineData("+Sales and more")]
    [InlineData("+1-800-FLOWERS")]
    [InlineData("+15005550101 ext. 7")]
    [InlineData("+15005550101x7")]
    public void What_is_not_a_possible_number_with_a_plus_is_refused(string? text) =>
        Assert.False(PhoneNumber.TryParse(text, out _));

    [Theory]
    [InlineData("+5511987654321", "+551187654321")]
    [InlineData("+551187654321", "+5511987654321")]
    [InlineData("+551161234567", "+5511961234567")]
    [InlineData("+5215512345678", "+525512345678")]
    [InlineData("+525512345678", "+5215512345678")]
    [InlineData("+5491123456789", "+541123456789")]
    [InlineData("+541123456789", "+5491123456789")]
    public void A_number_with_two_legal_spellings_names_itself_first_and_then_the_other(string text, string other)
    {
        Assert.Equal([text, other], Parse(text).Spellings.Select(spelling => spelling.ToString()));
    }

    [Theory]
    [InlineData("+551133334444")]
    [InlineData("+551123334444")]
    [InlineData("+551153334444")]
    [InlineData("+15005550101")]
    [InlineData("+447400123456")]
    [InlineData("+351912345678")]
    public void A_landline_or_a_number_of_any_other_country_has_one_spelling(string text) =>
        Assert.Equal([text], Parse(text).Spellings.Select(spelling => spelling.ToString()));

    [Fact]
    public void All_spellings_of_a_number_have_one_lookup_key() =>
        GenSpelled.Sample(
            text => !PhoneNumber.TryParse(text, out var number)
                || number.Spellings.All(spelling => spelling.LookupKey == number.LookupKey),
            iter: 20_000);

    [Fact]
    public void Different_numbers_of_one_country_have_different_lookup_keys()
    {
        Assert.NotEqual(Parse("+5511987654321").LookupKey, Parse("+5511987654322").LookupKey);
        Assert.NotEqual(Parse("+5511987654321").LookupKey, Parse("+5521987654321").LookupKey);
    }

    [Fact]
    public void The_masked_form_shows_no_more_than_four_digits() =>
        Gen.OneOf(GenE164, GenSpelled).Sample(text =>
            !PhoneNumber.TryParse(text, out var number) || number.Masked.Count(char.IsAsciiDigit) <= 4);

    [Fact]
    public void A_number_that_was_never_given_prints_nothing_and_is_masked() =>
        Assert.Equal(("", "***"), (default(PhoneNumber).ToString(), default(PhoneNumber).Masked));

    private static PhoneNumber Parse(string text)
    {
        Assert.True(PhoneNumber.TryParse(text, out var number), text);
        return number;
    }
}
