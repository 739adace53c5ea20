using WhatSnap.Core.Accounts;

namespace WhatSnap.Core.Messages;

/// <summary>
/// The command at the start of a text that names the account to send it from: <c>#switch NAME</c> for this and all that
/// follow, <c>#switch_unique NAME</c> for this one alone. The name is the account's, or its tag with or without the
/// prefix; case and repeated blanks don't count.
/// </summary>
/// <param name="IsForGood">True when the contact moves to the account.</param>
/// <param name="Text">The text without the command and, when one was named, the account's name.</param>
/// <param name="Account">The account that was named; null when none of the location has this name.</param>
public sealed record SwitchCommand(bool IsForGood, string Text, Account? Account)
{
    private const string ForGood = "#switch";
    private const string Once = "#switch_unique";

    /// <summary>The command of a text; null when it has none.</summary>
    public static SwitchCommand? Find(string text, IReadOnlyList<Account> accounts)
    {
        var trimmed = text.TrimStart();
        var word = trimmed.Split([' ', '\t', '\r', '\n', '\u00a0'], 2)[0];
        var isOnce = word.Equals(Once, StringComparison.OrdinalIgnoreCase);
        if (!isOnce && !word.Equals(ForGood, StringComparison.OrdinalIgnoreCase)) return null;

        var rest = trimmed[word.Length..].TrimStart();
        var (account, length) = accounts
            .SelectMany(one => Names(one).Select(name => (Account: one, Length: LengthOf(rest, name))))
            .Where(found => found.Length > 0)
            .OrderByDescending(found => found.Length)
            .FirstOrDefault();
        return new SwitchCommand(!isOnce, rest[length..].TrimStart(), account);
    }

    private static IEnumerable<string> Names(Account account)
    {
        yield return account.Name;
        yield return account.Tag;
        if (account.Tag.StartsWith(AccountTag.Prefix, StringComparison.Ordinal)) yield return account.Tag[AccountTag.Prefix.Length..];
    }

    /// <summary>How many letters of a text its first words take when they are this name; 0 when they are not.</summary>
    private static int LengthOf(string text, string name)
    {
        var at = 0;
        foreach (var word in name.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
            if (string.Compare(text, at, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) != 0) return 0;
            at += word.Length;
        }

        return at == text.Length || char.IsWhiteSpace(text[at]) ? at : 0;
    }
}
