using CsCheck;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Twilio;
using WhatSnap.Local.Simulators.Twilio;
using WhatSnap.Tests.Fixture;
using TwilioNumber = WhatSnap.Local.Simulators.Twilio.TwilioNumber;

namespace WhatSnap.Tests.Pairing;

public sealed class RoutePropertyTests
{
    private const string OtherSid = "PN00000000000000000000000000000111";
    private static readonly string[] Sids = [ConnectStage.NumberSid, OtherSid];

    private static readonly Gen<HttpFault> Fault =
        Gen.OneOf(Gen.Const(HttpFault.LostBefore), Gen.Const(HttpFault.LostAfter), Gen.Const(HttpFault.ServerError));

    private static readonly Gen<Deed> Deeds =
        from what in Gen.Enum<What>()
        from number in Gen.Int[0, 1]
        from faults in Gen.Dictionary(Gen.Int[0, 30], Fault)[0, 8]
        from failsLate in Gen.Bool
        select new Deed(what, number, faults, failsLate);

    /// <summary>Most stories begin with both numbers connected.</summary>
    private static readonly Gen<Deed[]> Stories =
        from begin in Gen.Int[0, 2].Select(number => Enumerable.Range(0, number == 0 ? 0 : Sids.Length).Select(index => new Deed(What.Connect, index, [], false)))
        from deeds in Deeds.Array[1, 6]
        select (Deed[])[.. begin, .. deeds];

    [Fact]
    public async Task Whatever_happened_in_between_a_number_ends_where_its_owner_had_it_last_and_so_does_its_service()
    {
        await using var stage = await ConnectStage.StartAsync(options: options => options with
        {
            Numbers = [.. options.Numbers, new TwilioNumber { Sid = OtherSid, AccountSid = TestProduct.AccountSid, PhoneNumber = ConnectStage.NewNumber() }],
            Services = [new TwilioService { Sid = "MG00000000000000000000000000000001", AccountSid = TestProduct.AccountSid, NumberSids = Sids }],
        });
        stage.Product.Crm.World.Faults = stage.Product.Crm.World.Faults with { RateLimit = null };
        var fresh = (stage.Twilio.World.Numbers, Service: stage.Twilio.World.Services[0]);

        await Stories.SampleAsync(
            async deeds =>
            {
                foreach (var number in fresh.Numbers) stage.Twilio.World.SetNumber(number);
                stage.Twilio.World.SetService(fresh.Service);
                await PlayAsync(stage, deeds);
            },
            iter: 30, threads: 1);
    }

    private static async Task PlayAsync(ConnectStage stage, Deed[] deeds)
    {
        var wanted = Sids.Select(sid => Number(stage, sid)).ToArray();
        var keys = new AccountKey?[Sids.Length];
        foreach (var deed in deeds)
        {
            stage.Product.Time.Advance(TimeSpan.FromHours(1));
            var account = keys[deed.Number] is { } key ? await stage.AccountAsync(key) : null;
            if (deed.What == What.OwnerMovesIt)
            {
                wanted[deed.Number] = Number(stage, Sids[deed.Number]) with { SmsUrl = $"https://{Guid.NewGuid():N}.example.com/", SmsFallbackUrl = "" };
                stage.Twilio.World.SetNumber(wanted[deed.Number]);
            }
            else if (deed.What == What.NeedsAToken && account?.StateCode == AccountStates.Active.Code)
            {
                await stage.Product.Get<AccountTable>().UpdateAsync(
                    account.Key, known => known with { StateCode = AccountStates.NeedsNewToken.Code }, CancellationToken.None);
            }
            else if (deed.What == What.Connect)
            {
                keys[deed.Number] = await ConnectAsync(stage, deed, account);
            }
            else if (deed.What == What.Close && account is { StateCode: "active" or "needs_new_token" })
            {
                await WithFaultsAsync(stage, deed, () => stage.CloseAsync(account.Key, AccountStates.Disconnecting));
            }

            await AssertActiveOnesReceiveAsync(stage, keys);
        }

        foreach (var key in keys.OfType<AccountKey>())
        {
            if (await stage.AccountAsync(key) is { StateCode: not "disconnected" }) await stage.CloseAsync(key, AccountStates.Disconnecting);
            if (await stage.AccountAsync(key) is not null) await stage.CloseAsync(key, AccountStates.Removing);
            Assert.Null(await stage.AccountAsync(key));
        }

        Assert.Equal(wanted, Sids.Select(sid => Number(stage, sid)));

        // Once its owner gave a number an address of its own, the service is left as that address needs it.
        if (deeds.All(deed => deed.What != What.OwnerMovesIt)) Assert.False(stage.Twilio.World.Services[0].UseInboundWebhookOnNumber);
    }

    /// <summary>Whatever happens to one account, the other's texts go on coming here.</summary>
    private static async Task AssertActiveOnesReceiveAsync(ConnectStage stage, AccountKey?[] keys)
    {
        for (var index = 0; index < keys.Length; index++)
        {
            if (keys[index] is not { } key || await stage.AccountAsync(key) is not { StateCode: "active", Twilio: { } twilio }) continue;
            var isOurs = Number(stage, Sids[index]).SmsUrl == twilio.HookUrl + TwilioNumbers.RetryFragment;
            Assert.True(!isOurs || stage.Twilio.World.Services[0].UseInboundWebhookOnNumber);
        }
    }

    /// <summary>Connects a number, or reconnects it where that is possible; some of these fail after the route was changed.</summary>
    private static async Task<AccountKey?> ConnectAsync(ConnectStage stage, Deed deed, Account? account)
    {
        if (account?.StateCode == AccountStates.Active.Code) return account.Key;
        var crmCalls = 0;
        if (deed.FailsLate) stage.OnCrm.OnCall = _ => ++crmCalls <= 6 ? HttpFault.ServerError : HttpFault.None;
        await WithFaultsAsync(stage, deed, async () =>
        {
            if (account is not null)
            {
                stage.AnswerWhenAsked(account.Key, ConnectTwilio.Yes);
                await stage.ReconnectAsync(account.Key);
                return;
            }

            var key = await stage.AddAsync($"Number {deed.Number}", Number(stage, Sids[deed.Number]).PhoneNumber);
            stage.AnswerWhenAsked(key, ConnectTwilio.Yes);
            await stage.Flows.RunAllAsync();
            account = await stage.AccountAsync(key);
        });
        return account?.Key;
    }

    private static async Task WithFaultsAsync(ConnectStage stage, Deed deed, Func<Task> work)
    {
        var calls = 0;
        stage.OnTwilio.OnCall = _ => deed.Faults.GetValueOrDefault(calls++);
        await work();
        (stage.OnTwilio.OnCall, stage.OnCrm.OnCall, stage.Flows.BeforeStep) = (null, null, null);
    }

    private static TwilioNumber Number(ConnectStage stage, string sid) => stage.Twilio.World.Numbers.Single(number => number.Sid == sid);

    private enum What
    {
        Connect,
        Close,
        NeedsAToken,
        OwnerMovesIt,
    }

    /// <summary>One thing that happens to one of two numbers that share a messaging service.</summary>
    /// <param name="What">What happens.</param>
    /// <param name="Number">To which number.</param>
    /// <param name="Faults">Which calls to Twilio fail meanwhile, and how.</param>
    /// <param name="FailsLate">True when a connection fails after it changed the route.</param>
    private sealed record Deed(What What, int Number, Dictionary<int, HttpFault> Faults, bool FailsLate)
    {
        public override string ToString() => $"{What} {Number} late={FailsLate} faults=[{string.Join(" ", Faults)}]";
    }
}
