using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using WhatSnap.Core.GoHighLevel;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.GoHighLevel;

/// <summary>An installed location with calls on their way, while time goes on as fast as it does outside.</summary>
internal sealed class RenewalStage : IAsyncDisposable
{
    private const string TokenCall = "POST /oauth/token";
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);
    private readonly List<TestProduct> _restarted = [];

    private RenewalStage(InstallStage stage) => Stage = stage;

    public InstallStage Stage { get; }

    public TestProduct Product => Stage.Product;

    /// <summary>The way to the token endpoint.</summary>
    public HttpFaults TokenWay { get; private init; } = new();

    /// <summary>Token calls that reached GoHighLevel.</summary>
    public int TokenCalls => Stage.World.Calls[TokenCall];

    public static async Task<RenewalStage> StartAsync(Action<IServiceCollection>? configure = null, bool isAgency = false)
    {
        var way = new HttpFaults();
        var stage = await InstallStage.StartAsync(services =>
        {
            services.AddHttpClient(nameof(GoHighLevelOAuth)).AddHttpMessageHandler(way.NewHandler);
            configure?.Invoke(services);
        });
        if (isAgency) await stage.InstallAgencyAsync();
        else await stage.InstallAsync();
        stage.World.Faults = stage.World.Faults with { RateLimit = null };
        return new RenewalStage(stage) { TokenWay = way };
    }

    /// <summary>Another process over the same storage, which remembers nothing.</summary>
    public async Task<TestProduct> OtherProcessAsync()
    {
        var other = await Product.RestartAsync();
        _restarted.Add(other);
        return other;
    }

    /// <summary>Lets the access token end by its time.</summary>
    public void LetTokenEnd() => Product.Time.Advance(Stage.World.App.AccessLifetime + TimeSpan.FromSeconds(1));

    /// <summary>Waits for work while time goes on.</summary>
    public Task<T> PassAsync<T>(Task<T> work) => PassAsync(work, Step);

    /// <summary>The end of one call with the location's token.</summary>
    public Task<CallEnd> CallAsync(TestProduct? process = null) => PassAsync(EndOfAsync(process ?? Product));

    /// <summary>The end of a call that has nothing to do but wait until it gives up; time goes faster meanwhile.</summary>
    public Task<CallEnd> CallInVainAsync(TestProduct? process = null) => PassAsync(EndOfAsync(process ?? Product), Step * 20);

    /// <summary>Ends of many calls at once, shared out to processes.</summary>
    public async Task<List<CallEnd>> CallManyAsync(int count, params TestProduct[] processes)
    {
        var ends = new ConcurrentBag<CallEnd>();
        var all = Task.WhenAll(Enumerable.Range(0, count).Select(index => Task.Run(async () =>
            ends.Add(await EndOfAsync(processes[index % processes.Length])))));
        await PassAsync(all.ContinueWith(_ => true, TaskScheduler.Default));
        await all;
        return [.. ends];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var other in _restarted) await other.DisposeAsync();
        await Stage.DisposeAsync();
    }

    private async Task<T> PassAsync<T>(Task<T> work, TimeSpan step)
    {
        await Eventually.BecomesAsync(() =>
        {
            if (!work.IsCompleted) Product.Time.Advance(step);
            return work.IsCompleted;
        });
        return await work;
    }

    private async Task<CallEnd> EndOfAsync(TestProduct process)
    {
        try
        {
            var location = await process.Get<GoHighLevelLocations>().ReadAsync(Stage.LocationId, CancellationToken.None);
            return new CallEnd(location.Name, null);
        }
        catch (GoHighLevelException failed)
        {
            return new CallEnd(null, failed);
        }
    }
}

/// <summary>The location's name, or why there is none.</summary>
internal sealed record CallEnd(string? Name, GoHighLevelException? Failed)
{
    public static readonly CallEnd Good = new("First", null);
}
