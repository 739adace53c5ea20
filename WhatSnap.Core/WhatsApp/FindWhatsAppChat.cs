using Microsoft.Extensions.Caching.Memory;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Messages;

namespace WhatSnap.Core.WhatsApp;

/// <summary>
/// Finds the chat of a recipient. Under which spelling somebody is on WhatsApp (Brazil's ninth digit, Mexico's and Argentina's extra
/// one) is WhatsApp's to say; a number is never rewritten.
/// </summary>
public sealed class FindWhatsAppChat(WahaMessages waha, IMemoryCache cache)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(6);

    /// <returns>Null when nobody is on WhatsApp with this number.</returns>
    /// <exception cref="WahaException">The gateway did not say.</exception>
    public async Task<WahaChat?> RunAsync(Account account, Recipient to, CancellationToken cancellationToken)
    {
        var link = account.WhatsApp!;
        if (to is { Number: null, Lid: null }) return null;
        if (to.Number is not { } number) return new WahaChat(link, Customer.IsGroupId(to.Lid) ? to.Lid! : $"{to.Lid}@lid");

        var key = ("chat", account.AccountId, number.ToString());
        if (cache.TryGetValue(key, out string? known)) return new WahaChat(link, known!);
        if (await waha.FindChatAsync(link, number, cancellationToken) is not { } found) return null;

        cache.Set(key, found, new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = Fresh, Size = 1 });
        return new WahaChat(link, found);
    }
}
