using System.Net;
using Azure.Data.Tables;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Pairing;
using WhatSnap.Core.Storage;
using WhatSnap.Tests.Accounts;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Pairing;

/// <summary>An owner who asks to disconnect or remove an account while it is being connected gets that, whenever it is.</summary>
public sealed class CloseWhileConnectingTests
{
    private const string NewToken = "11111111111111111111111111111111";

    [Theory]
    [InlineData("pending", "remove")]
    [InlineData("pending", "disconnect")]
    [InlineData("disconnected", "remove")]
    [InlineData("disconnected", "disconnect")]
    [InlineData("needs_new_token", "remove")]
    [InlineData("needs_new_token", "disconnect")]
    public async Task Before_whichever_step_it_is_asked_for_it_is_done(string from, string wish)
    {
        await using var api = await StartAsync();

        var at = 0;
        while (await PlayAsync(api, from, wish, ask =>
        {
            var (steps, wanted) = (0, at);
            api.Stage.Flows.BeforeStep = _ => steps++ == wanted ? ask() : Task.CompletedTask;
        })) at++;

        Assert.InRange(at, 9, 30);
    }

    [Theory]
    [InlineData("pending", "remove")]
    [InlineData("disconnected", "remove")]
    [InlineData("disconnected", "disconnect")]
    [InlineData("needs_new_token", "remove")]
    public async Task Just_before_whichever_write_of_an_account_it_is_asked_for_it_is_done(string from, string wish)
    {
        var hook = new TableHook();
        await using var api = await StartAsync(hook);

        var at = 0;
        while (await PlayAsync(api, from, wish, ask =>
        {
            var (writes, wanted, isAsked) = (0, at, false);
            hook.OnCall = async (request, _) =>
            {
                if (isAsked || !request.Uri.ToString().Contains("$batch", StringComparison.Ordinal) || writes++ != wanted) return false;
                isAsked = true;
                await ask();
                return true;
            };
        }))
        {
            hook.OnCall = null;
            at++;
        }

        Assert.InRange(at, 2, 30);
    }

    [Fact]
    public async Task What_was_asked_for_is_shown_and_removing_wins()
    {
        await using var api = await StartAsync();
        var key = await BeginAsync(api, "disconnected");

        var disconnecting = await api.PostAsync($"api/accounts/{key.AccountId}/disconnect", new { });
        var removing = await api.DeleteAsync($"api/accounts/{key.AccountId}");
        var stillRemoving = await api.PostAsync($"api/accounts/{key.AccountId}/disconnect", new { });
        var reconnecting = await api.PostAsync($"api/accounts/{key.AccountId}/reconnect", new { });
        await api.Stage.Flows.RunAllAsync();

        Assert.Equal("disconnecting", disconnecting.Text("state", "code"));
        Assert.Equal(("removing", "removing"), (removing.Text("state", "code"), stillRemoving.Text("state", "code")));
        Assert.Equal(HttpStatusCode.Conflict, reconnecting.Status);
        Assert.Null(await api.Stage.AccountAsync(key));
    }

    [Fact]
    public async Task A_wish_whose_cancellation_got_lost_ends_the_attempt_at_its_next_step()
    {
        await using var api = await StartAsync();
        var before = api.Stage.NumberAtTwilio;
        var key = await api.Stage.AddAsync();
        await api.Stage.Product.Get<AccountTable>().UpdateAsync(
            key, account => account with { AfterAttempt = AccountStates.Removing.Code }, CancellationToken.None);

        await api.Stage.Flows.RunAllAsync();

        var attempt = await api.Stage.AttemptAsync(key);
        Assert.Equal((ConnectionEnds.Cancelled, ConnectionSteps.Account), (attempt.EndCode, Assert.Single(attempt.Steps).Step));
        await api.Stage.AssertNothingIsLeftAsync(key, before);
    }

    private static async Task<ApiStage> StartAsync(TableHook? hook = null)
    {
        var api = await ApiStage.StartAsync(configure: services => hook?.Install(services));
        api.Stage.Product.Crm.World.Faults = api.Stage.Product.Crm.World.Faults with { RateLimit = null };
        return api;
    }

    /// <summary>Plays one attempt in whose middle the wish comes.</summary>
    /// <param name="api">The stage.</param>
    /// <param name="from">The state before the attempt.</param>
    /// <param name="wish">What the owner asks for.</param>
    /// <param name="arrange">Has the wish brought at some moment.</param>
    /// <returns>False when the attempt had ended before that moment.</returns>
    private static async Task<bool> PlayAsync(ApiStage api, string from, string wish, Action<Func<Task>> arrange)
    {
        api.Stage.Twilio.World.SetAccount(api.Stage.Twilio.World.Accounts[0] with { AuthToken = ConnectStage.Token });
        var before = api.Stage.NumberAtTwilio;
        var key = await BeginAsync(api, from);
        Reply? asked = null;
        arrange(async () => asked = wish == "remove"
            ? await api.DeleteAsync($"api/accounts/{key.AccountId}")
            : await api.PostAsync($"api/accounts/{key.AccountId}/disconnect", new { }));

        await api.Stage.Flows.RunAllAsync();
        api.Stage.Flows.BeforeStep = null;

        if (asked is null)
        {
            Assert.Equal(AccountStates.Active.Code, (await api.Stage.AccountAsync(key))!.StateCode);
            return false;
        }

        Assert.Equal(HttpStatusCode.Accepted, asked.Status);
        Assert.Equal(before, api.Stage.NumberAtTwilio);
        foreach (var table in new[] { TableNames.Claims, TableNames.Hooks })
        {
            var rows = api.Stage.Product.Get<TableServiceClient>().GetTableClient(table).QueryAsync<TableEntity>($"AccountId eq '{key.AccountId}'");
            await foreach (var row in rows) Assert.Fail($"{table}: {row.RowKey} is left.");
        }

        var account = await api.Stage.AccountAsync(key);
        if (wish == "remove") Assert.Null(account);
        else if (account is not null || from != "pending") Assert.Equal((AccountStates.Disconnected.Code, null), (account!.StateCode, account.AfterAttempt));
        if (account is not null) await api.Stage.CloseAsync(key, AccountStates.Removing);
        return true;
    }

    /// <summary>An attempt that has begun, and no step of it done.</summary>
    private static async Task<AccountKey> BeginAsync(ApiStage api, string from)
    {
        if (from == "pending") return await api.Stage.AddAsync();

        var (key, _) = await api.Stage.ConnectAsync();
        if (from == "disconnected")
        {
            await api.Stage.CloseAsync(key, AccountStates.Disconnecting);
        }
        else
        {
            api.Stage.Twilio.World.SetAccount(api.Stage.Twilio.World.Accounts[0] with { AuthToken = NewToken });
            await api.Stage.Product.Get<AccountTable>().UpdateAsync(
                key, account => account with { StateCode = AccountStates.NeedsNewToken.Code }, CancellationToken.None);
        }

        var token = from == "disconnected" ? null : NewToken;
        var begun = await api.PostAsync($"api/accounts/{key.AccountId}/reconnect", new { authToken = token });
        Assert.Equal(HttpStatusCode.Accepted, begun.Status);
        return key;
    }
}
