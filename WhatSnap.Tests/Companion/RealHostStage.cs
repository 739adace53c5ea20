using System.Text.Json;
using WhatSnap.Companion.Devices;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Pairing;
using WhatSnap.Local.Simulators.GoHighLevel;
using WhatSnap.Tests.Devices;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Companion;

/// <summary>The product over Azurite and a simulated GoHighLevel, and Macs that the companion connects to it.</summary>
internal sealed class RealHostStage : IAsyncDisposable
{
    private readonly PairStage _pages;
    private readonly List<RealMac> _macs = [];

    private RealHostStage(OutboundStage host, PairStage pages) => (Host, _pages) = (host, pages);

    public OutboundStage Host { get; }

    /// <summary>The Mac that was connected first, and its account.</summary>
    public RealMac Mac => _macs[0];

    public AccountKey Key { get; private set; }

    public TestProduct Product => Host.Product;

    public IReadOnlyList<SimulatedMessage> Crm => Product.CrmMessages;

    public DateTimeOffset Now => Product.Time.GetUtcNow();

    public static async Task<RealHostStage> StartAsync()
    {
        var host = await OutboundStage.StartAsync();
        var stage = new RealHostStage(host, await PairStage.StartAsync(product: host.Product));
        (_, stage.Key) = await stage.AddMacAsync("Support");
        return stage;
    }

    /// <summary>Somebody adds an account on the dashboard, types its code on a Mac, confirms the Mac, and texts it what is shown.</summary>
    /// <param name="name">The account's name.</param>
    /// <param name="before">What comes to the Mac before that text; it then waits on the Mac.</param>
    public async Task<(RealMac Mac, AccountKey Key)> AddMacAsync(string name, Action<RealMac>? before = null)
    {
        var mac = new RealMac(Product.Time);
        _macs.Add(mac);
        var key = await _pages.AddAsync(name);
        _pages.OnWaits(
            async () => await mac.PairAsync(Host.Door.Address.ToString(), await _pages.CodeAsync(key)),
            () => _pages.AnswerAsync(key),
            mac.BeatAsync,
            async () =>
            {
                before?.Invoke(mac);
                mac.Receive((await _pages.WantedTextAsync(key))!, TestProduct.Customer(99));
                if (before is null) await mac.ForwardAsync();
                else await Assert.ThrowsAsync<DeviceApiException>(mac.ForwardAsync);
            });
        await _pages.Flows.RunAllAsync();
        Assert.Equal(ConnectionEnds.Connected, await _pages.EndAsync(key));
        Assert.Equal("active", await _pages.ShownAsync(key));
        return (mac, key);
    }

    /// <summary>Its owner takes a Mac its access.</summary>
    public async Task RevokeAsync(AccountKey key) =>
        Assert.Equal(System.Net.HttpStatusCode.OK, (await _pages.DeleteAsync($"api/accounts/{key.AccountId}/device")).Status);

    /// <summary>The Mac forwards, and the product does what is due.</summary>
    public async Task ForwardAsync(RealMac? mac = null)
    {
        await (mac ?? Mac).ForwardAsync();
        await Host.RunAsync();
    }

    /// <summary>A person writes to a contact in GoHighLevel, and the message stands in the Mac's outbox.</summary>
    public async Task<string> WriteAsync(SimulatedContact to, string text, params string[] attachments)
    {
        var id = await Host.WriteAsync(to, text, attachments);
        await Host.RunAsync();
        return id;
    }

    /// <summary>The same to a contact whom GoHighLevel has no number of.</summary>
    public async Task<string> WriteWithoutNumberAsync(SimulatedContact to, string text)
    {
        var id = Host.Crm.WriteAsPerson(to.Id, text).Id;
        var body = JsonSerializer.SerializeToUtf8Bytes(Host.Crm.TakeDelivery(id));
        using var request = new HttpRequestMessage(HttpMethod.Post, Routes.GoHighLevelOutbound) { Content = new ByteArrayContent(body) };
        request.Headers.Add("X-GHL-Signature", Host.Crm.Webhooks.Sign(body));
        using var answer = await Host.Door.Http.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode);
        await Host.RunAsync();
        return id;
    }

    /// <summary>A contact whose messages go out through the Mac.</summary>
    public SimulatedContact Contact(int index = 1) => Host.Contact(index, AccountTag.FromName("Support"));

    public async Task<SendState> StateAsync(string messageId) => (await Host.LinkAsync(messageId)).State;

    public async ValueTask DisposeAsync()
    {
        foreach (var mac in _macs) mac.Dispose();
        await _pages.DisposeAsync();
        await Host.DisposeAsync();
    }
}
