using System.Diagnostics.CodeAnalysis;

namespace WhatSnap.Core.Accounts;

/// <summary>Names one account of one location; the wire form <c>location~account</c> is what flows and queues carry.</summary>
public readonly record struct AccountKey(string LocationId, string AccountId)
{
    private const char Separator = '~';

    /// <summary>A new account of a location.</summary>
    public static AccountKey New(string locationId) => new(locationId, Guid.NewGuid().ToString("N"));

    /// <summary>True for what can be an account's id: whatever a path says, nothing else comes near the table.</summary>
    public static bool IsAccountId(string text) =>
        text.Length is > 0 and <= 64 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-');

    public static bool TryParse([NotNullWhen(true)] string? text, out AccountKey key)
    {
        key = default;
        var at = text?.LastIndexOf(Separator) ?? -1;
        if (at <= 0 || at == text!.Length - 1) return false;
        key = new AccountKey(text[..at], text[(at + 1)..]);
        return true;
    }

    /// <summary>Reads a key that this product wrote itself.</summary>
    public static AccountKey Parse(string text) =>
        TryParse(text, out var key) ? key : throw new FormatException("This is not an account key.");

    public override string ToString() => $"{LocationId}{Separator}{AccountId}";
}
