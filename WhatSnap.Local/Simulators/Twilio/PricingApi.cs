using System.Globalization;
using System.Text.Json.Nodes;

namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>Twilio's pricing API: what a text to a country costs, per network and kind of the sending number.</summary>
internal sealed class PricingApi(TwilioWorld world)
{
    private static readonly string[] Networks = ["Network One", "Network Two"];

    /// <summary>The countries whose prices it knows, with the price of a segment on the dearest network.</summary>
    private static readonly Dictionary<string, decimal> Dearest = new() { ["US"] = 0.0083m, ["CA"] = 0.0083m, ["DE"] = 0.1105m };

    public void Map(WebApplication application)
    {
        var pipeline = new TwilioPipeline(world);
        application.MapGet(
            "/v1/Messaging/Countries/{country}", context => pipeline.RunAsync(context, TwilioCallName.ReadPrices, null, Prices));
    }

    private static TwilioAnswer Prices(TwilioCall call, TwilioAccount account)
    {
        var country = call.PathValue("country");
        if (!Dearest.TryGetValue(country, out var price)) return TwilioAnswer.NotFound(call.Path);

        // Networks differ a little; the list gives amounts as strings.
        var networks = Networks.Select((name, index) => (JsonNode)new JsonObject
        {
            ["carrier"] = name,
            ["mcc"] = "001",
            ["mnc"] = string.Create(CultureInfo.InvariantCulture, $"{index + 1:D2}"),
            ["prices"] = new JsonArray(
                Price("local", price - (index * 0.001m)), Price("toll-free", price + 0.0005m), Price("shortcode", price * 2)),
        });
        return TwilioAnswer.Ok(new JsonObject
        {
            ["country"] = country,
            ["iso_country"] = country,
            ["outbound_sms_prices"] = new JsonArray([.. networks]),
            ["inbound_sms_prices"] = new JsonArray(),
            ["price_unit"] = account.Currency,
            ["url"] = $"https://pricing.twilio.com/v1/Messaging/Countries/{country}",
        });
    }

    private static JsonObject Price(string numberType, decimal price) => new()
    {
        ["number_type"] = numberType,
        ["base_price"] = Text(price),
        ["current_price"] = Text(price),
    };

    private static string Text(decimal price) => price.ToString(CultureInfo.InvariantCulture);
}
