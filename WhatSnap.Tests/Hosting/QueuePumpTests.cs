using System.Collections.Concurrent;
using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Queues;
using Microsoft.Extensions.Logging.Abstractions;
using WhatSnap.Core.Storage;
using WhatSnap.Local.Azurite;
using WhatSnap.Local.Messages;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Hosting;

/// <summary>The local queue consumer has the rules of the Functions queue trigger.</summary>
public sealed class QueuePumpTests : IAsyncLifetime
{
    private readonly string _name = $"q{Guid.NewGuid():N}";
    private readonly Requests _requests = new();
    private QueueServiceClient _queues = null!;
    private QueueClient _queue = null!;
    private QueueClient _poison = null!;

    public async Task InitializeAsync()
    {
        var options = new QueueClientOptions();
        options.AddPolicy(_requests, HttpPipelinePosition.PerCall);
        _queues = StorageRegistration.MakeQueues(
            new StorageOptions { ConnectionString = await TestStorage.ConnectionStringAsync() }, options);
        _queue = _queues.GetQueueClient(_name);
        _poison = _queues.GetQueueClient(_name + QueueNames.PoisonSuffix);
        await _queue.CreateAsync();
        await _poison.CreateAsync();
    }

    public async Task DisposeAsync()
    {
        await _queue.DeleteAsync();
        await _poison.DeleteAsync();
    }

    [Theory]
    [InlineData(0, 50)]
    [InlineData(0.4, 50)]
    [InlineData(1, 100)]
    [InlineData(5, 500)]
    [InlineData(3600, 500)]
    public void It_looks_often_after_a_message_and_seldom_after_a_while(double idleSeconds, int expectedMs) =>
        Assert.Equal(TimeSpan.FromMilliseconds(expectedMs), QueuePump.NextPoll(TimeSpan.FromSeconds(idleSeconds)));

    [Fact]
    public async Task A_message_whose_handler_returns_is_deleted()
    {
        var handled = new ConcurrentQueue<string>();
        await _queue.SendMessageAsync("work");

        await using var pump = await StartAsync((body, _) =>
        {
            handled.Enqueue(body);
            return Task.CompletedTask;
        });
        await Eventually.BecomesAsync(() => _requests.Has("DELETE"));

        Assert.Equal(["work"], handled);
        Assert.Equal(0, (await _queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
    }

    [Fact]
    public async Task A_message_that_is_worked_on_stays_invisible_for_ten_minutes_should_its_host_be_killed()
    {
        await _queue.SendMessageAsync("work");

        await using var pump = await StartStuckAsync();

        Assert.True(_requests.Has("visibilitytimeout=600"));
        Assert.Null((await _queue.PeekMessageAsync()).Value);
        Assert.Equal(1, (await _queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
    }

    [Fact]
    public async Task A_host_that_stops_gives_its_messages_back_at_once()
    {
        await _queue.SendMessageAsync("work");

        await (await StartStuckAsync()).DisposeAsync();

        await Eventually.BecomesAsync(() => _queue.PeekMessage().Value is not null);
    }

    [Fact]
    public async Task A_message_that_failed_five_times_is_poison()
    {
        await _queue.SendMessageAsync("work");
        for (var tries = 1; tries < QueuePump.MostTries; tries++)
        {
            var taken = (await _queue.ReceiveMessageAsync(TimeSpan.FromMinutes(1))).Value;
            await _queue.UpdateMessageAsync(taken.MessageId, taken.PopReceipt, taken.Body, TimeSpan.Zero);
        }

        await using var pump = await StartAsync((_, _) => throw new InvalidOperationException("never"));
        await Eventually.BecomesAsync(() => _poison.PeekMessage().Value is not null);

        Assert.Equal("work", (await _poison.PeekMessageAsync()).Value.Body.ToString());
        await Eventually.BecomesAsync(() => _queue.GetProperties().Value.ApproximateMessagesCount == 0);
    }

    [Fact]
    public async Task A_message_that_failed_comes_again_after_the_retry_delay()
    {
        await _queue.SendMessageAsync("work");

        await using var pump = await StartAsync((_, _) => throw new InvalidOperationException("not yet"));
        await Eventually.BecomesAsync(() => _requests.Has($"visibilitytimeout={QueuePump.RetryDelay.TotalSeconds}"));

        Assert.Equal(1, (await _queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
        Assert.Null((await _poison.PeekMessageAsync()).Value);
    }

    [Fact]
    public void The_Functions_host_is_set_to_the_same_rules()
    {
        var path = Path.Combine(RepositoryRoot.Find(), "host.json");
        using var document = JsonDocument.Parse(File.ReadAllText(path));

        var queues = document.RootElement.GetProperty("extensions").GetProperty("queues");

        var batchSize = queues.GetProperty("batchSize").GetInt32();
        Assert.Equal(QueuePump.BatchSize, batchSize);
        Assert.Equal(QueuePump.MostAtOnce, batchSize + queues.GetProperty("newBatchThreshold").GetInt32());
        Assert.Equal(QueuePump.MostTries, queues.GetProperty("maxDequeueCount").GetInt32());
        Assert.Equal(QueuePump.RetryDelay, TimeSpan.Parse(queues.GetProperty("visibilityTimeout").GetString()!));
        Assert.Equal(QueuePump.LongestPoll, TimeSpan.Parse(queues.GetProperty("maxPollingInterval").GetString()!));
    }

    /// <summary>A pump whose handler has a message and does not end.</summary>
    private async Task<Running> StartStuckAsync()
    {
        var started = new TaskCompletionSource();
        var pump = await StartAsync((_, token) =>
        {
            started.SetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        });
        await started.Task;
        return pump;
    }

    private async Task<Running> StartAsync(Func<string, CancellationToken, Task> handle)
    {
        var pump = new QueuePump(_name, handle, _queues, TimeProvider.System, NullLogger<QueuePump>.Instance);
        await pump.StartAsync(CancellationToken.None);
        return new Running(pump);
    }

    private sealed class Running(QueuePump pump) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await pump.StopAsync(CancellationToken.None);
            pump.Dispose();
        }
    }

    /// <summary>Notes method and query of each queue call.</summary>
    private sealed class Requests : HttpPipelineSynchronousPolicy
    {
        private readonly ConcurrentQueue<string> _seen = [];

        public bool Has(string part) => _seen.Any(seen => seen.Contains(part, StringComparison.Ordinal));

        public override void OnReceivedResponse(HttpMessage message) =>
            _seen.Enqueue($"{message.Request.Method} {message.Request.Uri.Query}");
    }
}
