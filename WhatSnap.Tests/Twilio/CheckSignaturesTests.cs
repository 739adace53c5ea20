using System.Net;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Storage;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Twilio;

public sealed class CheckSignaturesTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_text_signed_by_a_rotated_token_is_refused_parked_and_delivered_once_the_token_is_adopted()
    {
        using var api = new AccountApi();
        await using var product = await TestProduct.StartAsync(api.Install);
        await using var door = await Door.OpenAsync(product);
        api.Rotate();
        var post = new TwilioPost(product) { Token = AccountApi.NewToken };

        using var refused = await door.PostAsync(post);
        using var fallback = await door.PostAsync(post);
        await product.Queue.RunAllAsync(Hour);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (refused.StatusCode, fallback.StatusCode));
        Assert.Equal(TwilioPost.Text, Assert.Single(product.CrmMessages).Body);
        Assert.Equal(0, await StoredRows.ParkedAsync(product));
        Assert.Empty(product.Queue.Failures);
    }

    [Fact]
    public async Task A_parked_text_keeps_the_time_of_its_arrival()
    {
        using var api = new AccountApi { Failure = HttpStatusCode.ServiceUnavailable };
        await using var product = await TestProduct.StartAsync(api.Install);
        await using var door = await Door.OpenAsync(product);
        api.Rotate();
        var arrival = product.Time.GetUtcNow();
        (await door.PostAsync(new TwilioPost(product) { Token = AccountApi.NewToken })).Dispose();
        await product.Queue.RunAllAsync(TimeSpan.FromMinutes(10));

        api.Failure = null;
        await product.Queue.RunAllAsync(Hour);

        Assert.Equal(arrival, Assert.Single(product.CrmMessages).DateAdded);
        Assert.True(product.Time.GetUtcNow() - arrival > TimeSpan.FromMinutes(9));
    }

    [Fact]
    public async Task After_the_adoption_both_tokens_verify_at_once()
    {
        using var api = new AccountApi();
        await using var product = await TestProduct.StartAsync(api.Install);
        await using var door = await Door.OpenAsync(product);
        api.Rotate();
        (await door.PostAsync(new TwilioPost(product) { Token = AccountApi.NewToken })).Dispose();
        await product.Queue.RunAllAsync(Hour);

        using var newOne = await door.PostAsync(new TwilioPost(product) { Token = AccountApi.NewToken });
        using var oldOne = await door.PostAsync(new TwilioPost(product));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (newOne.StatusCode, oldOne.StatusCode));
    }

    [Fact]
    public async Task No_more_than_two_tokens_are_kept_the_newest_first()
    {
        using var api = new AccountApi();
        await using var product = await TestProduct.StartAsync(api.Install);
        await using var door = await Door.OpenAsync(product);
        var newest = new string('7', 32);

        foreach (var token in (string[])[AccountApi.NewToken, newest])
        {
            api.Rotate(token);
            (await door.PostAsync(new TwilioPost(product) { Token = token })).Dispose();
            await product.Queue.RunAllAsync(Hour);
            product.Time.Advance(Hour);
        }

        var account = await ReadAsync(product);
        Assert.Equal([newest, AccountApi.NewToken], account.Twilio!.AuthTokens.Select(token => token.Reveal()));
    }

    [Fact]
    public async Task The_account_is_read_again_once_a_minute_at_most()
    {
        using var api = new AccountApi();
        await using var product = await TestProduct.StartAsync(api.Install);
        await using var door = await Door.OpenAsync(product);

        var readsBySecond = new List<int>();
        for (var second = 0; second < 121; second += 10)
        {
            (await door.PostAsync(new TwilioPost(product) { Token = "forged" })).Dispose();
            await product.Queue.RunDueAsync();
            readsBySecond.Add(api.Reads);
            product.Time.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Equal([1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3], readsBySecond);
    }

    [Fact]
    public async Task An_account_whose_token_Twilio_refuses_needs_a_new_token()
    {
        using var api = new AccountApi { Failure = HttpStatusCode.Unauthorized };
        await using var product = await TestProduct.StartAsync(api.Install);
        await using var door = await Door.OpenAsync(product);

        (await door.PostAsync(new TwilioPost(product) { Token = AccountApi.NewToken })).Dispose();
        await product.Queue.RunDueAsync();

        Assert.Equal("needs_new_token", (await ReadAsync(product)).StateCode);
        Assert.Equal(0, await StoredRows.OfMessagesAsync(product));
        Assert.Equal(1, await StoredRows.ParkedAsync(product));
    }

    [Fact]
    public async Task A_suspended_account_needs_no_new_token_and_its_texts_are_looked_at_again()
    {
        using var api = new AccountApi { Failure = HttpStatusCode.Forbidden };
        await using var product = await TestProduct.StartAsync(api.Install);
        await using var door = await Door.OpenAsync(product);
        api.Rotate();
        (await door.PostAsync(new TwilioPost(product) { Token = AccountApi.NewToken })).Dispose();

        await product.Queue.RunAllAsync(TimeSpan.FromMinutes(9));
        var (state, reads) = ((await ReadAsync(product)).StateCode, api.Reads);
        api.Failure = null;
        await product.Queue.RunAllAsync(Hour);

        Assert.Equal(("active", 1), (state, reads));
        Assert.Single(product.CrmMessages);
        Assert.Empty(product.Queue.Failures);
    }

    [Fact]
    public async Task A_token_that_is_typed_while_the_old_one_is_refused_stays_in_force()
    {
        using var api = new AccountApi { Failure = HttpStatusCode.Unauthorized };
        await using var product = await TestProduct.StartAsync(api.Install);
        await using var door = await Door.OpenAsync(product);
        api.OnRead = () => product.Get<AccountTable>().UpdateAsync(
            product.Account.Key,
            known => known with { Twilio = known.Twilio!.Adopt(new Secret(AccountApi.NewToken)) },
            CancellationToken.None);

        (await door.PostAsync(new TwilioPost(product) { Token = "forged" })).Dispose();
        await product.Queue.RunDueAsync();

        Assert.Equal("active", (await ReadAsync(product)).StateCode);
    }

    [Theory]
    [InlineData(AccountApi.NewToken)]
    [InlineData("forged")]
    public async Task An_account_that_needed_a_new_token_is_active_again_when_Twilio_takes_ours(string signedBy)
    {
        using var api = new AccountApi { Failure = HttpStatusCode.Unauthorized };
        await using var product = await TestProduct.StartAsync(api.Install);
        await using var door = await Door.OpenAsync(product);
        api.Rotate();
        (await door.PostAsync(new TwilioPost(product) { Token = AccountApi.NewToken })).Dispose();
        await product.Queue.RunDueAsync();
        var before = await ReadAsync(product);
        api.Failure = null;

        product.Time.Advance(Hour);
        (await door.PostAsync(new TwilioPost(product) { Token = signedBy })).Dispose();
        await product.Queue.RunAllAsync(Hour);

        Assert.Equal(("needs_new_token", "active"), (before.StateCode, (await ReadAsync(product)).StateCode));
        Assert.Equal(AccountApi.NewToken, (await ReadAsync(product)).Twilio!.AuthTokens[0].Reveal());
        Assert.Contains(product.CrmMessages, message => message.Body == TwilioPost.Text);
    }

    [Fact]
    public async Task A_working_check_makes_an_account_active_again_though_it_signed_no_parked_request()
    {
        using var api = new AccountApi { Failure = HttpStatusCode.Unauthorized };
        await using var product = await TestProduct.StartAsync(api.Install);
        await using var door = await Door.OpenAsync(product);
        (await door.PostAsync(new TwilioPost(product) { Token = "forged" })).Dispose();
        await product.Queue.RunDueAsync();
        var before = await ReadAsync(product);
        api.Failure = null;

        product.Time.Advance(Hour);
        (await door.PostAsync(new TwilioPost(product) { Token = "forged" })).Dispose();
        await product.Queue.RunAllAsync(Hour);

        Assert.Equal(("needs_new_token", "active"), (before.StateCode, (await ReadAsync(product)).StateCode));
        Assert.Equal(TestProduct.AuthToken, Assert.Single((await ReadAsync(product)).Twilio!.AuthTokens).Reveal());
        Assert.Empty(product.CrmMessages);
    }

    [Fact]
    public async Task An_account_that_needed_a_new_token_is_active_again_once_its_token_reads()
    {
        using var api = new AccountApi { Failure = HttpStatusCode.Unauthorized };
        await using var product = await TestProduct.StartAsync(api.Install);
        await using var door = await Door.OpenAsync(product);
        (await door.PostAsync(new TwilioPost(product) { Token = "forged" })).Dispose();
        await product.Queue.RunDueAsync();
        var before = await ReadAsync(product);
        api.Failure = null;
        product.Time.Advance(TimeSpan.FromMinutes(1));

        (await door.PostAsync(new TwilioPost(product) { Token = "forged" })).Dispose();
        await product.Queue.RunDueAsync();

        Assert.Equal(("needs_new_token", "active"), (before.StateCode, (await ReadAsync(product)).StateCode));
    }

    [Fact]
    public async Task An_outage_of_Twilios_API_says_nothing_of_the_token_and_the_check_comes_again()
    {
        using var api = new AccountApi { Failure = HttpStatusCode.BadGateway };
        await using var product = await TestProduct.StartAsync(api.Install);
        await using var door = await Door.OpenAsync(product);
        api.Rotate();
        (await door.PostAsync(new TwilioPost(product) { Token = AccountApi.NewToken })).Dispose();

        await product.Queue.RunDueAsync();
        var duringOutage = await ReadAsync(product);
        api.Failure = null;
        await product.Queue.RunAllAsync(Hour);

        Assert.Equal("active", duringOutage.StateCode);
        Assert.Single(product.CrmMessages);
    }

    private static async Task<Account> ReadAsync(TestProduct product) =>
        (await product.Get<HookTable>().FindAsync(product.HookKey, CancellationToken.None))!;
}
