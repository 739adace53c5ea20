using System.Net;
using Microsoft.AspNetCore.Http;
using WhatSnap.Core.Twilio;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Twilio;

public sealed class TwilioSmsOutageTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Theory]
    [InlineData(0, true)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(1, false)]
    public async Task Without_storage_the_answer_is_503_and_the_repeated_message_is_stored_once(int retries, bool accountIsKnown)
    {
        using var storage = new StorageSwitch(retries);
        await using var product = await TestProduct.StartAsync(storage.Install);
        await using var door = await Door.OpenAsync(product);
        var post = new TwilioPost(product);
        if (accountIsKnown) (await door.PostAsync(new TwilioPost(product).With("Body", "Before"))).Dispose();

        storage.IsCut = true;
        using var refused = await door.PostAsync(post);
        storage.IsCut = false;
        using var again = await door.PostAsync(post);
        await product.Queue.RunAllAsync(Hour);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Refusal.AssertIsDiscreet(product, refused, await refused.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Single(product.CrmMessages, message => message.Body == TwilioPost.Text);
    }

    [Fact]
    public async Task A_forged_request_during_an_outage_is_answered_503_too_and_nothing_is_kept()
    {
        using var storage = new StorageSwitch(retries: 0);
        await using var product = await TestProduct.StartAsync(storage.Install);
        await using var door = await Door.OpenAsync(product);

        storage.IsCut = true;
        using var refused = await door.PostAsync(new TwilioPost(product) { Token = "forged" });
        storage.IsCut = false;

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        await StoredRows.AssertNothingAsync(product);
    }

    [Fact]
    public async Task A_flood_on_one_key_is_answered_503_and_other_keys_are_served()
    {
        await using var product = await TestProduct.StartAsync();
        await using var door = await Door.OpenAsync(product);
        var flooded = new string('e', 32);

        var statuses = new List<int>();
        for (var request = 0; request < 5_000 && !statuses.Contains(503); request++)
        {
            statuses.Add(await StatusAsync(product, flooded));
        }

        using var answer = await door.PostAsync(new TwilioPost(product));
        Assert.InRange(statuses.Count(status => status == 404), 1_000, 4_999);
        Assert.Equal(503, statuses[^1]);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>Without HTTP, so that the flood is faster than the limit fills up again.</summary>
    private static async Task<int> StatusAsync(TestProduct product, string key)
    {
        var context = new DefaultHttpContext { RequestServices = product.Services };
        context.Request.ContentType = "application/x-www-form-urlencoded";
        var result = await product.Get<TwilioSmsEndpoint>().HandleAsync(context.Request, key, CancellationToken.None);
        return ((IStatusCodeHttpResult)result).StatusCode!.Value;
    }
}
