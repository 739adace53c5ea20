using System.Buffers;

namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>Counts the parts in which a text travels.</summary>
internal static class SmsSegments
{
    private static readonly SearchValues<char> Gsm = SearchValues.Create(
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
        + "¿abcdefghijklmnopqrstuvwxyzäöñüà" + Doubled);

    private static readonly SearchValues<char> GsmDoubled = SearchValues.Create(Doubled);

    /// <summary>These take two places.</summary>
    private const string Doubled = "^{}\\[~]|€";

    public static int Count(string text)
    {
        if (text.AsSpan().ContainsAnyExcept(Gsm)) return Parts(text.Length, single: 70, joined: 67);
        return Parts(text.Length + text.Count(GsmDoubled.Contains), single: 160, joined: 153);
    }

    private static int Parts(int length, int single, int joined) =>
        length <= single ? 1 : (length + joined - 1) / joined;
}
