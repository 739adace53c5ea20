using Microsoft.Extensions.Options;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Storage;
using WhatSnap.Core.Twilio;
using WhatSnap.Local.Simulators.GoHighLevel;
using TwilioSimulation = WhatSnap.Local.Simulators.Twilio;

namespace WhatSnap.Local.Demo;

/// <summary>The one location with one Twilio account that a laptop starts with.</summary>
public sealed class DemoAccount(
    PrepareLocation prepare, AccountTable accounts, HookTable hooks, NumberClaims claims, TwilioNumbers twilio,
    IOptions<PublicAddressOptions> host, TimeProvider time)
{
    public const string LocationId = "DemoLocation00000001";
    public const string Number = "+15005550100";
    private const string AccountId = "acc-sales";
    private const string AccountSid = "AC00000000000000000000000000000001";
    private const string AuthToken = "0123456789abcdef0123456789abcdef";
    private const string AccessToken = "demo-access-token";
    private const string HookKey = "00000000000000000000000000000001";

    internal static GoHighLevelLocation CrmLocation { get; } = new()
    {
        Id = LocationId,
        CompanyId = "DemoCompany000000001",
        Name = "Demo location",
        Country = "US",
        Timezone = "America/New_York",
        AllowDuplicateContact = false,
        AccessTokens = [AccessToken],
        Users = [new("DemoUser000000000001", "Ann Agent") { Role = "admin" }, new("DemoUser000000000002", "Bob Agent")],
    };

    /// <summary>A location of the same agency in which a newcomer can install WhatSnap.</summary>
    internal static GoHighLevelLocation OtherCrmLocation { get; } = CrmLocation with
    {
        Id = "DemoLocation00000002",
        Name = "Second demo location",
        AccessTokens = [],
    };

    internal static TwilioSimulation.TwilioAccount TwilioAccount { get; } = new() { Sid = AccountSid, AuthToken = AuthToken };

    internal static TwilioSimulation.TwilioNumber TwilioNumber { get; } = MakeNumber(1, Number);

    /// <summary>The connected number, and those that a newcomer can try to connect.</summary>
    internal static IReadOnlyList<TwilioSimulation.TwilioNumber> TwilioNumbers { get; } =
    [
        TwilioNumber,
        MakeNumber(2, "+15005550101"),
        MakeNumber(3, "+15005550102") with { Sms = false, Mms = false },
        MakeNumber(4, "+15005550103") with { SmsUrl = "https://demo.twilio.com/welcome/sms/reply" },
    ];

    /// <summary>The fourth number's texts go where this service says, until it is told otherwise.</summary>
    internal static IReadOnlyList<TwilioSimulation.TwilioService> TwilioServices { get; } =
    [
        new()
        {
            Sid = "MG00000000000000000000000000000001",
            AccountSid = AccountSid,
            FriendlyName = "Demo service",
            NumberSids = ["PN00000000000000000000000000000004"],
            CampaignStatus = "VERIFIED",
        },
    ];

    /// <summary>Installs the location and connects the account; repeating it changes nothing.</summary>
    public async Task SeedAsync(CancellationToken cancellationToken)
    {
        await prepare.RunAsync(LocationId, new Secret(AccessToken), cancellationToken);
        _ = PhoneNumber.TryParse(Number, out var number);
        var address = host.Value.Absolute(Routes.TwilioSms.Replace("{key}", HookKey, StringComparison.Ordinal));
        var credentials = new TwilioCredentials(AccountSid, [new Secret(AuthToken)], address)
        {
            SavedRoute = new TwilioRoute(TwilioNumber.Sid, "", "POST", "", "POST", "", null),
        };
        var account = new Account(
            LocationId, AccountId, "Sales", AccountTag.FromName("Sales"), Platform.Twilio, number, credentials)
        {
            CreatedAt = time.GetUtcNow(),
        };
        var added = await accounts.TryAddAsync(account, cancellationToken);

        // Once it was disconnected, a restart does not connect it again.
        if (added is not AccountWrite.Written { Account.StateCode: "active" }) return;
        await claims.TryClaimAsync(number, account.Key, cancellationToken);
        await accounts.SetDefaultAsync(account.Key, true, cancellationToken);
        await hooks.SaveAsync(HookKey, account.Key, cancellationToken);
        await prepare.AddAccountTagAsync(account, cancellationToken);
        await twilio.PointNumberAsync(credentials, number, cancellationToken);
    }

    private static TwilioSimulation.TwilioNumber MakeNumber(int index, string number) => new()
    {
        Sid = $"PN{index:D32}",
        AccountSid = AccountSid,
        PhoneNumber = number,
    };
}
