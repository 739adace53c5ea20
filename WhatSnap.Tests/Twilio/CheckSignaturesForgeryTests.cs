using WhatSnap.Core.Accounts;
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
