using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WhatSnap.Core.Devices;
using WhatSnap.Core.Devices.SmsGate;
using WhatSnap.Core.Messages;
using WhatSnap.Local.Simulators.GoHighLevel;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Devices.SmsGate;

/// <summary>A location with one account, whose messages come and go by a phone with SMSGate.</summary>
internal sealed class SmsGateStage : IAsyncDisposable
{
    private SmsGateStage(DeviceMessagesStage messages, PhoneWithSmsGate phone) => (Messages, Phone) = (messages, phone);

    public DeviceMessagesStage Messages { get; }

    public PhoneWithSmsGate Phone { get; }

    public TestProduct Product => Messages.Product;

    public IReadOnlyList<SimulatedMessage> Crm => Messages.Crm;

    public DateTimeOffset Now => Product.Time.GetUtcNow();

    public static async Task<SmsGateStage> StartAsync(Action<IServiceCollection>? configure = null, ILoggerProvider? logs = null)
    {
        var messages = await DeviceMessagesStage.StartAsync(DevicePlatform.Android, configure, logs);
        return new SmsGateStage(messages, await PairAsync(messages));
    }

    /// <summary>Another phone takes the place of the one before.</summary>
    public Task<PhoneWithSmsGate> ReplaceAsync() => PairAsync(Messages);

    /// <summary>A device of another kind takes that place.</summary>
    public async Task<PairedPhone> ReplaceByMacAsync()
    {
        await DropAsync(Messages);
        return await Messages.ReplaceAsync();
    }

    public async Task<Device> DeviceAsync() => (await Product.Get<DeviceTable>().FindAsync(Phone.DeviceId, CancellationToken.None))!;

    public async Task<MessageLink> LinkAsync(string id) => await Messages.Stage.LinkAsync(id);

    /// <summary>The state and the failure of a message.</summary>
    public async Task<(string State, string? Failure)> StateAsync(string id) => (await LinkAsync(id)) is var link ? (link.State.Code, link.FailureCode) : default;

    public Task RunAsync() => Messages.RunAsync();

    public Task<string> WriteAsync(SimulatedContact to, string text, params string[] attachments) => Messages.WriteAsync(to, text, attachments);

    public ValueTask DisposeAsync() => Messages.DisposeAsync();

    private static Task<int> DropAsync(DeviceMessagesStage messages) =>
        messages.Product.Get<DropDevices>().RunAsync(messages.Account, _ => true, CancellationToken.None);

    private static async Task<PhoneWithSmsGate> PairAsync(DeviceMessagesStage messages)
    {
        await DropAsync(messages);
        var product = messages.Product;
        var id = DeviceTokens.NewId();
        var token = DeviceTokens.New(id);
        var now = product.Time.GetUtcNow();
        var device = new Device(messages.Account.LocationId, messages.Account.AccountId, id, DevicePlatform.Android, "Google/oriole")
        {
            Stage = DeviceStage.Serving,
            PairedAt = now,
            SeenAt = now,
            TokenHash = DeviceTokens.HashOf(token),
            SmsGate = SmsGateLink.New(),
        };
        await product.Get<DeviceTable>().AddAsync(device, CancellationToken.None);
        var phone = new PhoneWithSmsGate(messages.Stage.Door.Http, product.Time.GetUtcNow) { DeviceId = id, Token = token.Reveal() };
        await phone.SetUpAsync();
        return phone;
    }
}
