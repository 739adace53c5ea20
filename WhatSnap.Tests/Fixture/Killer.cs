using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Storage;

namespace WhatSnap.Tests.Fixture;

/// <summary>Dies, by its rate, before a table call leaves or after it was done.</summary>
internal sealed class Killer(Random random) : HttpPipelinePolicy
{
    private int _kills;

    public double Rate { get; set; }

    public int Kills => _kills;

    /// <summary>Puts it between the product and its tables.</summary>
    public void Install(IServiceCollection services) => services.AddSingleton(provider =>
    {
        var options = new TableClientOptions();
        options.AddPolicy(this, HttpPipelinePosition.PerCall);
        return StorageRegistration.MakeTables(provider.GetRequiredService<IOptions<StorageOptions>>().Value, options);
    });

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        Die();
        await ProcessNextAsync(message, pipeline);
        Die();
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException();

    private void Die()
    {
        lock (random)
        {
            if (random.NextDouble() >= Rate / 2) return;
        }

        Interlocked.Increment(ref _kills);
        VirtualQueue.KillHost();
    }
}
