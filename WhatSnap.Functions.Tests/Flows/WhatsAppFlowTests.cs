using WhatSnap.Core.Accounts;
using WhatSnap.Core.Pairing;
using WhatSnap.Tests.WhatsApp;

namespace WhatSnap.Functions.Tests.Flows;

/// <summary>Linking a phone runs for real as a Durable orchestration; its branches are tested in virtual time elsewhere.</summary>
public sealed class WhatsAppFlowTests
{
    [Fact]
    public async Task A_phone_is_linked_although_the_worker_restarts_while_a_code_is_shown()
    {
        IServiceProvider? services = null;
        await using var durable = await InProcessDurable.StartAsync(tasks => DurableFunctions.Register(tasks, () => services!, context => context));
        await using var world = await WhatsAppStage.StartAsync(flows: durable.Flows);
        services = world.Product.Services;
        var key = await world.AddAsync();
        await durable.ShowsAsync(ConnectFlow.InstanceOf(key), StepFindings.PreparingCode);
        await world.Waha.AnnounceQrAsync("qr-1");
        await durable.ShowsAsync(ConnectFlow.InstanceOf(key), StepFindings.ScanCode);

        await durable.RestartWorkerAsync(
            tasks => DurableFunctions.Register(tasks, () => services, context => context), () => world.Waha.LinkAsync(world.Number));

        Assert.Equal(ConnectionEnds.Connected, await durable.EndAsync(ConnectFlow.InstanceOf(key)));
        Assert.Equal(AccountStates.Active.Code, (await world.AccountAsync(key))!.StateCode);
    }
}
