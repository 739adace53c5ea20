using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WhatSnap.Core.Accounts;
using WhatSnap.Core.Hosting;
using WhatSnap.Core.Pairing;
using WhatSnap.Core.Twilio;
using WhatSnap.Functions.Tests.Hosting;
using WhatSnap.Tests.Fixture;
using TwilioNumber = WhatSnap.Local.Simulators.Twilio.TwilioNumber;

namespace WhatSnap.Functions.Tests.Flows;

/// <summary>
/// The product's flows as the Azure host's own functions, on Durable's in-process host, against a simulated Twilio and
/// GoHighLevel and Azurite.
/// </summary>
internal sealed class DurableStage : IAsyncDisposable
{
    private readonly TimeSpan? _hurry;
    private IServiceProvider _services;

    private DurableStage(ConnectStage world, TimeSpan? hurry) => (World, _hurry, _services) = (world, hurry, world.Product.Services);

    public ConnectStage World { get; }

    public InProcessDurable Durable { get; private set; } = null!;

    /// <param name="number">Changes the number.</param>
    /// <param name="hurry">How far away a flow's deadline is at most; as far as it says when null.</param>
    public static async Task<DurableStage> StartAsync(Func<TwilioNumber, TwilioNumber>? number = null, TimeSpan? hurry = null)
    {
        var stage = new DurableStage(await ConnectStage.StartAsync(number: number), hurry);
        stage.Durable = await InProcessDurable.StartAsync(stage.Register);
        return stage;
    }

    /// <summary>A number whose texts go to somebody else today, so that the flow asks.</summary>
    public static TwilioNumber Foreign(TwilioNumber number) => number with { SmsUrl = "https://studio.example.com/flow" };

    /// <summary>Ends the worker with all that it had in memory, and starts a new one over the same storage.</summary>
    /// <param name="meanwhile">Done while no worker runs.</param>
    public async Task RestartAsync(Func<Task>? meanwhile = null)
    {
        var product = await World.Product.RestartAsync();
        product.Get<IOptions<PublicAddressOptions>>().Value.PublicBaseUrl = World.Door.Address;
        _services = product.Services;
        await Durable.RestartWorkerAsync(Register, meanwhile);
    }

    /// <summary>Adds an account and starts to connect it, as the API does.</summary>
    public Task<AccountKey> AddAsync() => World.AddAsync(on: Durable.Flows);

    /// <summary>Answers a connection's question, as the API does.</summary>
    public async Task AnswerAsync(AccountKey key, string answer)
    {
        await World.Product.Get<ConnectionTable>().UpdateAsync(key, attempt => attempt with { Answer = answer }, CancellationToken.None);
        Assert.True(await Durable.Flows.RaiseAsync(ConnectTwilio.InstanceOf(key), ConnectTwilio.AnswerEvent, answer, CancellationToken.None));
    }

    public async ValueTask DisposeAsync()
    {
        await Durable.DisposeAsync();
        await World.DisposeAsync();
    }

    private void Register(DurableTaskRegistry tasks) => DurableFunctions.Register(tasks, () => _services, InTime);

    private TaskOrchestrationContext InTime(TaskOrchestrationContext context) =>
        _hurry is { } longest ? new HurriedContext(context, longest) : context;
}

/// <summary>The Azure host's own flows and activities for a worker of Durable's in-process host.</summary>
internal static class DurableFunctions
{
    /// <param name="tasks">The worker's functions.</param>
    /// <param name="services">The product as it is when an activity runs.</param>
    /// <param name="inTime">Changes a flow's time.</param>
    public static void Register(
        DurableTaskRegistry tasks, Func<IServiceProvider> services, Func<TaskOrchestrationContext, TaskOrchestrationContext> inTime)
    {
        foreach (var function in AzureFunction.All)
        {
            if (function.Trigger<OrchestrationTriggerAttribute>() is not null)
            {
                tasks.AddOrchestratorFunc(function.Name, context => (Task)function.Method.Invoke(null, [inTime(context)])!);
            }
            else if (function.Trigger<ActivityTriggerAttribute>() is not null)
            {
                tasks.AddActivityFunc<string, string>(function.Name, (_, input) => RunAsync(services(), function, input));
            }
        }
    }

    private static async Task<string> RunAsync(IServiceProvider services, AzureFunction function, string input)
    {
        await using var scope = services.CreateAsyncScope();
        var instance = ActivatorUtilities.CreateInstance(scope.ServiceProvider, function.Method.DeclaringType!);
        return await (Task<string>)function.Method.Invoke(instance, [input, CancellationToken.None])!;
    }
}
