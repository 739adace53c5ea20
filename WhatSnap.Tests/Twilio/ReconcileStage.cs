using WhatSnap.Core.Accounts;
using WhatSnap.Core.Storage;
using WhatSnap.Local.Simulators.Twilio;
using WhatSnap.Tests.Fixture;
using SimulatedFile = WhatSnap.Local.Simulators.Twilio.TwilioMedia;

namespace WhatSnap.Tests.Twilio;

/// <summary>A product whose Twilio lists texts that no webhook brought, in virtual time.</summary>
internal sealed class ReconcileStage : IAsyncDisposable
{
    private ReconcileStage(TwilioSimulator twilio, TestProduct product) => (Twilio, Product) = (twilio, product);

    public TwilioSimulator Twilio { get; }

    public TestProduct Product { get; }

    public DateTimeOffset Now => Product.Time.GetUtcNow();

    /// <summary>What GoHighLevel has, in its order.</summary>
    public IReadOnlyList<string> Texts => [.. Product.CrmMessages.Select(message => message.Body)];

    public static async Task<ReconcileStage> StartAsync()
    {
        var twilio = await TwilioSimulator.StartAsync(
            new TwilioSimulatorOptions
            {
                Accounts = [new TwilioAccount { Sid = TestProduct.AccountSid, AuthToken = TestProduct.AuthToken }],
                Numbers = [TwilioApiStage.MakeNumber(1, TestProduct.Number)],
            },
            TimeProvider.System);
        var product = await TestProduct.StartAsync(settings: new Dictionary<string, string?>
        {
            ["Twilio:BaseAddress"] = twilio.Address.ToString(),
            ["Twilio:MessagingBaseAddress"] = twilio.MessagingAddress.ToString(),
            ["Twilio:PricingBaseAddress"] = twilio.MessagingAddress.ToString(),
            ["Twilio:MediaHosts:0"] = "127.0.0.1",
        });
        return new ReconcileStage(twilio, product);
    }

    /// <summary>A customer's text that Twilio received and whose webhook never came.</summary>
    public TwilioMessage Lose(string text, DateTimeOffset sent, params TwilioMediaContent[] files)
    {
        var message = new TwilioMessage
        {
            Sid = TestProduct.NewSid(),
            AccountSid = TestProduct.AccountSid,
            From = TestProduct.Customer(1),
            To = TestProduct.Number,
            Body = text,
            Media = [.. files.Select(file => new SimulatedFile($"ME{Guid.NewGuid():N}", file.ContentType, file.Content))],
            DateSent = sent,
        };
        Twilio.World.Keep(message);
        return message;
    }

    /// <summary>Compares this product's account, and delivers what was accepted.</summary>
    /// <param name="key">Another key than the account's own.</param>
    public async Task RunAsync(string? key = null)
    {
        await Product.Queue.SendAsync(
            QueueNames.ReconcileTwilio, key ?? Product.Account.Key.ToString(), TimeSpan.Zero, CancellationToken.None);
        await Product.Queue.RunAllAsync(TimeSpan.FromHours(1));
    }

    public Task ChangeAsync(Func<Account, Account> change) =>
        Product.Get<AccountTable>().UpdateAsync(Product.Account.Key, change, CancellationToken.None);

    public async Task<Account> ReadAsync() => (await Product.Get<AccountTable>().FindAsync(
        Product.LocationId, Product.Account.AccountId, CancellationToken.None))!;

    public async ValueTask DisposeAsync()
    {
        await Product.DisposeAsync();
        await Twilio.DisposeAsync();
    }
}
