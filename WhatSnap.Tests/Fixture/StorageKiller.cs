using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Storage;

namespace WhatSnap.Tests.Fixture;

/// <summary>Kills the calling host before a call to tables or queues leaves, or after it was done.</summary>
internal sealed class StorageKiller : HttpPipelinePolicy
{
    private readonly Lock _lock = new();

    /// <summary>Asked before and after each call.</summary>
    public Func<bool> Dies { get; set; } = () => false;

    public int Kills { get; private set; }

    public void Install(IServiceCollection services) => services.AddSingleton(provider =>
    {
        var options = new TableClientOptions();
        options.AddPolicy(this, HttpPipelinePosition.PerCall);
        return StorageRegistration.MakeTables(provider.GetRequiredService<IOptions<StorageOptions>>().Value, options);
    });

    /// <summary>Dies at the step with this number, counted from now, and never again.</summary>
    public void DieAt(int step)
    {
        var steps = 0;
        Dies = () => ++steps == step;
    }

    /// <summary>Nobody dies any more.</summary>
    public void Spare() => Dies = () => false;

    /// <summary>One step of the caller.</summary>
    public void Step()
    {
        lock (_lock)
        {
            if (!Dies()) return;
            Kills++;
        }

        VirtualQueue.KillHost();
    }

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        VirtualQueue.ThrowIfKilled();
        Step();
        await ProcessNextAsync(message, pipeline);
        Step();
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException();
}
