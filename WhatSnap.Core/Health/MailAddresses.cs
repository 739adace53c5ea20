using MimeKit;

namespace WhatSnap.Core.Health;

/// <summary>What passes for an e-mail address here.</summary>
internal static class MailAddresses
{
    private const int Longest = 254;

    /// <summary>True for a bare address such as <c>name@example.com</c> (RFC 5321), without a display name.</summary>
    public static bool IsAddress(string text) =>
        text.Length <= Longest && MailboxAddress.TryParse(text, out var mailbox)
        && mailbox.Address == text && string.IsNullOrEmpty(mailbox.Name) && text.LastIndexOf('@') is > 0 and var at && text[at..].Contains('.', StringComparison.Ordinal);
}
