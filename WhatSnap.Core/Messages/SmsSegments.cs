using System.Buffers;

namespace WhatSnap.Core.Messages;

/// <summary>The parts in which a text travels over a phone network, each of which is charged (GSM 03.38, Twilio's glossary).</summary>
/// <param name="Count">How many; at least one.</param>
/// <param name="IsUcs2">True when one letter made the whole text UCS-2.</param>
public readonly record struct SmsSegments(int Count, bool IsUcs2)
{
    private static readonly SearchValues<char> Gsm = SearchValues.Create(
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
        + "¿abcdefghijklmnopqrstuvwxyzäöñüà" + Doubled);

    private static readonly SearchValues<char> GsmDoubled = SearchValues.Create(Doubled);

    /// <summary>These take two places.</summary>
    private const string Doubled = "^{}\\[~]|€";

    public static SmsSegments Of(string text) => text.AsSpan().ContainsAnyExcept(Gsm)
        ? new SmsSegments(Parts(text.Length, single: 70, joined: 67), true)
        : new SmsSegments(Parts(text.Length + text.Count(GsmDoubled.Contains), single: 160, joined: 153), false);

    private static int Parts(int length, int single, int joined) =>
        length <= single ? 1 : (length + joined - 1) / joined;
}
