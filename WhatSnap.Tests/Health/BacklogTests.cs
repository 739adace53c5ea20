using WhatSnap.Core.Accounts;
using WhatSnap.Core.Health;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Safety;
using WhatSnap.Tests.Fixture;

namespace WhatSnap.Tests.Health;

/// <summary>One message that waits for long, behind more than the two hundred that are looked at first.</summary>
public sealed class BacklogTests
{
    private const int Many = 250;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(Holds.Hourly)]
    [InlineData(null)]
    public async Task An_old_one_of_another_account_is_found_behind_many_new_ones(string? hold)
    {
        await using var product = await TestProduct.StartAsync();
        var other = await product.AddAccountAsync("Support", "+15005550199");
        var accepted = product.Time.GetUtcNow();
        await NoteAsync(product, other, null);
        product.Time.Advance(6 * Minute);
        await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => NoteAsync(product, product.Account, hold)));

        var found = (await ReadAsync(product)).Accounts.Single(one => one.Account.AccountId == other.AccountId);

        Assert.Equal(HealthSigns.MessagesWaiting, Assert.Single(found.Signs));
        Assert.Equal((1, (DateTimeOffset?)accepted, 0), (found.Backlog.Waiting, found.Backlog.WaitingSince, found.Backlog.Held));
    }

    [Fact]
    public async Task What_waits_on_purpose_is_no_trouble_however_long()
    {
        await using var product = await TestProduct.StartAsync();
        await NoteAsync(product, product.Account, Holds.QuietHours);
        product.Time.Advance(6 * Minute);

        var found = Assert.Single((await ReadAsync(product)).Accounts);

        Assert.Empty(found.Signs);
        Assert.Equal((0, 1), (found.Backlog.Waiting, found.Backlog.Held));
    }

    [Theory]
    [InlineData(4, false)]
    [InlineData(6, true)]
    public async Task What_no_account_was_chosen_for_is_trouble_of_the_location_when_it_waits_long(int minutes, bool isTrouble)
    {
        await using var product = await TestProduct.StartAsync();
        await NoteAsync(product, null, null);
        product.Time.Advance(minutes * Minute);

        var signs = (await ReadAsync(product)).Signs;

        IReadOnlyList<(string, HealthSign)> trouble = isTrouble ? [("", HealthSigns.ChoicesWaiting)] : [];
        Assert.Equal(trouble, signs);
    }

    private static Task<LocationHealth> ReadAsync(TestProduct product) => product.Get<ReadHealth>().RunAsync(product.LocationId, CancellationToken.None);

    /// <summary>A message that was accepted now and waits.</summary>
    private static Task NoteAsync(TestProduct product, Account? account, string? hold)
    {
        var now = product.Time.GetUtcNow();
        var row = new PendingRow("", MarkerKey.For(account?.AccountId ?? "acc-none", TestProduct.NewSid()), null, null, now, now);
        var entry = MessageEntry.Of(LaneId.New(product.LocationId), row, "contact1", ListedStates.Waiting.Code);
        return product.Get<MessageIndex>().NoteAsync(entry with { AccountId = account?.AccountId, FailureCode = hold }, false, CancellationToken.None);
    }
}
