using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Dashboard;
using WhatSnap.Core.WhatsApp;
using WhatSnap.Tests.Hosting;
using WhatSnap.Tests.WhatsApp;

namespace WhatSnap.Tests.Dashboard;

public sealed class WarmUpCodesTests
{
    [Fact]
    public async Task A_starting_host_goes_the_way_of_a_code_once()
    {
        using var logs = new Capture();
        await using var stage = await WhatsAppStage.StartAsync(logs: logs);

        await WarmUpOf(stage).RunAsync(CancellationToken.None);

        Assert.Equal(["GET /api/sessions/warm-up"], stage.Waha.Calls.Select(call => $"{call.Method} {call.Path}"));
        Assert.Contains(logs.All, one => one.Text.Contains("The way of QR codes is warm", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_gateway_that_is_away_stops_no_host()
    {
        using var logs = new Capture();
        await using var stage = await WhatsAppStage.StartAsync(logs: logs);
        await stage.Waha.DisposeAsync();

        await WarmUpOf(stage).RunAsync(CancellationToken.None);

        Assert.Contains(logs.All, one => one.Text.Contains("could not be warmed (WahaException)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_that_fails_stops_a_host()
    {
        using var logs = new Capture();
        await using var stage = await WhatsAppStage.StartAsync(logs: logs);

        await ActivatorUtilities.CreateInstance<WarmUpCodes>(stage.Product.Services, new NoOptions()).RunAsync(CancellationToken.None);

        Assert.Contains(logs.All, one => one.Text.Contains("could not be warmed (InvalidOperationException)", StringComparison.Ordinal));
    }

    private static WarmUpCodes WarmUpOf(WhatsAppStage stage) => stage.Product.Services.GetServices<IHostedService>().OfType<WarmUpCodes>().Single();

    private sealed class NoOptions : IOptions<WhatsAppOptions>
    {
        public WhatsAppOptions Value => throw new InvalidOperationException();
    }
}
