using System.Diagnostics.CodeAnalysis;
using System.Text;
using PhoneNumbers;

namespace WhatSnap.Core.Contacts;

/// <summary>A telephone number in E.164 (<c>+</c>, country code, at most 15 digits), as it was given and never rewritten.</summary>
public readonly record struct PhoneNumber
{
    private const int MostDigits = 15;
    private const string Separators = " \u00A0-.()";
    private static readonly PhoneNumberUtil Library = PhoneNumberUtil.GetInstance();
    private readonly string? _e164;

    private PhoneNumber(string e164) => _e164 = e164;

    /// <summary>The wire form, for example <c>+14155550100</c>.</summary>
    public override string ToString() => _e164 ?? "";

    /// <summary>The log form: country code and the last two digits.</summary>
    public string Masked => _e164 is { Length: > 6 } number ? $"{number[..3]}***{number[^2..]}" : "***";

    /// <summary>The country's ISO code of two letters; null for a number of none.</summary>
    public string? Country => Parse(ToString()) is { } parsed && Library.GetRegionCodeForNumber(parsed) is { Length: 2 } code
        && char.IsAsciiLetterUpper(code[0]) ? code : null;

    /// <summary>True for a number whose owner pays for calls, as +1 800.</summary>
    public bool IsTollFree => Parse(ToString()) is { } parsed && Library.GetNumberType(parsed) == PhoneNumberType.TOLL_FREE;

    /// <summary>Spellings under which the same subscriber is known; the first is this number as given.</summary>
    /// <remarks>
    /// Brazil writes mobiles with and without a ninth digit, Mexico with and without a 1 after the country code,
    /// Argentina with and without a 9. They are for looking up only.
    /// </remarks>
    public IReadOnlyList<PhoneNumber> Spellings =>
        OtherSpelling(ToString()) is { } other ? [this, new PhoneNumber(other)] : [this];

    /// <summary>One key for all spellings of a subscriber: the shorter spelling.</summary>
    public string LookupKey => Spellings.Select(spelling => spelling.ToString()).MinBy(text => text.Length)!;

    /// <summary>
    /// Takes a number that starts with <c>+</c>, with or without blanks and signs between its digits; a number of
    /// impossible length or country is refused, and so is one with an extension or a domestic prefix.
    /// </summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out PhoneNumber number)
    {
        number = default;
        if (text is not { Length: > 4 and < 32 } || text[0] != '+') return false;

        var e164 = new StringBuilder("+", MostDigits + 1);
        foreach (var letter in text.AsSpan(1))
        {
            if (char.IsAsciiDigit(letter)) e164.Append(letter);
            else if (!Separators.Contains(letter, StringComparison.Ordinal)) return false;
        }

        var given = e164.ToString();
        if (given.Length > MostDigits + 1) return false;

        // Of two legal spellings the library may know only one: Mexico's older one is too long for it.
        if (!IsPossible(given) && !(OtherSpelling(given) is { } other && IsPossible(other))) return false;
        number = new PhoneNumber(given);
        return true;
    }

    /// <summary>
    /// The same for what a phone shows in the form of its own country, as <c>0151 23456789</c>: a whole number there, else refused.
    /// </summary>
    /// <param name="text">The number with or without its country's code.</param>
    /// <param name="country">The country's ISO code of two letters; null where it is not known.</param>
    /// <param name="number">The number.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, string? country, out PhoneNumber number)
    {
        if (TryParse(text, out number)) return true;
        if (country is null || text is not { Length: > 4 and < 32 } || text[0] == '+') return false;
        if (!text.All(letter => char.IsAsciiDigit(letter) || letter == '/' || Separators.Contains(letter, StringComparison.Ordinal))) return false;
        try
        {
            var parsed = Library.Parse(text, country);
            return Library.IsValidNumberForRegion(parsed, country) && TryParse(Library.Format(parsed, PhoneNumberFormat.E164), out number);
        }
        catch (NumberParseException)
        {
            return false;
        }
    }

    /// <summary>The library reads leniently and strips what it takes for a prefix: what it would rewrite is not a number.</summary>
    private static bool IsPossible(string e164) =>
        Parse(e164) is { } parsed
        && Library.IsPossibleNumberWithReason(parsed) == PhoneNumberUtil.ValidationResult.IS_POSSIBLE
        && Library.Format(parsed, PhoneNumberFormat.E164) == e164;

    private static PhoneNumbers.PhoneNumber? Parse(string e164)
    {
        try
        {
            return Library.Parse(e164, null);
        }
        catch (NumberParseException)
        {
            return null;
        }
    }

    private static string? OtherSpelling(string number) => number switch
    {
        // +55, area of two digits, then 9 and the eight digits of a mobile that had no ninth digit once.
        ['+', '5', '5', _, _, '9', >= '6' and <= '9', ..] when number.Length == 14 => number.Remove(5, 1),
        ['+', '5', '5', _, _, >= '6' and <= '9', ..] when number.Length == 13 => number.Insert(5, "9"),
        ['+', '5', '2', '1', ..] when number.Length == 14 => number.Remove(3, 1),
        ['+', '5', '2', ..] when number.Length == 13 => number.Insert(3, "1"),
        ['+', '5', '4', '9', ..] when number.Length == 14 => number.Remove(3, 1),
        ['+', '5', '4', ..] when number.Length == 13 => number.Insert(3, "9"),
        _ => null,
    };
}
