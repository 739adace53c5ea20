using System.Net;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Time.Testing;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Twilio;
using WhatSnap.Local.Simulators.Twilio;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Twilio;

/// <summary>What a text is likely to cost, by Twilio's own list.</summary>
public sealed class TwilioPricesTests
{
    private const string Us = "https://pricing.example.com/v1/Messaging/Countries/US";

    [Theory]
    [InlineData("+14155550123", 1, "0.0083")]
    [InlineData("+14155550123", 3, "0.0249")]
    [InlineData("+4915123456789", 1, "0.1105")]
    public async Task Each_segment_costs_what_the_dearest_network_of_the_recipients_country_costs(string to, int segments, string amount)
    {
        await using var stage = await TwilioApiStage.StartAsync();

        var cost = await EstimateAsync(stage, to, segments: segments);

        Assert.Equal(new CostEstimate(Amount(amount), "USD"), cost);
    }

    [Fact]
    public async Task A_toll_free_number_has_a_price_of_its_own()
    {
        await using var stage = await TwilioApiStage.StartAsync();

        Assert.Equal(Amount("0.0088"), (await EstimateAsync(stage, "+14155550123", from: "+18005550100"))!.Amount);
    }

    [Theory]
    [InlineData("+447400123456")]
    [InlineData("+88213123456")]
    public async Task Where_Twilio_names_no_price_there_is_no_estimate(string to)
    {
        await using var stage = await TwilioApiStage.StartAsync();

        Assert.Null(await EstimateAsync(stage, to));
    }

    [Theory]
    [InlineData("""{"price_unit":"usd","outbound_sms_prices":[{"prices":[{"number_type":"mobile","current_price":0.5}]}]}""", "0.5")]
    [InlineData("""{"price_unit":"usd","outbound_sms_prices":[{"prices":[{"number_type":"shortcode","current_price":"0.5"}]}]}""", null)]
    [InlineData("""{"price_unit":"usd","outbound_sms_prices":[{"prices":[{"number_type":"local","current_price":null}]},{"prices":null}]}""", null)]
    [InlineData("""{"price_unit":null,"outbound_sms_prices":[{"prices":[{"number_type":"local","current_price":"0.5"}]}]}""", null)]
    [InlineData("""{"price_unit":"usd","outbound_sms_prices":null}""", null)]
    [InlineData("""{"price_unit":"usd","outbound_sms_prices":[{"prices":[{"number_type":"local","current_price":"much"}]}]}""", null)]
    [InlineData("", null)]
    public async Task A_list_of_another_form_is_read_as_far_as_it_goes(string body, string? amount)
    {
        using var script = new ScriptedHttp().Answers(HttpMethod.Get, Us, HttpStatusCode.OK, body);
        await using var stage = TwilioApiStage.Of(script);

        var cost = await EstimateAsync(stage, "+14155550123");

        Assert.Equal(amount is null ? null : new CostEstimate(Amount(amount), "USD"), cost);
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.Unauthorized)]
    public async Task A_list_that_is_refused_gives_no_estimate_and_is_not_asked_for_again_at_once(HttpStatusCode status)
    {
        using var script = new ScriptedHttp().Answers(HttpMethod.Get, Us, status, "{}");
        await using var stage = TwilioApiStage.Of(script);
        using var cache = new MemoryCache(new MemoryCacheOptions());
        var prices = new TwilioPrices(stage.Transport, cache);

        for (var text = 0; text < 3; text++) Assert.Null(await prices.EstimateAsync(From(), TwilioApiStage.Phone("+14155550123"), 1, default));

        Assert.Single(script.Requests);
    }

    [Fact]
    public async Task A_country_is_asked_for_once_for_many_texts()
    {
        await using var stage = await TwilioApiStage.StartAsync();
        using var cache = new MemoryCache(new MemoryCacheOptions());
        var prices = new TwilioPrices(stage.Transport, cache);

        for (var text = 0; text < 5; text++) await prices.EstimateAsync(From(), TwilioApiStage.Phone($"+1415555012{text}"), 1, default);

        Assert.Equal(1, stage.World.CountOf(TwilioCallName.ReadPrices));
    }

    [Fact]
    public async Task A_text_waits_two_seconds_for_its_price_and_no_longer()
    {
        var time = new FakeTimeProvider();
        await using var stage = await TwilioApiStage.StartAsync(time: time);
        stage.World.Faults = stage.World.Faults with { LatencyMs = 3_600_000 };
        using var cache = new MemoryCache(new MemoryCacheOptions());

        var asked = new TwilioPrices(stage.Transport, cache).EstimateAsync(From(), TwilioApiStage.Phone("+14155550123"), 1, default);
        await Eventually.BecomesAsync(() => stage.World.CountOf(TwilioCallName.ReadPrices) == 1);
        time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(asked.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.2));

        Assert.Null(await asked);
    }

    private static async Task<CostEstimate?> EstimateAsync(
        TwilioApiStage stage, string to, string from = TestProduct.Number, int segments = 1)
    {
        using var cache = new MemoryCache(new MemoryCacheOptions());
        var prices = new TwilioPrices(stage.Transport, cache);
        return await prices.EstimateAsync(From(from), TwilioApiStage.Phone(to), segments, CancellationToken.None);
    }

    private static Account From(string number = TestProduct.Number) =>
        new("loc", "acc", "Sales", "whatsnap-account-sales", Platform.Twilio, TwilioApiStage.Phone(number), TwilioApiStage.Credentials);

    private static decimal Amount(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
