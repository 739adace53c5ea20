namespace WhatSnap.Core.Contacts;

/// <summary>Tells e-mail addresses from names and short codes. Whether one exists is for others to say.</summary>
internal static class MailAddresses
{
    private const int Longest = 254;

    /// <summary>True for one <c>@</c> between two parts without spaces, the second one with a dot.</summary>
    public static bool IsOne(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && at == text.LastIndexOf('@') && text.Length <= Longest && !text.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter))
            && text.IndexOf('.', at) > at + 1 && !text.EndsWith('.');
    }
}
