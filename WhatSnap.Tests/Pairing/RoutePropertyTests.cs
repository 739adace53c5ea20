using Azure.Data.Tables;
using CsCheck;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Pairing;
using WhatSnap.Core.Storage;
using WhatSnap.Core.Twilio;
using WhatSnap.Local.Flows;
using WhatSnap.Local.Simulators.Twilio;
using WhatSnap.Tests.Fixture;
using TwilioNumber = WhatSnap.Local.Simulators.Twilio.TwilioNumber;

namespace WhatSnap.Tests.Pairing;

public sealed class RoutePropertyTests
{
    private const string OtherSid = "PN00000000000000000000000000000111";
    private static readonly string[] Sids = [ConnectStage.NumberSid, OtherSid];
    private static readonly string[] AtRest =
        [AccountStates.Active.Code, AccountStates.NeedsNewToken.Code, AccountStates.Disconnected.Code, AccountStates.RouteLeft.Code];

    private static readonly Gen<HttpFault> Fault =
        Gen.OneOf(Gen.Const(HttpFault.LostBefore), Gen.Const(HttpFault.LostAfter), Gen.Const(HttpFault.ServerError));

    private static readonly Gen<Deed> Deeds =
        from what in Gen.Enum<What>()
        from number in Gen.Int[0, 1]
        from faults in Gen.Dictionary(Gen.Int[0, 30], Fault)[0, 8]
        from failsLate in Gen.Bool
        from cancelAt in Gen.OneOf(Gen.Int[0, 40], Gen.Const(Deed.WithItsTag))
        select new Deed(what, number, faults, failsLate, cancelAt);

    /// <summary>Most stories begin with both numbers connected; each number was somebody's before.</summary>
    private static readonly Gen<Story> Stories =
        from old in Gen.Int[0, 2].Array[Sids.Length]
        from begin in Gen.Int[0, 2].Select(number => Enumerable.Range(0, number == 0 ? 0 : Sids.Length).Select(index => new Deed(What.Connect, index, [], false, Deed.Never)))
        from deeds in Deeds.Array[1, 6]
        select new Story(old, [.. begin, .. deeds]);

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
        var seen = new Seen();

        await Stories.SampleAsync(
            async story =>
            {
                foreach (var (number, old) in fresh.Numbers.Zip(story.Old)) stage.Twilio.World.SetNumber(WithRoute(number, old));
                stage.Twilio.World.SetService(fresh.Service);
                await PlayAsync(stage, story.Deeds, seen);
            },
            iter: 30, threads: 1);

