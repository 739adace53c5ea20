using System.Net.Http.Headers;
using System.Text;
using WhatSnap.Local.Simulators.Twilio;

namespace WhatSnap.Tests.Simulators;

/// <summary>A Twilio simulator with one account and one number, and a caller for its API.</summary>
internal sealed class TwilioStage : IAsyncDisposable
{
    public const string AccountSid = "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    public const string AuthToken = "0123456789abcdef0123456789abcdef";
    public const string NumberSid = "PNbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
    public const string Customer = "+14155550100";
    public const string Business = "+14155550199";
    public const string AccountPath = "/2010-04-01/Accounts/" + AccountSid;

    private readonly TwilioSimulator _simulator;

    private TwilioStage(TwilioSimulator simulator)
    {
        _simulator = simulator;
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        Client = new HttpClient(handler) { BaseAddress = simulator.Address };
    }

    public TwilioWorld World => _simulator.World;

    public Uri Address => _simulator.Address;

    public Uri MessagingAddress => _simulator.MessagingAddress;

    public Uri MediaAddress => _simulator.MediaAddress;

    public HttpClient Client { get; }

    public TwilioNumber Number
    {
        get => World.Numbers.Single();
        set => World.SetNumber(value);
    }

    public static async Task<TwilioStage> StartAsync(
        string smsUrl = "", string fallbackUrl = "", TimeProvider? time = null, TwilioFaults? faults = null)
    {
        var options = new TwilioSimulatorOptions
        {
            Accounts = [new TwilioAccount { Sid = AccountSid, AuthToken = AuthToken }],
            Numbers =
            [
                new TwilioNumber
                {
                    Sid = NumberSid,
                    AccountSid = AccountSid,
                    PhoneNumber = Business,
                    SmsUrl = smsUrl,
                    SmsFallbackUrl = fallbackUrl,
                },
            ],
            Faults = faults ?? new TwilioFaults(),
        };
        return new TwilioStage(await TwilioSimulator.StartAsync(options, time ?? TimeProvider.System));
    }

    public Task<Exchange> GetAsync(string path, string? user = AccountSid, string password = AuthToken) =>
        SendAsync(HttpMethod.Get, path, body: null, user, password);

    public Task<Exchange> PostFormAsync(string path, params (string Name, string Value)[] fields)
    {
        var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return SendAsync(HttpMethod.Post, path, form);
    }

    public async Task<Exchange> SendAsync(
        HttpMethod method, string path, HttpContent? body, string? user = AccountSid, string password = AuthToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        if (user is not null)
        {
            var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", credentials);
        }

        return await Exchange.OfAsync(Client, request, CancellationToken.None);
    }

    public Task<TwilioTextResult> TextAsync(string body, params TwilioMediaContent[] media) =>
        World.TextAsync(Customer, Business, body, media);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _simulator.DisposeAsync();
    }
}
