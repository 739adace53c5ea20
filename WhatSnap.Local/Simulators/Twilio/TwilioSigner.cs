using System.Security.Cryptography;
using System.Text;

namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>Makes the value of X-Twilio-Signature.</summary>
public static class TwilioSigner
{
    /// <param name="authToken">The account's primary token.</param>
    /// <param name="url">As configured at the number; a #fragment is not signed.</param>
    /// <param name="parameters">Decoded form fields; none for a GET.</param>
    public static string Sign(
        string authToken, string url, params IEnumerable<KeyValuePair<string, string>> parameters)
    {
        var text = new StringBuilder(url.Split('#', 2)[0]);
        foreach (var (name, value) in parameters.OrderBy(parameter => parameter.Key, StringComparer.Ordinal))
            text.Append(name).Append(value);

        // The vendor's algorithm; not a choice of ours.
#pragma warning disable CA5350
        var hash = HMACSHA1.HashData(Encoding.UTF8.GetBytes(authToken), Encoding.UTF8.GetBytes(text.ToString()));
#pragma warning restore CA5350
        return Convert.ToBase64String(hash);
    }
}
