using System.Text;

namespace WhatSnap.Core.Accounts;

/// <summary>Makes the tag of an account from its name: <c>whatsnap-account-</c> and lower-case letters, digits and hyphens.</summary>
public static class AccountTag
{
    public const string Prefix = "whatsnap-account-";

    public static string FromName(string name)
    {
        var slug = new StringBuilder();
        foreach (var letter in name.Normalize(NormalizationForm.FormD))
        {
            if (char.IsAsciiLetterOrDigit(letter)) slug.Append(char.ToLowerInvariant(letter));
            else if (slug.Length > 0 && slug[^1] != '-' && (char.IsWhiteSpace(letter) || char.IsPunctuation(letter))) slug.Append('-');
        }

        return Prefix + slug.ToString().TrimEnd('-');
    }
}
