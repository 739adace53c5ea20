using System.Globalization;

namespace WhatSnap.Core.Consent;

/// <summary>The words of one language by which a person opts out of messages, and in again.</summary>
/// <param name="Language">ISO 639-1.</param>
/// <param name="Stop">Words that opt out.</param>
/// <param name="Start">Words that undo it.</param>
public sealed record ConsentLanguage(string Language, IReadOnlyList<string> Stop, IReadOnlyList<string> Start);

/// <summary>A word of the table that a whole message consists of.</summary>
/// <param name="Text">The word as it stands in the table.</param>
/// <param name="IsStop">True when it opts out.</param>
public sealed record ConsentWord(string Text, bool IsStop);

/// <summary>
/// The words by which people opt out; <c>docs/consent.md</c> lists them and a test compares the two. English has the words that
/// carriers and Twilio demand; other languages have only such as mean nothing else in a conversation with a business.
/// </summary>
public static class ConsentWords
{
    /// <summary>Undoes an opt-out at Twilio, but is also an ordinary answer.</summary>
    public const string Yes = "YES";

    public static readonly IReadOnlyList<ConsentLanguage> All =
    [
        new("en", ["STOP", "STOPALL", "STOP ALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT", "OPT OUT"], ["START", "UNSTOP"]),
        new("es", ["PARAR", "ALTO", "BAJA", "DARME DE BAJA", "DESUSCRIBIRME"], ["ALTA", "REANUDAR"]),
        new("pt", ["PARAR", "SAIR", "DESCADASTRAR", "DESINSCREVER"], ["RETOMAR", "REINSCREVER"]),
        new("de", ["STOPP", "ABMELDEN", "ABBESTELLEN"], ["ANMELDEN", "FORTSETZEN"]),
        new("fr", ["ARRÊT", "ARRÊTER", "DÉSABONNER", "DÉSINSCRIRE"], ["REPRENDRE", "RÉABONNER"]),
        new("it", ["FERMA", "DISISCRIVI", "DISISCRIVIMI", "CANCELLAMI"], ["RIPRENDI", "ISCRIVIMI"]),
        new("nl", ["STOPPEN", "AFMELDEN", "UITSCHRIJVEN"], ["AANMELDEN", "HERVATTEN"]),
    ];

    private const int Longest = 40;

    // Letter under letter; .NET takes accents off only where the machine has the data for it.
    private const string Accented = "ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝ";
    private const string Bare = "AAAAAACEEEEIIIINOOOOOUUUUY";

    private static readonly Dictionary<string, ConsentWord> Known = All
        .SelectMany(one => one.Stop.Select(word => new ConsentWord(word, true)).Concat(one.Start.Select(word => new ConsentWord(word, false))))
        .Append(new ConsentWord(Yes, false)).GroupBy(word => Plain(word.Text)!).ToDictionary(same => same.Key, same => same.First());

    /// <summary>The word that a whole text is, in any case and with or without accents, full stop and exclamation mark; else null.</summary>
    public static ConsentWord? Find(string text) =>
        text.Length <= Longest && Plain(text.Trim().TrimEnd('.', '!')) is { } plain ? Known.GetValueOrDefault(plain) : null;

    /// <summary>Upper case without accents; null for what holds more than letters, blanks and hyphens.</summary>
    private static string? Plain(string text)
    {
        if (!text.All(letter => char.IsLetter(letter) || char.IsWhiteSpace(letter) || letter == '-' || IsMark(letter))) return null;
        var letters = text.ToUpperInvariant().Where(letter => !IsMark(letter)).Select(WithoutAccent);
        return string.Join(' ', string.Concat(letters).Replace('-', ' ').Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private static char WithoutAccent(char letter) => Accented.IndexOf(letter, StringComparison.Ordinal) is >= 0 and var at ? Bare[at] : letter;

    private static bool IsMark(char letter) => char.GetUnicodeCategory(letter) is UnicodeCategory.NonSpacingMark or UnicodeCategory.Format;
}
