using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using WhatSnap.Core.Storage;

namespace WhatSnap.Core.Twilio;

/// <summary>
/// Checks <c>X-Twilio-Signature</c>: HMAC-SHA1 over the stored URL and the sorted form fields, with the primary token
/// (twilio.com/docs/usage/security, "Validating requests").
/// </summary>
public static class TwilioSignature
{
    /// <summary>True when one of the tokens signed this request for the URL that is stored at Twilio.</summary>
    /// <param name="storedUrl">The URL as configured, without its fragment; never rebuilt from the request.</param>
    /// <param name="fields">The decoded form fields, all of them.</param>
    /// <param name="signature">The header; null, badly formed and wrong ones are all simply false.</param>
    /// <param name="tokens">The tokens that may sign.</param>
    [SuppressMessage("Security", "CA5350", Justification = "Twilio signs with HMAC-SHA1; there is no other way.")]
    public static bool IsValid(
        string storedUrl, IReadOnlyList<KeyValuePair<string, string>> fields, string? signature,
        IEnumerable<Secret> tokens)
    {
        Span<byte> given = stackalloc byte[SHA1.HashSizeInBytes];
        if (!TryRead(signature, given)) return false;

        var isValid = false;
        foreach (var token in tokens)
        {
            var key = Encoding.UTF8.GetBytes(token.Reveal());
            foreach (var url in WithAndWithoutDefaultPort(storedUrl))
            {
                var expected = HMACSHA1.HashData(key, Encoding.UTF8.GetBytes(SignedText(url, fields)));
                isValid |= CryptographicOperations.FixedTimeEquals(expected, given);
            }
        }

        return isValid;
    }

    /// <summary>Signs a request as Twilio does; for the test of our own address.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "Twilio signs with HMAC-SHA1; there is no other way.")]
    public static string Sign(string storedUrl, IReadOnlyList<KeyValuePair<string, string>> fields, Secret token) =>
        Convert.ToBase64String(HMACSHA1.HashData(
            Encoding.UTF8.GetBytes(token.Reveal()), Encoding.UTF8.GetBytes(SignedText(storedUrl, fields))));

    /// <summary>False for what no token could ever have made.</summary>
    public static bool IsWellFormed([NotNullWhen(true)] string? signature) =>
        TryRead(signature, stackalloc byte[SHA1.HashSizeInBytes]);

    private static bool TryRead([NotNullWhen(true)] string? signature, Span<byte> hash) =>
        signature is not null && Convert.TryFromBase64String(signature, hash, out var length) && length == hash.Length;

    /// <summary>The URL, then each name and value in ordinal order; equal values of one name count once.</summary>
    private static string SignedText(string url, IReadOnlyList<KeyValuePair<string, string>> fields)
    {
        var text = new StringBuilder(url);
        foreach (var field in fields.Distinct()
            .OrderBy(field => field.Key, StringComparer.Ordinal).ThenBy(field => field.Value, StringComparer.Ordinal))
        {
            text.Append(field.Key).Append(field.Value);
        }

        return text.ToString();
    }

    /// <summary>Twilio itself is inconsistent about signing the default port, so both spellings count.</summary>
    private static IEnumerable<string> WithAndWithoutDefaultPort(string url)
    {
        yield return url;
        var scheme = url.StartsWith("https://", StringComparison.Ordinal) ? "https://" : "http://";
        var port = scheme == "https://" ? ":443" : ":80";
        var path = url.IndexOfAny(['/', '?'], scheme.Length);
        var end = path < 0 ? url.Length : path;
        var authority = url[scheme.Length..end];
        if (authority.EndsWith(port, StringComparison.Ordinal)) yield return scheme + authority[..^port.Length] + url[end..];
        else if (!authority.Contains(':', StringComparison.Ordinal)) yield return scheme + authority + port + url[end..];
    }
}
