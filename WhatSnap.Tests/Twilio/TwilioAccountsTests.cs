using System.Net;
using WhatSnap.Core.Twilio;
using WhatSnap.Local.Simulators.Twilio;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Twilio;

public sealed class TwilioAccountsTests
{
    private const string Parent = "AC99999999999999999999999999999999";

    [Fact]
    public async Task An_account_is_read_with_its_state_its_kind_and_its_primary_token()
    {
        await using var stage = await TwilioApiStage.StartAsync();
        stage.Account = stage.Account with { Type = "Trial", FriendlyName = "Blue Harbour", SecondaryAuthToken = "second" };

        var account = await stage.Accounts.ReadAccountAsync(TwilioApiStage.With("second"), CancellationToken.None);

        Assert.Equal((TwilioApiStage.Sid, "Blue Harbour", "active"), (account.Sid, account.FriendlyName, account.Status));
        Assert.True(account is { IsActive: true, IsTrial: true, IsSubaccount: false });
        Assert.Equal(TestProduct.AuthToken, account.AuthToken!.Reveal());
    }

    [Fact]
    public async Task A_subaccount_says_so_and_its_balance_cannot_be_known()
    {
        await using var stage = await TwilioApiStage.StartAsync();
        stage.World.SetAccount(new TwilioAccount { Sid = Parent, AuthToken = "parent" });
        stage.Account = stage.Account with { OwnerSid = Parent, Balance = null };

        var account = await stage.Accounts.ReadAccountAsync(TwilioApiStage.Credentials, CancellationToken.None);

        Assert.True(account.IsSubaccount);
        Assert.Null(await stage.Accounts.ReadBalanceAsync(TwilioApiStage.Credentials, CancellationToken.None));
    }

    [Theory]
    [InlineData("suspended", InactiveAnswer.Readable, null, null)]
    [InlineData("closed", InactiveAnswer.Readable, null, null)]
    [InlineData("suspended", InactiveAnswer.Unauthorized, HttpStatusCode.Unauthorized, 20003)]
    [InlineData("suspended", InactiveAnswer.Forbidden, HttpStatusCode.Forbidden, 20403)]
    public async Task An_account_that_is_not_active_is_known_by_its_status_or_by_the_refusal(
        string status, InactiveAnswer answer, HttpStatusCode? refusal, int? code)
    {
        await using var stage = await TwilioApiStage.StartAsync();
        stage.Account = stage.Account with { Status = status, WhenInactive = answer };

        if (refusal is null)
        {
            var account = await stage.Accounts.ReadAccountAsync(TwilioApiStage.Credentials, CancellationToken.None);
            Assert.Equal((status, false), (account.Status, account.IsActive));
            return;
        }

        var refused = await Assert.ThrowsAsync<TwilioException>(
            () => stage.Accounts.ReadAccountAsync(TwilioApiStage.Credentials, CancellationToken.None));
        Assert.Equal((refusal, code, false), (refused.StatusCode, refused.Code, refused.IsTransient));
    }

    [Fact]
    public async Task Test_credentials_are_told_by_their_own_code()
    {
        await using var stage = await TwilioApiStage.StartAsync();
        stage.Account = stage.Account with { IsTest = true };

        var refused = await Assert.ThrowsAsync<TwilioException>(
            () => stage.Accounts.ReadAccountAsync(TwilioApiStage.Credentials, CancellationToken.None));

        Assert.Equal((HttpStatusCode.Forbidden, 20008), (refused.StatusCode, refused.Code));
    }

    [Fact]
    public async Task After_a_promotion_the_old_token_is_dead()
    {
        await using var stage = await TwilioApiStage.StartAsync();
        stage.Account = stage.Account with { SecondaryAuthToken = "second" };
        stage.World.Promote(TwilioApiStage.Sid);

        var refused = await Assert.ThrowsAsync<TwilioException>(
            () => stage.Accounts.ReadAuthTokenAsync(TwilioApiStage.Credentials, CancellationToken.None));

        Assert.Equal(20003, refused.Code);
        var current = await stage.Accounts.ReadAuthTokenAsync(TwilioApiStage.With("second"), CancellationToken.None);
        Assert.Equal("second", current.Reveal());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"sid":"","auth_token":"x"}""")]
    [InlineData("<html>welcome</html>")]
    [InlineData("")]
    public async Task A_success_without_an_SID_is_a_failure(string body)
    {
        using var script = new ScriptedHttp().Answers(HttpMethod.Get, TwilioApiStage.Api + ".json", HttpStatusCode.OK, body);
        await using var stage = TwilioApiStage.Of(script);

        await Assert.ThrowsAsync<TwilioException>(
            () => stage.Accounts.ReadAccountAsync(TwilioApiStage.Credentials, CancellationToken.None));
    }

    [Fact]
    public async Task What_an_account_does_not_say_is_empty()
    {
        using var script = new ScriptedHttp().Answers(
            HttpMethod.Get, TwilioApiStage.Api + ".json", HttpStatusCode.OK, $$"""{"sid":"{{TwilioApiStage.Sid}}","auth_token":null}""");
        await using var stage = TwilioApiStage.Of(script);

        var account = await stage.Accounts.ReadAccountAsync(TwilioApiStage.Credentials, CancellationToken.None);

        Assert.Equal(new TwilioAccountInfo(TwilioApiStage.Sid, "", "", "", "", null), account);
        Assert.True(account is { IsActive: false, IsTrial: false, IsSubaccount: false });
    }

    [Theory]
    [InlineData("12.345", 12.345)]
    [InlineData("-0.75", -0.75)]
    [InlineData("0", 0)]
    public async Task A_balance_may_be_spent_and_overspent(string balance, decimal amount)
    {
        await using var stage = await TwilioApiStage.StartAsync();
        stage.Account = stage.Account with { Balance = balance, Currency = "EUR" };

        var read = await stage.Accounts.ReadBalanceAsync(TwilioApiStage.Credentials, CancellationToken.None);

        Assert.Equal(new TwilioBalance(amount, "EUR"), read);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, """{"code":20404}""")]
    [InlineData(HttpStatusCode.Forbidden, """{"code":20403}""")]
    [InlineData(HttpStatusCode.OK, """{"balance":null}""")]
    [InlineData(HttpStatusCode.OK, """{"balance":"plenty"}""")]
    [InlineData(HttpStatusCode.OK, "")]
    public async Task A_balance_that_is_not_told_is_unknown(HttpStatusCode status, string body)
    {
        using var script = new ScriptedHttp().Answers(HttpMethod.Get, TwilioApiStage.Api + "/Balance.json", status, body);
        await using var stage = TwilioApiStage.Of(script);

        Assert.Null(await stage.Accounts.ReadBalanceAsync(TwilioApiStage.Credentials, CancellationToken.None));
    }

    [Fact]
    public async Task A_balance_that_could_not_be_asked_for_is_a_failure()
    {
        using var script = new ScriptedHttp().Answers(
            HttpMethod.Get, TwilioApiStage.Api + "/Balance.json", HttpStatusCode.BadGateway, "");
        await using var stage = TwilioApiStage.Of(script);

        await Assert.ThrowsAsync<TwilioException>(
            () => stage.Accounts.ReadBalanceAsync(TwilioApiStage.Credentials, CancellationToken.None));
    }
}
