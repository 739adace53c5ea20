using Microsoft.Extensions.DependencyInjection;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Consent;
using WhatSnap.Core.Contacts;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Core.Hosting;
using WhatSnap.Local.Simulators.GoHighLevel;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Consent;

/// <summary>A location with two accounts, one contact and GoHighLevel's events switched on, where people text words.</summary>
internal sealed class ConsentStage : IAsyncDisposable
{
    private ConsentStage(OutboundStage stage, Account support, SimulatedContact contact, HttpFaults onCrm) =>
        (Stage, Support, Contact, OnCrm) = (stage, support, contact, onCrm);

    public OutboundStage Stage { get; }

    public TestProduct Product => Stage.Product;

    public Account Sales => Stage.Product.Account;

    public Account Support { get; }

    public SimulatedContact Contact { get; }

    /// <summary>Faults on the way to GoHighLevel.</summary>
    public HttpFaults OnCrm { get; }

    public IReadOnlyList<string> Texts => [.. Stage.Texts];

    /// <summary>Do-not-disturb in GoHighLevel, by channel.</summary>
    public string DndOf(string channel) => Stage.Crm.Contacts.Single(one => one.Id == Contact.Id).Other.TryGetValue("dndSettings", out var settings)
        && settings.TryGetProperty(channel, out var one)
            ? one.GetProperty("status").GetString()!
            : "";

    public static async Task<ConsentStage> StartAsync(Action<IServiceCollection>? configure = null)
    {
        var faults = new HttpFaults();
        var stage = await OutboundStage.StartAsync(services =>
        {
            services.AddHttpClient<GoHighLevelTransport>().AddHttpMessageHandler(faults.NewHandler);
            configure?.Invoke(services);
        });
        stage.Crm.App = stage.Crm.App with { PostsEvents = true, WebhookUrl = new Uri(stage.Door.Address, Routes.GoHighLevelEvents) };
        return new ConsentStage(stage, await stage.AddSupportAsync(), stage.SalesContact(), faults);
    }

    /// <summary>The contact texts an account, and all that follows is done.</summary>
    public async Task HearAsync(Account to, string text)
    {
        await Product.AcceptAsync(to, TestProduct.Customer(1), text);
        await SettleAsync();
    }

    /// <summary>A person writes to the contact, and all that follows is done.</summary>
    public async Task<string> WriteAsync(string text)
    {
        var id = await Stage.WriteAsync(Contact, text);
        await SettleAsync();
        return id;
    }

    /// <summary>Does the work that is due and takes the events that follow from it.</summary>
    public async Task SettleAsync()
    {
        await Stage.RunAsync();
        await Stage.Crm.WhenPostsAreDoneAsync();
        await Stage.RunAsync();
    }

    /// <summary>The error that GoHighLevel shows at a message; null for one that did not fail.</summary>
    public string? ErrorOf(string messageId) => Stage.StatusOf(messageId) == "failed" ? Stage.Crm.Message(messageId)!.Statuses[^1].Error!.Code : null;

    public Task<ConsentState?> StateAsync() => Product.Get<ConsentTable>().FindAsync(Product.LocationId, Contact.Id, CancellationToken.None);

    public async Task<KnownContact?> KnownAsync() => await Product.Get<KnownContacts>().FindAsync(Product.LocationId, Contact.Id, CancellationToken.None);

    public async Task<List<ConsentEntry>> HistoryAsync() =>
        await Product.Get<ConsentTable>().HistoryAsync(Product.LocationId, Contact.Id, CancellationToken.None).ToListAsync();

    public ValueTask DisposeAsync() => Stage.DisposeAsync();
}
