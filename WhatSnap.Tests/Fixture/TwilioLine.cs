using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Twilio;
using WhatSnap.Local.Simulators.Twilio;
using TwilioNumber = WhatSnap.Local.Simulators.Twilio.TwilioNumber;

namespace WhatSnap.Tests.Fixture;

/// <summary>A test product whose account is connected to a simulated Twilio, both behind real HTTP.</summary>
internal sealed class TwilioLine : IAsyncDisposable
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private TwilioLine(TwilioSimulator twilio, TestProduct product, Door door) =>
        (Twilio, Product, Door) = (twilio, product, door);

    public TwilioSimulator Twilio { get; }

    public TestProduct Product { get; }

    public Door Door { get; }

    public static async Task<TwilioLine> StartAsync(
        Action<IServiceCollection>? configure = null, ILoggerProvider? logs = null)
    {
        var twilio = await TwilioSimulator.StartAsync(
            new TwilioSimulatorOptions
            {
                Accounts = [new TwilioAccount { Sid = TestProduct.AccountSid, AuthToken = TestProduct.AuthToken }],
                Numbers =
                [
                    new TwilioNumber
                    {
                        Sid = "PN00000000000000000000000000000001",
                        AccountSid = TestProduct.AccountSid,
                        PhoneNumber = TestProduct.Number,
                    },
                ],
            },
            TimeProvider.System);
        var product = await TestProduct.StartAsync(configure, settings: new Dictionary<string, string?>
        {
            ["Twilio:BaseAddress"] = twilio.Address.ToString(),
            ["Twilio:MessagingBaseAddress"] = twilio.MessagingAddress.ToString(),
            ["Twilio:PricingBaseAddress"] = twilio.MessagingAddress.ToString(),
            ["Twilio:MediaHosts:0"] = "127.0.0.1",
        });
        var line = new TwilioLine(twilio, product, await Door.OpenAsync(product, logs));
        await line.ConnectAsync();
        return line;
    }

    /// <summary>A customer sends a text with these files; it is accepted or not as the answer says.</summary>
    public Task<TwilioTextResult> TextAsync(string text, params TwilioMediaContent[] files) =>
        Twilio.World.TextAsync(TestProduct.Customer(1), TestProduct.Number, text, files);

    /// <summary>Works off the queues, with the clock going on while a handler waits.</summary>
    public Task DeliverAsync() => Product.Queue.RunAllAsync(Hour, WhileClockRunsAsync);

    /// <summary>Lets the product's clock go on, twice as fast as the real one, until the work is done.</summary>
    public async Task<T> WhileClockRunsAsync<T>(Task<T> work)
    {
        await WhileClockRunsAsync((Task)work);
        return await work;
    }

    public async ValueTask DisposeAsync()
    {
        await Door.DisposeAsync();
        await Product.DisposeAsync();
        await Twilio.DisposeAsync();
    }

    private async Task WhileClockRunsAsync(Task work)
    {
        await Eventually.BecomesAsync(() =>
        {
            if (!work.IsCompleted) Product.Time.Advance(TimeSpan.FromMilliseconds(20));
            return work.IsCompleted;
        });
        await work;
    }

    private async Task ConnectAsync()
    {
        var credentials = Product.Account.Twilio! with
        {
            HookUrl = new Uri(Door.Address, $"hooks/twilio/sms/{Product.HookKey}").ToString(),
        };
        await Product.Get<AccountTable>().UpdateAsync(
            Product.Account.Key, known => known with { Twilio = credentials }, CancellationToken.None);
        await Product.Get<TwilioNumbers>().PointNumberAsync(credentials, Product.Account.Number!.Value, CancellationToken.None);
    }
}
