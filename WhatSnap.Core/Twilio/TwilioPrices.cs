using Microsoft.Extensions.Caching.Memory;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Messages;

namespace WhatSnap.Core.Twilio;

/// <summary>
/// What a text is likely to cost, by Twilio's own list for the account (<c>GET /v1/Messaging/Countries/{IsoCountry}</c>).
/// No message waits long for it, and none fails by it.
/// </summary>
public sealed class TwilioPrices(TwilioTransport transport, IMemoryCache cache)
{
    private const string TollFree = "toll-free";
    private const string ShortCode = "shortcode";
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Fresh = TimeSpan.FromDays(1);
    private static readonly TimeSpan FreshWithout = TimeSpan.FromMinutes(10);

    /// <summary>
    /// The price of a text: that of the dearest network of the recipient's country, for each segment. Carriers' fees are
    /// not on the list, and neither are messages with files.
    /// </summary>
    /// <returns>Null when Twilio names no price, or not within two seconds.</returns>
    public async Task<CostEstimate?> EstimateAsync(
        Account account, PhoneNumber to, int segments, CancellationToken cancellationToken)
    {
        if (account.Twilio is not { } credentials || to.Country is not { } country) return null;
        var price = await OfSegmentAsync(credentials, country, account.Number!.Value.IsTollFree, cancellationToken);
        return price is null ? null : price with { Amount = price.Amount * segments };
    }

    private async Task<CostEstimate?> OfSegmentAsync(
        TwilioCredentials credentials, string country, bool isTollFree, CancellationToken cancellationToken)
    {
        var key = ("price", credentials.AccountSid, country, isTollFree);
        if (cache.TryGetValue(key, out CostEstimate? known)) return known;

        var price = await ReadAsync(credentials, country, isTollFree, cancellationToken);
        cache.Set(key, price, new MemoryCacheEntryOptions
        {
            AbsoluteExpirationRelativeToNow = price is null ? FreshWithout : Fresh,
            Size = 1,
        });
        return price;
    }

    private async Task<CostEstimate?> ReadAsync(
        TwilioCredentials credentials, string country, bool isTollFree, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await transport.GetWithinAsync(
                credentials, "Messaging/Countries/{IsoCountry}", transport.OfPricing($"/Messaging/Countries/{country}"),
                TwilioWireJson.Default.WireCountryPrices, CallLimit, cancellationToken);
            var dearest = (answer?.OutboundSmsPrices ?? []).SelectMany(carrier => carrier.Prices ?? [])
                .Where(price => isTollFree ? price.NumberType == TollFree : price.NumberType is not (TollFree or ShortCode))
                .Max(price => price.CurrentPrice);
            return dearest is { } amount && answer?.PriceUnit is { Length: > 0 } unit
                ? new CostEstimate(amount, unit.ToUpperInvariant())
                : null;
        }
        catch (TwilioException)
        {
            return null;
        }
    }
}
