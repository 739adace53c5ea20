using WhatSnap.Core.Accounts;
using WhatSnap.Core.Twilio;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Twilio;

public sealed class CheckSignaturesForgeryTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task Forged_requests_change_nothing()
    {
        using var api = new AccountApi();
        await using var product = await TestProduct.StartAsync(api.Install);
        await using var door = await Door.OpenAsync(product);
        api.Rotate();

        for (var request = 0; request < 5; request++)
        {
            (await door.PostAsync(new TwilioPost(product) { Token = "forged" })).Dispose();
        }

        await product.Queue.RunAllAsync(Hour);

        var account = await ReadAsync(product);
        Assert.Equal([TestProduct.AuthToken], account.Twilio!.AuthTokens.Select(token => token.Reveal()));
        Assert.Equal("active", account.StateCode);
        Assert.Equal(0, await StoredRows.OfMessagesAsync(product));
    }

    [Fact]
    public async Task Forged_requests_do_not_keep_a_rotated_token_from_being_adopted()
    {
        using var api = new AccountApi();
        await using var product = await TestProduct.StartAsync(api.Install);
        await using var door = await Door.OpenAsync(product);
        for (var request = 0; request < ParkedRequests.MostPerKey; request++)
        {
            (await door.PostAsync(new TwilioPost(product) { Token = "forged" })).Dispose();
        }

        var full = await StoredRows.ParkedAsync(product);
        await product.Queue.RunAllAsync(TimeSpan.FromMinutes(2));
        var afterwards = await StoredRows.ParkedAsync(product);
        api.Rotate();
        (await door.PostAsync(new TwilioPost(product) { Token = AccountApi.NewToken })).Dispose();
        await product.Queue.RunAllAsync(Hour);

        Assert.Equal((ParkedRequests.MostPerKey, 0), (full, afterwards));
        Assert.Single(product.CrmMessages);
    }

    [Fact]
    public async Task A_request_signed_by_a_token_that_Twilios_API_names_a_little_later_is_not_taken_for_forged()
    {
        using var api = new AccountApi();
        await using var product = await TestProduct.StartAsync(api.Install);
        await using var door = await Door.OpenAsync(product);
        (await door.PostAsync(new TwilioPost(product) { Token = AccountApi.NewToken })).Dispose();
        await product.Queue.RunDueAsync();
        api.Rotate();
        product.Time.Advance(TimeSpan.FromMinutes(1));

        (await door.PostAsync(new TwilioPost(product) { Token = "forged" })).Dispose();
        await product.Queue.RunAllAsync(Hour);

        Assert.Single(product.CrmMessages);
    }

    [Theory]
    [InlineData("AccountSid", "AC99999999999999999999999999999999")]
    [InlineData("To", "+15005550999")]
    [InlineData("MessageSid", "nothing")]
    public async Task A_parked_request_that_would_be_refused_at_the_door_is_not_accepted_later(string field, string value)
    {
        using var api = new AccountApi();
        await using var product = await TestProduct.StartAsync(api.Install);
        await using var door = await Door.OpenAsync(product);
        api.Rotate();

        (await door.PostAsync(new TwilioPost(product) { Token = AccountApi.NewToken }.With(field, value))).Dispose();
        await product.Queue.RunAllAsync(Hour);

        Assert.Equal(0, await StoredRows.OfMessagesAsync(product));
        Assert.Equal(0, await StoredRows.ParkedAsync(product));
    }

    private static async Task<Account> ReadAsync(TestProduct product) =>
        (await product.Get<HookTable>().FindAsync(product.HookKey, CancellationToken.None))!;
}
