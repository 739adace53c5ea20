using System.Net;
using Microsoft.Extensions.DependencyInjection;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Safety;
using WhatSnap.Local.Simulators.GoHighLevel;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.WhatsApp;

/// <summary>A location whose people write in GoHighLevel to contacts of a WhatsApp account.</summary>
internal sealed class SendStage : IAsyncDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private SendStage(WhatsAppStage whatsapp, AccountKey key) => (WhatsApp, Key) = (whatsapp, key);

    public WhatsAppStage WhatsApp { get; }

    public AccountKey Key { get; }

    public TestProduct Product => WhatsApp.Product;

    public FakeWahaChats Chats => WhatsApp.Waha.Chats;

    public GoHighLevelWorld Crm => Product.Crm.World;

    /// <summary>The texts and captions that WhatsApp got, in its order.</summary>
    public IEnumerable<string?> Texts => Chats.Sent.Select(sent => sent.Text);

    /// <param name="configure">Changes the registrations.</param>
    /// <param name="typing">Whether the account shows that it types; the clock stands still meanwhile.</param>
    /// <param name="connectionString">The storage; the shared one when null.</param>
    /// <param name="mode">How carefully the account sends; null for its default.</param>
    public static async Task<SendStage> StartAsync(
        Action<IServiceCollection>? configure = null, bool typing = false, string? connectionString = null, SafetyMode? mode = SafetyMode.Off)
    {
        var whatsapp = await WhatsAppStage.StartAsync(connectionString, configure: configure);
        var key = await whatsapp.ConnectAsync();
        var world = whatsapp.Product.Crm.World;
        world.App = world.App with { DeliveryUrl = new Uri(whatsapp.Door.Address, Routes.GoHighLevelOutbound) };
        await whatsapp.Product.Get<AccountTable>().UpdateAsync(
            key, account => account with { SimulatesTyping = typing, Safety = account.Safety with { Mode = mode } }, CancellationToken.None);
        whatsapp.Product.Get<AccountDirectory>().Forget((await whatsapp.AccountAsync(key))!);
        return new SendStage(whatsapp, key);
    }

    /// <summary>A contact with the account's tag.</summary>
    public SimulatedContact Contact(int index = 1) => Crm.SeedContact(Product.LocationId, TestProduct.Customer(index), null, [AccountTag.FromName("Support")]);

    public static string ChatOf(int index) => $"{TestProduct.Customer(index)[1..]}@c.us";

    /// <summary>A person writes, and GoHighLevel hands it over.</summary>
    public async Task<string> WriteAsync(SimulatedContact to, string text, params string[] attachments)
    {
        var message = Crm.WriteAsPerson(to.Id, text, attachments);
        await Crm.WhenPostsAreDoneAsync();
        return message.Id;
    }

    /// <summary>A person writes to the first contact, and all that follows for a minute is done.</summary>
    public async Task<string> SendAsync(string text, params string[] attachments)
    {
        var id = await WriteAsync(Contact(), text, attachments);
        await RunAsync(Minute);
        return id;
    }

    public async Task RunAsync(TimeSpan time)
    {
        await Product.Queue.RunAllAsync(time);
        Assert.Empty(Product.Queue.Failures);
    }

    /// <summary>Moves the clock on until what waits for it is done.</summary>
    public async Task MoveUntilAsync(Task done)
    {
        await Eventually.BecomesAsync(() =>
        {
            if (!done.IsCompleted) Product.Time.Advance(TimeSpan.FromMilliseconds(100));
            return done.IsCompleted;
        });
        await done;
    }

    /// <summary>The gateway tells of a message that was sent.</summary>
    public async Task AckAsync(WahaSent sent, int ack, string? error = null)
    {
        var told = WhatsApp.Waha.EventOf("", kind: "message.ack");
        told["payload"] = FakeWahaChats.AckOf(sent.ChatId, sent.Id, ack, error);
        using var answer = await WhatsApp.Waha.PostAsync(told);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    public async Task<MessageLink> LinkAsync(string messageId) =>
        (await Product.Get<MessageLinks>().FindAsync(Product.LocationId, messageId, CancellationToken.None))!;

    /// <summary>The statuses that GoHighLevel was told, in order; the first is its own.</summary>
    public IEnumerable<string> StatusesOf(string messageId) => Crm.Message(messageId)!.Statuses.Skip(1).Select(status => status.Status);

    public ValueTask DisposeAsync() => WhatsApp.DisposeAsync();
}
