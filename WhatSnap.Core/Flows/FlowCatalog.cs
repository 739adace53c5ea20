using Microsoft.Extensions.DependencyInjection;

namespace WhatSnap.Core.Flows;

/// <summary>One flow: its name and its code.</summary>
public sealed record Flow(string Name, Func<IFlowContext, Task> RunAsync);

/// <summary>One activity: its name and how it is run for a row key.</summary>
public sealed record Activity(string Name, Func<IServiceProvider, string, CancellationToken, Task<string>> RunAsync)
{
    internal static Activity Of<TUseCase>(Func<TUseCase, string, CancellationToken, Task<string>> run)
        where TUseCase : notnull =>
        new(typeof(TUseCase).Name, (services, input, token) => run(services.GetRequiredService<TUseCase>(), input, token));
}

/// <summary>Every flow and activity of the product; a test holds both hosts equal to it.</summary>
public static class FlowCatalog
{
    public static readonly IReadOnlyList<Flow> Flows = [];

    public static readonly IReadOnlyList<Activity> Activities = [];
}
