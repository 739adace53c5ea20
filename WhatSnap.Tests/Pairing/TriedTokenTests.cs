using Azure.Data.Tables;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Storage;
using WhatSnap.Tests.Accounts;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Pairing;

/// <summary>What becomes of a token that is typed for a reconnection.</summary>
public sealed class TriedTokenTests
{
    private const string NewToken = "11111111111111111111111111111111";
    private const string Wrong = "2222222222222222222222222222dead";

    [Fact]
    public async Task A_wrong_token_is_never_in_force_and_is_forgotten_with_the_attempt()
    {
        await using var api = await ApiStage.StartAsync();
        var key = await DisconnectedAsync(api);
        var meanwhile = new List<string>();
        api.Stage.Flows.BeforeStep = async _ => meanwhile.AddRange((await TokensAsync(api, key)).Kept);

        await ReconnectAsync(api, key, Wrong);

        Assert.Equal("credentials_refused", (await api.Stage.AttemptAsync(key)).EndCode);
        Assert.Equal([ConnectStage.Token], meanwhile.Distinct());
        await AssertKeepsAsync(api, key, ConnectStage.Token);
        await ReconnectAsync(api, key, null);
        Assert.Equal(AccountStates.Active.Code, (await api.Stage.AccountAsync(key))!.StateCode);
    }

    [Fact]
    public async Task A_right_token_is_in_force_once_Twilio_accepted_it_and_the_old_one_stays_behind_it()
    {
        await using var api = await ApiStage.StartAsync();
        var key = await DisconnectedAsync(api);
        api.Stage.Twilio.World.SetAccount(api.Stage.Twilio.World.Accounts[0] with { AuthToken = NewToken });
        var first = new List<string>();
        api.Stage.Flows.BeforeStep = async _ => first.Add((await TokensAsync(api, key)).Kept[0]);

        await ReconnectAsync(api, key, NewToken);

        Assert.Equal([ConnectStage.Token, NewToken], first.Take(2));
        await AssertKeepsAsync(api, key, NewToken, ConnectStage.Token);
        Assert.Equal(AccountStates.Active.Code, (await api.Stage.AccountAsync(key))!.StateCode);
    }

    [Fact]
    public async Task A_token_that_Twilio_accepted_stays_when_the_attempt_fails_later()
    {
        await using var api = await ApiStage.StartAsync();
        var key = await DisconnectedAsync(api);
        api.Stage.Twilio.World.SetAccount(api.Stage.Twilio.World.Accounts[0] with { AuthToken = NewToken });
        api.Stage.Product.Crm.World.RevokeToken(TestProduct.AccessToken);

        await ReconnectAsync(api, key, NewToken);

        Assert.Equal("tag_refused", (await api.Stage.AttemptAsync(key)).EndCode);
        await AssertKeepsAsync(api, key, NewToken, ConnectStage.Token);
    }

    [Fact]
    public async Task A_tried_token_is_sealed()
    {
        await using var api = await ApiStage.StartAsync();
        var key = await DisconnectedAsync(api);
        await api.PostAsync($"api/accounts/{key.AccountId}/reconnect", new { authToken = Wrong });

        var row = await api.Stage.Product.Get<TableServiceClient>().GetTableClient(TableNames.Accounts)
            .GetEntityAsync<TableEntity>(key.LocationId, key.AccountId);

        Assert.Equal(Wrong, (await TokensAsync(api, key)).Tried);
        Assert.DoesNotContain(row.Value.Select(cell => $"{cell.Value}"), value => value.Contains(Wrong, StringComparison.Ordinal));
        await api.Stage.Flows.RunAllAsync();
    }

    private static async Task<AccountKey> DisconnectedAsync(ApiStage api)
    {
        var (key, _) = await api.Stage.ConnectAsync();
        await api.Stage.CloseAsync(key, AccountStates.Disconnecting);
        return key;
    }

    private static async Task ReconnectAsync(ApiStage api, AccountKey key, string? token)
    {
        await api.PostAsync($"api/accounts/{key.AccountId}/reconnect", new { authToken = token });
        await api.Stage.Flows.RunAllAsync();
    }

    private static async Task AssertKeepsAsync(ApiStage api, AccountKey key, params string[] tokens)
    {
        var (kept, tried) = await TokensAsync(api, key);
        Assert.Equal(tokens, kept);
        Assert.Null(tried);
    }

    private static async Task<(string[] Kept, string? Tried)> TokensAsync(ApiStage api, AccountKey key)
    {
        var twilio = (await api.Stage.AccountAsync(key))!.Twilio!;
        return ([.. twilio.AuthTokens.Select(token => token.Reveal())], twilio.TriedToken?.Reveal());
    }
}
