using System.Text;
using Azure.Core.Pipeline;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using WhatSnap.Core.Storage;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Storage;

public sealed class StorageWorkQueueTests
{
    [Fact]
    public async Task A_message_is_stored_in_base64_as_the_queue_trigger_expects_and_never_expires()
    {
        using var wire = new Wire();
        var (queues, name) = await StartAsync(wire);

        await new StorageWorkQueue(queues).SendAsync(name, "{\"v\":1,\"text\":\"é👍\"}", TimeSpan.Zero, CancellationToken.None);

        var raw = new QueueClient(await TestStorage.ConnectionStringAsync(), name);
        PeekedMessage message = await raw.PeekMessageAsync();
        Assert.Equal("{\"v\":1,\"text\":\"é👍\"}", Encoding.UTF8.GetString(Convert.FromBase64String(message.MessageText)));
        Assert.Equal(9999, message.ExpiresOn?.Year);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(100, 1)]
    [InlineData(1_000, 1)]
    [InlineData(1_001, 2)]
    [InlineData(14_400, 15)]
    [InlineData(600_000, 600)]
    public async Task A_delay_is_rounded_up_to_whole_seconds(int milliseconds, int seconds)
    {
        using var wire = new Wire();
        var (queues, name) = await StartAsync(wire);

        await new StorageWorkQueue(queues).SendAsync(name, "x", TimeSpan.FromMilliseconds(milliseconds), CancellationToken.None);

        Assert.Contains($"visibilitytimeout={seconds}&", wire.Sent[^1].Query + "&", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_delayed_message_is_not_there_before_its_time()
    {
        using var wire = new Wire();
        var (queues, name) = await StartAsync(wire);
        var queue = new StorageWorkQueue(queues);

        await queue.SendAsync(name, "later", TimeSpan.FromMinutes(1), CancellationToken.None);
        await queue.SendAsync(name, "now", TimeSpan.Zero, CancellationToken.None);

        var received = await queues.GetQueueClient(name).ReceiveMessagesAsync(32);
        Assert.Equal("now", Assert.Single(received.Value).Body.ToString());
    }

    [Fact]
    public async Task A_waiting_message_is_changed_in_place_and_one_that_somebody_has_is_left_alone()
    {
        using var wire = new Wire();
        var (queues, name) = await StartAsync(wire);
        var queue = new StorageWorkQueue(queues);
        var sent = await queue.SendAsync(name, "first", TimeSpan.FromMinutes(1), CancellationToken.None);

        var waiting = await queue.ChangeAsync(sent, "second", TimeSpan.Zero, CancellationToken.None);
        var received = await queues.GetQueueClient(name).ReceiveMessagesAsync(32);
        var taken = await queue.ChangeAsync(sent, "third", TimeSpan.Zero, CancellationToken.None);

        Assert.Equal((true, false), (waiting, taken));
        Assert.Equal("second", Assert.Single(received.Value).Body.ToString());
        Assert.Empty((await queues.GetQueueClient(name).ReceiveMessagesAsync(32)).Value);
    }

    [Fact]
    public async Task A_message_is_taken_back_until_somebody_has_it()
    {
        using var wire = new Wire();
        var (queues, name) = await StartAsync(wire);
        var queue = new StorageWorkQueue(queues);
        var waiting = await queue.SendAsync(name, "waiting", TimeSpan.FromMinutes(1), CancellationToken.None);
        var visible = await queue.SendAsync(name, "visible", TimeSpan.Zero, CancellationToken.None);

        await queues.GetQueueClient(name).ReceiveMessagesAsync(32);

        Assert.True(await queue.TakeBackAsync(waiting, CancellationToken.None));
        Assert.False(await queue.TakeBackAsync(visible, CancellationToken.None));
    }

    private static async Task<(QueueServiceClient Queues, string Name)> StartAsync(Wire wire)
    {
        var queues = StorageRegistration.MakeQueues(
            new StorageOptions { ConnectionString = await TestStorage.ConnectionStringAsync() },
            new QueueClientOptions { Transport = new HttpClientTransport(wire) });
        var name = $"test-{Guid.NewGuid():N}";
        await queues.CreateQueueAsync(name);
        return (queues, name);
    }

    private sealed class Wire() : DelegatingHandler(new SocketsHttpHandler { UseProxy = false })
    {
        public List<Uri> Sent { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Sent.Add(request.RequestUri!);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
