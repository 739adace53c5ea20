namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>Brings a number as it was sent to the form in which the vendor keeps it: + and digits.</summary>
internal static class PhoneText
{
    public static string? Normalize(string? sent)
    {
        if (string.IsNullOrWhiteSpace(sent)) return null;

        var digits = string.Concat(sent.Where(char.IsAsciiDigit));
        if (digits.Length == 0) return null;

        // What the vendor does without a + is not documented; ten digits are taken for North American.
        return sent.TrimStart().StartsWith('+') || digits.Length != 10 ? "+" + digits : "+1" + digits;
    }
}
