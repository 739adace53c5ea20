using Azure.Data.Tables;
using Microsoft.Extensions.Logging.Abstractions;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Flows;
using WhatSnap.Core.Pairing;
using WhatSnap.Core.Twilio;
using WhatSnap.Local.Flows;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Flows;

/// <summary>Local hosts with a table of their own for each test, since a host goes on with all that it finds.</summary>
internal sealed class FlowHosts : IAsyncDisposable
{
    private FlowHosts(ConnectStage stage) => Stage = stage;

    public ConnectStage Stage { get; }

    public string Table { get; } = $"flows{Guid.NewGuid():N}";

    public static async Task<FlowHosts> StartAsync() =>
        new(await ConnectStage.StartAsync(number: number => number with { SmsUrl = "https://studio.example.com/" }));

    public async Task<LocalFlows> StartHostAsync(TableServiceClient? tables = null)
    {
        var table = new FlowTable(tables ?? Stage.Product.Get<TableServiceClient>(), Table);
        var host = new LocalFlows(table, Stage.Product.Services, Stage.Product.Time, NullLogger<LocalFlows>.Instance);
        await table.CreateAsync(CancellationToken.None);
        await host.StartAsync(CancellationToken.None);
        return host;
    }

    public async Task AnswerWhenAskedAsync(LocalFlows host, AccountKey key)
    {
        await UntilAskedAsync(host, key);
        await AnswerAsync(host, key);
    }

    public async Task AnswerAsync(LocalFlows host, AccountKey key)
    {
        await Stage.Product.Get<ConnectionTable>().UpdateAsync(key, attempt => attempt with { Answer = "yes" }, CancellationToken.None);
        Assert.True(await host.RaiseAsync(ConnectTwilio.InstanceOf(key), ConnectTwilio.AnswerEvent, "yes", CancellationToken.None));
    }

    public Task UntilAskedAsync(LocalFlows host, AccountKey key) => UntilAsync(host, key, state => state.Status == RunConnectionStep.Ask);

    public Task UntilEndedAsync(LocalFlows host, AccountKey key) => UntilAsync(host, key, state => !state.IsRunning);

    /// <summary>Lets the product's clock go on until a flow is so.</summary>
    private Task UntilAsync(LocalFlows host, AccountKey key, Func<FlowState, bool> condition) => Eventually.BecomesAsync(async () =>
    {
        if (await host.ReadAsync(ConnectTwilio.InstanceOf(key), CancellationToken.None) is { } state && condition(state)) return true;
        Stage.Product.Time.Advance(TimeSpan.FromMilliseconds(100));
        return false;
    });

    public ValueTask DisposeAsync() => Stage.DisposeAsync();
}
