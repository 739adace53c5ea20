using System.Text.RegularExpressions;

namespace WhatSnap.Core.Devices;

/// <summary>Tells texts that hold a one-time code, in the languages of most users: rather one too many than one too few.</summary>
internal static partial class OneTimeCodes
{
    /// <summary>Texts with codes are short; no more is looked at, so that no text takes long.</summary>
    private const int Telling = 1_000;

    /// <summary>True for a word for such a code beside digits, and for the form that browsers fill in (<c>@example.com #123456</c>).</summary>
    public static bool IsIn(string text)
    {
        var start = text.Length <= Telling ? text : text[..Telling];
        return Form().IsMatch(start) || (Word().IsMatch(start) && Digits().IsMatch(start));
    }

    [GeneratedRegex(@"@\S+\s+#\w{4,10}|(?<!\w)G-\d{6}(?!\d)", RegexOptions.CultureInvariant)]
    private static partial Regex Form();

    [GeneratedRegex(
        @"\b((?<!(zip|postal|post|area|country|promo|discount|coupon|dress|gate|door)[ -])codes?|otp|one[- ]time|passcode|password|pin|2fa|mfa|verif\w*|authenti\w*|kennwort|passwort|([ms]|sms|push|photo|foto|chip)?-?tan|(?!zip|post|promo|bar|area|coupon|qr)\w+code|bestätigung\w*|sicherheits\w*|anmelde\w*|código\w*|clave|contraseña|codice|senha|verificação|verificación|codigo|mot de passe|kod|kode|koodi|verificatie\w*|jednorazow\w*|код|пароль)\b|验证码|驗證碼|認証|인증",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    /// <summary>Four to nine digits, or two or three groups of three; no part of a longer number or of an amount.</summary>
    [GeneratedRegex(@"(?<![\d+.,/])(\d{4,9}|\d{3}([- ]\d{3}){1,2})(?![\d/])", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();
}