        Assert.True(seen is { Connected: > 0, Undone: > 0, Cancelled: > 0, Closed: > 0 }, seen.ToString());
    }

    /// <summary>What a number's owner had before: nothing, an address of a kind of its own, or an application over one.</summary>
    private static TwilioNumber WithRoute(TwilioNumber number, int old) => old == 0 ? number : number with
    {
        SmsUrl = $"https://{number.Sid}.example.com/in",
        SmsMethod = "GET",
        SmsFallbackUrl = $"https://{number.Sid}.example.com/fallback",
        SmsFallbackMethod = "GET",
        SmsApplicationSid = old == 2 ? "AP00000000000000000000000000000001" : "",
    };

    private static async Task PlayAsync(ConnectStage stage, Deed[] deeds, Seen seen)
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
                keys[deed.Number] = await ConnectAsync(stage, deed, account, seen);
            }
            else if (deed.What is What.Disconnect or What.Remove && account is { StateCode: "active" or "needs_new_token" })
            {
                seen.Closed++;
                await WithFaultsAsync(stage, deed, () => CloseAsync(stage, account.Key, deed.What));
                if (await stage.AccountAsync(account.Key) is null) keys[deed.Number] = null;
            }

            await AssertSoundAsync(stage, keys, wanted, deeds.All(one => one.What != What.OwnerMovesIt));
        }

        foreach (var key in keys.OfType<AccountKey>())
        {
            if (await stage.AccountAsync(key) is { StateCode: not "disconnected" }) await CloseAsync(stage, key, What.Disconnect);
            if (await stage.AccountAsync(key) is not null) await CloseAsync(stage, key, What.Remove);
            Assert.Null(await stage.AccountAsync(key));
        }

        keys = new AccountKey?[Sids.Length];
        await AssertSoundAsync(stage, keys, wanted, deeds.All(one => one.What != What.OwnerMovesIt));
        Assert.Equal(wanted, Sids.Select(sid => Number(stage, sid)));
        foreach (var table in new[] { TableNames.Claims, TableNames.Hooks })
        {
            var rows = stage.Product.Get<TableServiceClient>().GetTableClient(table).Query<TableEntity>($"LocationId eq '{stage.LocationId}'");
            Assert.All(rows, row => Assert.Equal(stage.Product.Account.AccountId, row.GetString("AccountId")));
        }
    }

    /// <summary>
    /// Between two things that happen nothing is half done: an account is at rest, or gone with its tag and its route; and
    /// the texts of each that is active come here.
    /// </summary>
    private static async Task AssertSoundAsync(ConnectStage stage, AccountKey?[] keys, TwilioNumber[] wanted, bool isServiceOurs)
    {
        var (all, _) = await stage.Product.Get<AccountTable>().ListAsync(stage.LocationId, CancellationToken.None);
        var accounts = all.Where(account => account.Key != stage.Product.Account.Key).ToList();
        Assert.All(accounts, account => Assert.Contains(account.StateCode, AtRest));
        Assert.Equal(keys.OfType<AccountKey>().Select(key => key.AccountId).Order(), accounts.Select(account => account.AccountId).Order());
        var isAnyConnected = accounts.Any(account => AccountStates.HoldsNumber(account.StateCode));
        Assert.Equal(accounts.Select(account => account.Tag).Order(), stage.Tags.Where(tag => tag.StartsWith(AccountTag.FromName("Number"), StringComparison.Ordinal)).Order());
        var service = stage.Twilio.World.Services[0];
        for (var index = 0; index < keys.Length; index++)
        {
            var account = accounts.SingleOrDefault(one => one.Key == keys[index]);
            var number = Number(stage, Sids[index]);
            var isOurs = account is { Twilio: { } twilio } && number.SmsUrl == twilio.HookUrl + TwilioNumbers.RetryFragment;
            if (account?.StateCode == AccountStates.RouteLeft.Code) isServiceOurs = false;
            else if (account is null || !AccountStates.HoldsNumber(account.StateCode)) Assert.Equal(wanted[index], number);
            else Assert.True(isOurs ? service.UseInboundWebhookOnNumber : number == wanted[index]);
        }

        // Once its owner gave a number an address of its own, the service is left as that address needs it.
        if (isServiceOurs && !isAnyConnected) Assert.False(service.UseInboundWebhookOnNumber);
    }

    /// <summary>Connects a number, or reconnects it where that is possible; some of these fail after the route was changed.</summary>
    private static async Task<AccountKey?> ConnectAsync(ConnectStage stage, Deed deed, Account? account, Seen seen)
    {
        if (account?.StateCode == AccountStates.Active.Code) return account.Key;
        var key = account?.Key;
        var crmCalls = 0;
        if (deed.FailsLate) stage.OnCrm.OnCall = _ => ++crmCalls <= 6 ? HttpFault.ServerError : HttpFault.None;
        await WithFaultsAsync(stage, deed, async () =>
        {
            key ??= await stage.AddAsync($"Number {deed.Number}", Number(stage, Sids[deed.Number]).PhoneNumber);
            stage.AnswerWhenAsked(key.Value, ConnectTwilio.Yes);
            CancelAt(stage, key.Value, deed.CancelAt);
            if (account is null) await stage.Flows.RunAllAsync();
            else await stage.ReconnectAsync(account.Key);
        });
        var end = (await stage.AttemptAsync(key!.Value)).EndCode;
        if (end == ConnectionEnds.Connected) seen.Connected++;
        else if (end == ConnectionEnds.Cancelled) seen.Cancelled++;
        else seen.Undone++;
        return (await stage.AccountAsync(key.Value))?.Key;
    }

    /// <summary>Disconnects or removes an account; the tag of one that was connected stays for its owner to take away.</summary>
    private static async Task CloseAsync(ConnectStage stage, AccountKey key, What what)
    {
        var tag = (await stage.AccountAsync(key))!.Tag;
        await stage.CloseAsync(key, what == What.Remove ? AccountStates.Removing : AccountStates.Disconnecting);
        if (await stage.AccountAsync(key) is null) await stage.Product.Get<GoHighLevelLocations>().DeleteTagAsync(stage.LocationId, tag, CancellationToken.None);
    }

    private static void CancelAt(ConnectStage stage, AccountKey key, int step)
    {
        var (steps, answer) = (0, stage.Flows.BeforeStep!);
        stage.Flows.BeforeStep = async order =>
        {
            var isTagMade = order is FlowOrder.Call { Activity: nameof(EnsureAccountTag) };
            if (steps++ == step || (step == Deed.WithItsTag && isTagMade)) await stage.Flows.CancelAsync(ConnectTwilio.InstanceOf(key), CancellationToken.None);
            await answer(order);
        };
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
        Disconnect,
        Remove,
        NeedsAToken,
        OwnerMovesIt,
    }

    /// <summary>How often a deed came to its end, over all stories: none of them may be missing.</summary>
    private sealed record Seen
    {
        public int Connected { get; set; }

        public int Cancelled { get; set; }

        public int Undone { get; set; }

        public int Closed { get; set; }
    }

    /// <summary>What happens to two numbers, and what their owners had before.</summary>
    private sealed record Story(int[] Old, Deed[] Deeds)
    {
        public override string ToString() => $"old=[{string.Join(" ", Old)}] {string.Join("; ", (object[])Deeds)}";
    }

    /// <summary>One thing that happens to one of two numbers that share a messaging service.</summary>
    /// <param name="What">What happens.</param>
    /// <param name="Number">To which number.</param>
    /// <param name="Faults">Which calls to Twilio fail meanwhile, and how.</param>
    /// <param name="FailsLate">True when a connection fails after it changed the route.</param>
    /// <param name="CancelAt">The step before which a connection is cancelled.</param>
    private sealed record Deed(What What, int Number, Dictionary<int, HttpFault> Faults, bool FailsLate, int CancelAt)
    {
        public const int Never = int.MaxValue;

        /// <summary>As the account's tag is made: from then on there is a tag that may be left behind.</summary>
        public const int WithItsTag = -1;

        public override string ToString() => $"{What} {Number} late={FailsLate} cancel={CancelAt} faults=[{string.Join(" ", Faults)}]";
    }
}
