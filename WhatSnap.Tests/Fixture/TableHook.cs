using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Storage;

namespace WhatSnap.Tests.Fixture;

/// <summary>Lets a test act around one table call of the product.</summary>
internal sealed class TableHook : HttpPipelinePolicy
{
    /// <summary>Called once, for the first call that it wants; afterwards calls pass as they are.</summary>
    public Func<Request, Func<Task>, Task<bool>>? OnCall { get; set; }

    /// <summary>The body of a request; the operations of a transaction name their tables there.</summary>
    public static string TextOf(Request request)
    {
        using var body = new MemoryStream();
        request.Content?.WriteTo(body, CancellationToken.None);
        return System.Text.Encoding.UTF8.GetString(body.ToArray());
    }

    public void Install(IServiceCollection services) => services.AddSingleton(provider =>
    {
        var options = new TableClientOptions();
        options.AddPolicy(this, HttpPipelinePosition.PerRetry);
        return StorageRegistration.MakeTables(provider.GetRequiredService<IOptions<StorageOptions>>().Value, options);
    });

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var isPassed = false;
        async Task PassAsync()
        {
            isPassed = true;
            await ProcessNextAsync(message, pipeline);
        }

        if (OnCall is { } hook && await hook(message.Request, PassAsync)) OnCall = null;
        if (!isPassed) await ProcessNextAsync(message, pipeline);
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException();
}
