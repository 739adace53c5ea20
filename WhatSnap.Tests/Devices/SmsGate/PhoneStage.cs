using Microsoft.Extensions.DependencyInjection;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Devices;
using WhatSnap.Core.Pairing;
using WhatSnap.Local.Simulators.Android;
using WhatSnap.Local.Simulators.GoHighLevel;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Devices.SmsGate;

/// <summary>A location whose account is a simulated Android phone, paired as its owner pairs it; phone, queues and clock in virtual time.</summary>
internal sealed class PhoneStage : IAsyncDisposable
{
    private const string TestWord = "WhatSnap ";
    private const int Plenty = 1_000_000;
    private readonly HttpClient _http;

    private PhoneStage(OutboundStage stage, PairStage pairs, AndroidPhoneOptions options)
    {
        (Stage, Pairs) = (stage, pairs);
        _http = new HttpClient(Network);
        Phone = new AndroidPhone(options, _http, stage.Product.Time);
    }

    public OutboundStage Stage { get; }

    public PairStage Pairs { get; }

    public PhoneNetwork Network { get; } = new();

    public AndroidPhone Phone { get; }

    public AccountKey Key { get; private set; }

    public Account Account { get; private set; } = null!;

    public TestProduct Product => Stage.Product;

    /// <summary>What stands in GoHighLevel of who wrote to the phone.</summary>
    public IReadOnlyList<SimulatedMessage> Stored => [.. Product.CrmMessages.Where(message => message.Direction == "inbound")];

    private string ApiUrl => new Uri(Stage.Door.Address, "sms").ToString();

    /// <summary>A phone that is not paired yet.</summary>
    public static async Task<PhoneStage> OpenAsync(AndroidPhoneOptions? options = null)
    {
        // Its limits count by the machine's clock, and days of the phone's calls come within seconds of that.
        var stage = await OutboundStage.StartAsync(services => services.AddSingleton(_ => new DeviceLimits(Plenty, Plenty)));
        var phone = new PhoneStage(stage, await PairStage.StartAsync(product: stage.Product), options ?? new AndroidPhoneOptions());
        phone.Key = await phone.Pairs.AddAsync("Phone");
        return phone;
    }

    /// <summary>A phone that is paired and serves its account.</summary>
    public static async Task<PhoneStage> StartAsync()
    {
        var stage = await OpenAsync();
        await stage.PairAsync();
        await stage.PassAsync(TimeSpan.FromMinutes(1));
        return stage;
    }

    /// <summary>The owner types address and code, says yes in the dashboard, starts the app anew, and sends it the test text.</summary>
    public async Task PairAsync()
    {
        Pairs.OnWaits(
            async () =>
            {
                await Phone.SignInAsync(ApiUrl, await Pairs.CodeAsync(Key));
                await Phone.RunDueAsync();
            },
            () => Pairs.AnswerAsync(Key),
            async () =>
            {
                Phone.Restart();
                await Phone.RunDueAsync();
            },
            async () =>
            {
                var attempt = await Pairs.AttemptAsync(Key);
                Phone.Receive(TestProduct.Customer(99), attempt!.Steps.Last(step => step.Detail?.StartsWith(TestWord, StringComparison.Ordinal) == true).Detail!);
                await Phone.RunDueAsync();
            });
        await Pairs.Flows.RunAllAsync();
        Assert.Equal(ConnectionEnds.Connected, await Pairs.EndAsync(Key));
        Account = (await Pairs.AccountAsync(Key))!;
        Product.Get<AccountDirectory>().Forget(Account);
    }

    /// <summary>Lets time go by, with all that phone and product do meanwhile.</summary>
    public async Task PassAsync(TimeSpan span)
    {
        var end = Product.Time.GetUtcNow() + span;
        while (true)
        {
            await Phone.RunDueAsync();
            await Stage.Crm.WhenPostsAreDoneAsync();
            var now = Product.Time.GetUtcNow();
            var next = Phone.NextDue is { } due && due < end ? due : end;
            await Product.Queue.RunAllAsync(next > now ? next - now : TimeSpan.Zero);
            Assert.Empty(Product.Queue.Failures);
            if (next > Product.Time.GetUtcNow()) Product.Time.SetUtcNow(next);
            if (next == end && !(Phone.NextDue <= end)) return;
        }
    }

    public Task PassAsync(double minutes) => PassAsync(TimeSpan.FromMinutes(minutes));

    /// <summary>A contact whose messages go out through the phone.</summary>
    public SimulatedContact Contact(int index = 1) => Stage.Contact(index, Account.Tag);

    public async ValueTask DisposeAsync()
    {
        Phone.Dispose();
        _http.Dispose();
        Network.Dispose();
        await Pairs.DisposeAsync();
        await Stage.DisposeAsync();
    }
}
