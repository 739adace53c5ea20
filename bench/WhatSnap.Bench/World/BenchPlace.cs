using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Storage;
using WhatSnap.Core.Twilio;
using WhatSnap.Local.Demo;
using WhatSnap.Local.Simulators.GoHighLevel;
using TwilioSimulation = WhatSnap.Local.Simulators.Twilio;

namespace WhatSnap.Bench.World;

/// <summary>A location with one account, beside the demo's; its number belongs to the demo's Twilio account.</summary>
internal sealed record BenchPlace(int Index)
{
    public string LocationId => $"BenchLocation{Index:D7}";

    public string Number => $"+1500556{Index:D4}";

    public GoHighLevelLocation CrmLocation => DemoAccount.CrmLocation with
    {
        Id = LocationId,
        Name = $"Location {Index}",
        AccessTokens = [Token],
        Users = [],
    };

    public TwilioSimulation.TwilioNumber TwilioNumber => DemoAccount.TwilioNumber with { Sid = $"PN{1000 + Index:D32}", PhoneNumber = Number };

    private string Token => $"bench-token-{Index}";

    private string HookKey => $"{1000 + Index:x32}";

    /// <summary>Installs the location and connects its account.</summary>
    public async Task SeedAsync(IServiceProvider product, CancellationToken cancellationToken)
    {
        T Get<T>()
            where T : notnull => product.GetRequiredService<T>();

        await Get<PrepareLocation>().RunAsync(LocationId, new Secret(Token), cancellationToken);
        if (!PhoneNumber.TryParse(Number, out var number)) throw new InvalidOperationException($"{Number} is no number.");
        var address = Get<IOptions<PublicAddressOptions>>().Value
            .Absolute(Routes.TwilioSms.Replace("{key}", HookKey, StringComparison.Ordinal));
        var credentials = new TwilioCredentials(
            DemoAccount.TwilioAccount.Sid, [new Secret(DemoAccount.TwilioAccount.AuthToken)], address);
        var account = new Account(
            LocationId, "acc-sales", "Sales", AccountTag.FromName("Sales"), Platform.Twilio, number, credentials);
        await Get<AccountTable>().TryAddAsync(account, cancellationToken);
        await Get<AccountTable>().SetDefaultAsync(account.Key, true, cancellationToken);
        await Get<HookTable>().SaveAsync(HookKey, account.Key, cancellationToken);
        await Get<PrepareLocation>().AddAccountTagAsync(account, cancellationToken);
        await Get<TwilioNumbers>().PointNumberAsync(credentials, number, cancellationToken);
    }
}
