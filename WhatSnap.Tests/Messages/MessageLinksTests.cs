using WhatSnap.Core.Messages;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Messages;

/// <summary>What is kept of messages that went out: in parts, listed, and forgotten in time.</summary>
public sealed class MessageLinksTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_message_in_parts_has_failed_when_any_part_has(int failing)
    {
        await using var stage = await OutboundStage.StartAsync();
        stage.Twilio.World.SetOutcome(TestProduct.Customer(1), Local.Simulators.Twilio.TwilioOutcome.StaysQueued);
        string[] files = [.. Enumerable.Range(1, 12).Select(number => stage.Crm.Shelve($"{number}.png", "image/png", [1]))];
        var id = await stage.WriteAsync(stage.SalesContact(), "pictures", files);
        await stage.RunAsync();

        foreach (var part in new[] { 1, 2 })
        {
            var sending = part == 1 ? id : $"{id}.{part}";
            var status = new ProviderStatus(
                (await stage.LinkAsync(sending)).ProviderId!, part == failing ? SendStates.Failed : SendStates.Delivered,
                part == failing ? "30006" : null);
            await stage.Product.Get<NoteStatus>().RunAsync(stage.Product.Account, sending, status, CancellationToken.None);
        }

        await stage.Product.Queue.RunAllAsync(TimeSpan.FromMinutes(1));

        Assert.Equal("failed", stage.StatusOf(id));
        Assert.Equal("30006", stage.Crm.Message(id)!.Statuses[^1].Error?.Code);
    }

    [Fact]
    public async Task A_message_is_forgotten_with_all_that_stands_beside_it_when_its_days_are_over()
    {
        await using var azurite = await TestStorage.StartAsync();
        await using var stage = await OutboundStage.StartAsync(connectionString: azurite.Place.ConnectionString);
        var links = stage.Product.Get<MessageLinks>();
        var sent = await stage.WriteAsync(stage.SalesContact(), "Hello");
        var failed = await stage.WriteAsync(stage.Contact(2), "Nobody");
        await stage.RunAsync();
        var sid = (await stage.LinkAsync(sent)).ProviderId!;

        stage.Product.Time.Advance(TimeSpan.FromDays(MarkerRetention.DaysOfOutbound - 1));
        await stage.Product.Get<CountMessages>().RunAsync(stage.Product.LocationId, CancellationToken.None);
        Assert.Equal([failed], await OpenAsync(stage));
        Assert.Equal(sent, await links.FindByProviderAsync(stage.Product.LocationId, sid, CancellationToken.None));

        stage.Product.Time.Advance(TimeSpan.FromDays(2));
        await stage.Product.Get<CountMessages>().RunAsync(stage.Product.LocationId, CancellationToken.None);

        Assert.Empty(await OpenAsync(stage));
        Assert.Null(await links.FindByProviderAsync(stage.Product.LocationId, sid, CancellationToken.None));
        Assert.Null(await links.FindAsync(stage.Product.LocationId, sent, CancellationToken.None));
        Assert.Null(await links.FindAsync(stage.Product.LocationId, failed, CancellationToken.None));
    }

    private static async Task<List<string>> OpenAsync(OutboundStage stage) =>
        [.. (await stage.Product.Get<MessageIndex>().ListAsync(
            stage.Product.LocationId, new MessageFilter(null, null, SendStates.Failed.Code, null), null, CancellationToken.None)).Messages.Select(entry => entry.TraceId)];
}
