using Microsoft.Extensions.Options;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.Storage;
using WhatSnap.Core.Twilio;
using WhatSnap.Local.Simulators.Twilio;
using WhatSnap.Tests.Fixture;
using SimulatedNumber = WhatSnap.Local.Simulators.Twilio.TwilioNumber;

namespace WhatSnap.Tests.Twilio;

/// <summary>The Twilio calls of one account, over a simulator or over a script.</summary>
internal sealed class TwilioApiStage : IAsyncDisposable
{
    public const string Sid = TestProduct.AccountSid;
    public const string NumberSid = "PN00000000000000000000000000000001";
    public const string ServiceSid = "MG00000000000000000000000000000001";
    public const string Api = "https://api.example.com/2010-04-01/Accounts/" + Sid;
    public const string Messaging = "https://messaging.example.com/v1";
    private readonly HttpClient _http;
    private readonly TwilioSimulator? _simulator;

    private TwilioApiStage(HttpClient http, TwilioSimulator? simulator, TimeProvider? time = null)
    {
        (_http, _simulator) = (http, simulator);
        Transport = new TwilioTransport(http, Options.Create(new TwilioOptions
        {
            BaseAddress = simulator?.Address ?? new Uri("https://api.example.com"),
            MessagingBaseAddress = simulator?.MessagingAddress ?? new Uri("https://messaging.example.com"),
            PricingBaseAddress = simulator?.MessagingAddress ?? new Uri("https://pricing.example.com"),
        }), time ?? TimeProvider.System);
        Accounts = new TwilioAccounts(Transport);
        Numbers = new TwilioNumbers(Transport);
        Services = new TwilioServices(Transport);
        Messages = new TwilioMessages(Transport);
    }

    public TwilioTransport Transport { get; }

    public TwilioAccounts Accounts { get; }

    public TwilioNumbers Numbers { get; }

    public TwilioServices Services { get; }

    public TwilioMessages Messages { get; }

    public TwilioWorld World => _simulator!.World;

    public Uri Address => _simulator!.Address;

    public TwilioAccount Account
    {
        get => World.Account(Sid)!;
        set => World.SetAccount(value);
    }

    public static TwilioCredentials Credentials { get; } = With(TestProduct.AuthToken);

    public static PhoneNumber Number { get; } = Phone(TestProduct.Number);

    /// <summary>A simulated Twilio with one account and one number.</summary>
    /// <param name="around">Wraps the network.</param>
    /// <param name="time">The clock of the calls, when it is not the real one.</param>
    public static async Task<TwilioApiStage> StartAsync(DelegatingHandler? around = null, TimeProvider? time = null)
    {
        var simulator = await TwilioSimulator.StartAsync(
            new TwilioSimulatorOptions
            {
                Accounts = [new TwilioAccount { Sid = Sid, AuthToken = TestProduct.AuthToken }],
                Numbers = [MakeNumber(1, TestProduct.Number)],
            },
            TimeProvider.System);
        HttpMessageHandler network = new SocketsHttpHandler { AllowAutoRedirect = false };
        if (around is not null)
        {
            around.InnerHandler = network;
            network = around;
        }

        return new TwilioApiStage(new HttpClient(network), simulator, time);
    }

    /// <summary>Answers that the test writes.</summary>
    public static TwilioApiStage Of(ScriptedHttp script) => new(script.NewClient(), null);

    public static TwilioCredentials With(string token, string sid = Sid) =>
        new(sid, [new Secret(token)], "https://hooks.example.com/hooks/twilio/sms/1");

    public static SimulatedNumber MakeNumber(int index, string number) =>
        new() { Sid = $"PN{index:D32}", AccountSid = Sid, PhoneNumber = number };

    public static PhoneNumber Phone(string text)
    {
        Assert.True(PhoneNumber.TryParse(text, out var number));
        return number;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_simulator is not null) await _simulator.DisposeAsync();
    }
}
