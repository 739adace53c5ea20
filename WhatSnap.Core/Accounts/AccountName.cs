namespace WhatSnap.Core.Accounts;

/// <summary>The name that a person gives an account: 1 to 50 letters, no control characters, single blanks.</summary>
public static class AccountName
{
    private const int Longest = 50;

    /// <summary>The name as it is kept; null when it can't be one.</summary>
    public static string? TryRead(string? text)
    {
        if (text is null || text.Any(char.IsControl)) return null;
        var name = string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return name.Length is > 0 and <= Longest ? name : null;
    }
}
