using Microsoft.Extensions.DependencyInjection;
using WhatSnap.Bench.Chaos;
using WhatSnap.Bench.WhatsApp;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Devices;
using WhatSnap.Core.Pairing;
using WhatSnap.Local.Demo;
using WhatSnap.Local.Simulators.Android;

namespace WhatSnap.Bench.Devices;

/// <summary>Adds accounts by the API and pairs a simulated phone with each, as its owner does.</summary>
internal sealed class PairPhones(ChaosBed bed, Uri front, DeviceJournal journal)
{
    private const long FirstNumber = 15_005_550_180;
    private const string Friend = "+15005550009";
    private const string TestWord = "WhatSnap ";
    private const int LooksPerStart = 12;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>So that what came to a phone days ago is not from before it was paired.</summary>
    private static readonly TimeSpan PairedBefore = TimeSpan.FromDays(30);
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly HostApi _api = new(bed);

    /// <summary>What stands between a phone and the wire.</summary>
    public Func<HttpMessageHandler, HttpMessageHandler> Network { get; init; } = wire => wire;

    /// <param name="index">Which phone.</param>
    /// <param name="seed">Decides of its pauses.</param>
    /// <param name="living">Takes the phone's life.</param>
    /// <param name="until">The phone lives until this ends.</param>
    /// <param name="cancellationToken">Ends the pairing.</param>
    public async Task<PairedPhone> RunAsync(int index, int seed, List<Task> living, CancellationToken until, CancellationToken cancellationToken)
    {
        var (name, number) = ($"Phone {index + 1}", $"+{FirstNumber + index}");
        var added = await _api.CallAsync(HttpMethod.Post, "api/accounts", new { kind = "device", name, device = new { phoneNumber = number } }, cancellationToken);
        var key = new AccountKey(DemoAccount.LocationId, added.GetProperty("id").GetString()!);
        var phone = NewPhone(number, seed);
        living.Add(phone.RunAsync(until));

        var code = await _api.CallAsync(HttpMethod.Post, $"api/accounts/{key.AccountId}/device/code", new { }, cancellationToken);
        await phone.SignInAsync(new Uri(front, "sms").ToString(), code.GetProperty("code").GetString()!, cancellationToken);
        await AnswerAsync(key, cancellationToken);

        phone.Receive(Friend, await TestTextAsync(phone, key, cancellationToken));
        while (await StateAsync(key, cancellationToken) != "active") await Task.Delay(Look, _time, cancellationToken);

        // What is measured is how much passes, not how much is wise.
        await _api.CallAsync(HttpMethod.Put, $"api/accounts/{key.AccountId}/safety", new { mode = "off" }, cancellationToken);
        await AgeAsync(key, cancellationToken);
        var account = await _api.CallAsync(HttpMethod.Get, $"api/accounts/{key.AccountId}", null, cancellationToken);
        return new PairedPhone(name, phone, key.AccountId, number, account.GetProperty("tag").GetString()!);
    }

    private AndroidPhone NewPhone(string number, int seed)
    {
        // Its own connections; the phone knows how long it waits.
        var wire = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false };
        var http = new HttpClient(new NoteTellings(journal) { InnerHandler = Network(wire) }) { Timeout = Timeout.InfiniteTimeSpan };
        return new AndroidPhone(new AndroidPhoneOptions { OwnNumber = number, Seed = seed, PushToken = null }, http, _time);
    }

    private async Task AnswerAsync(AccountKey key, CancellationToken cancellationToken)
    {
        while (true)
        {
            var known = await _api.CallAsync(HttpMethod.Get, $"api/accounts/{key.AccountId}/connection", null, cancellationToken);
            if (known.GetProperty("connection").GetProperty("questions").GetArrayLength() > 0) break;
            await Task.Delay(Look, _time, cancellationToken);
        }

        await _api.CallAsync(HttpMethod.Post, $"api/accounts/{key.AccountId}/answer", new { answer = "yes" }, cancellationToken);
    }

    /// <summary>The app tells that it starts only once it knows where to: its owner starts it until WhatSnap has heard of it and asks for the text.</summary>
    private async Task<string> TestTextAsync(AndroidPhone phone, AccountKey key, CancellationToken cancellationToken)
    {
        var attempts = bed.World.Product.GetRequiredService<ConnectionTable>();
        for (var look = 1; ; look++)
        {
            var attempt = await attempts.FindAsync(key, cancellationToken);
            if (attempt?.Steps.FirstOrDefault(step => step.Detail?.StartsWith(TestWord, StringComparison.Ordinal) == true) is { } wanted) return wanted.Detail!;
            await Task.Delay(Look, _time, cancellationToken);
            if (look % LooksPerStart == 0) phone.Restart();
        }
    }

    private async Task<string?> StateAsync(AccountKey key, CancellationToken cancellationToken)
    {
        var account = await _api.CallAsync(HttpMethod.Get, $"api/accounts/{key.AccountId}", null, cancellationToken);
        return account.GetProperty("state").GetProperty("code").GetString();
    }

    private async Task AgeAsync(AccountKey key, CancellationToken cancellationToken)
    {
        var devices = bed.World.Product.GetRequiredService<DeviceTable>();
        var device = (await devices.ListAsync(key, cancellationToken)).Single();
        await devices.UpdateAsync(device, known => known with { PairedAt = known.PairedAt - PairedBefore }, cancellationToken);
    }
}
