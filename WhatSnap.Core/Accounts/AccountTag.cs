using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace WhatSnap.Core.Accounts;

/// <summary>Makes the tag of an account from its name: <c>whatsnap-account-</c> and lower-case letters, digits and hyphens.</summary>
public static class AccountTag
{
    public const string Prefix = "whatsnap-account-";

    /// <summary>Each plain letter, then what is written as it. The hosts run without ICU, which would know this.</summary>
    private static readonly string[] Plain =
    [
        "aàáâãäåāăą", "cçćĉċč", "dďđð", "eèéêëēĕėęě", "gĝğġģ", "hĥħ", "iìíîïĩīĭįı", "jĵ", "kķ", "lĺļľŀł", "nñńņňŉ",
        "oòóôõöøōŏő", "rŕŗř", "sśŝşšșß", "tţťŧțþ", "uùúûüũūŭůűų", "wŵ", "yýÿŷ", "zźżž",
    ];

    private const int Longest = 60;

    /// <summary>True for what a person may choose as a tag.</summary>
    public static bool IsTag(string text) =>
        text.Length > Prefix.Length && text.Length <= Longest && text.StartsWith(Prefix, StringComparison.Ordinal)
        && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-');

    public static string FromName(string name)
    {
        var slug = new StringBuilder();
        foreach (var letter in name)
        {
            if (PlainOf(char.ToLowerInvariant(letter)) is { } plain) slug.Append(plain);
            else if (slug.Length > 0 && slug[^1] != '-' && !IsPartOfWord(letter)) slug.Append('-');
        }

        var words = slug.ToString().TrimEnd('-');
        return Prefix + (words.Length > 0 ? words : Fingerprint(name));
    }

    private static char? PlainOf(char letter) =>
        char.IsAsciiLetterOrDigit(letter)
            ? letter
            : Array.Find(Plain, group => group.Contains(letter, StringComparison.Ordinal))?[0];

    /// <summary>Accents of their own and letters of other scripts are left out without a hyphen.</summary>
    private static bool IsPartOfWord(char letter) =>
        char.IsLetter(letter) || char.GetUnicodeCategory(letter) == UnicodeCategory.NonSpacingMark;

    /// <summary>What a name without any Latin letter has instead of words.</summary>
    private static string Fingerprint(string name) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 4));
}
