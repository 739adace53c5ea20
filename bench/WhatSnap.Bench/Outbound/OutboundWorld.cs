using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WhatSnap.Bench.Chaos;
using WhatSnap.Bench.Traffic;
using WhatSnap.Bench.World;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Hosting;
using WhatSnap.Local.Demo;
using WhatSnap.Local.Simulators.GoHighLevel;
using WhatSnap.Local.Simulators.Twilio;

namespace WhatSnap.Bench.Outbound;

/// <summary>What an outbound run needs besides the demo account: a second one, contacts with tags, and bad habits.</summary>
internal static class OutboundWorld
{
    private const string SecondName = "Support";
    private const string SecondNumber = "+15005550101";
    private const string SecondKey = "00000000000000000000000000000002";

    /// <summary>Adds the second account and the contacts, every other one with its tag.</summary>
    public static async Task<IReadOnlyList<RunContact>> MakeAsync(
        BenchWorld world, int contacts, CancellationToken cancellationToken, int firstNumber = 0)
    {
        var accounts = world.Product.GetRequiredService<AccountTable>();
        var (known, _) = await accounts.ListAsync(DemoAccount.LocationId, cancellationToken);
        var first = known.Single();
        _ = PhoneNumber.TryParse(SecondNumber, out var number);
        var front = world.Product.GetRequiredService<IOptions<PublicAddressOptions>>().Value;
        var hook = front.Absolute(Routes.TwilioSms.Replace("{key}", SecondKey, StringComparison.Ordinal));
        var second = new Account(
            first.LocationId, "acc-support", SecondName, AccountTag.FromName(SecondName), Platform.Twilio, number,
            first.Twilio! with { HookUrl = hook });
        await accounts.TryAddAsync(second, cancellationToken);
        await world.Product.GetRequiredService<HookTable>().SaveAsync(SecondKey, second.Key, cancellationToken);
        world.Twilio.World.SetNumber(DemoAccount.TwilioNumber with { Sid = $"PN{2:D32}", PhoneNumber = SecondNumber });

        var crm = world.GoHighLevel.World;
        crm.App = crm.App with { DeliveryUrl = new Uri(front.Absolute(Routes.GoHighLevelOutbound)) };
        return
        [
            .. Enumerable.Range(0, contacts).Select(index =>
            {
                var account = index / 2 % 2 == 0 ? first : second;
                var phone = TextMaker.NumberOf(firstNumber + index);
                var contact = crm.SeedContact(DemoAccount.LocationId, phone, null, account.Tag);
                return new RunContact(contact.Id, phone, account.Number!.Value.ToString());
            }),
        ];
    }

    /// <summary>GoHighLevel's habits as inbound, a tighter rate limit, and webhooks that come twice or too late.</summary>
    public static GoHighLevelFaults CrmFaults(int seed) => ChaosBed.CrmFaults(seed) with
    {
        RateLimit = new GoHighLevelRateLimit { Max = 40 },
        PostRepeatRate = 0.1,
        PostReorderRate = 0.1,
        PostHoldMs = 2_000,
        PostBackoffMs = 2_000,
    };

    public static TwilioFaults TwilioFaults(int seed, double lossRate) => new()
    {
        Seed = seed,
        LatencyMs = 50,
        LatencyJitterMs = 100,
        Error500Rate = 0.05,
        LateCommitRate = 0.05,
        LateCommitHoldMs = 7_000,
        LateCommitAfterMs = 5_000,
        ResetRate = 0.02,
        TooManyRequestsRate = 0.02,
        StatusDelayMs = 200,
        StatusDelayJitterMs = 1_500,
        UndeliveredRate = 0.05,
        FailedRate = 0.03,
        CallbackLossRate = lossRate,
        CallbackRepeatRate = 0.1,
        CallbackShuffleRate = 0.15,
        EarlyCallbackRate = 0.1,
    };
}
