using WhatSnap.Bench.Outbound;
using WhatSnap.Bench.WhatsApp;

namespace WhatSnap.Tests.Bench;

/// <summary>What the chaos run of WhatsApp judges by: a promise that nothing was seen of is not a kept one.</summary>
public sealed class WhatsAppVerdictTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(1, 0, false)]
    [InlineData(1, 1, true)]
    [InlineData(0, 1, true)]
    public void Displaced_owners_of_which_none_was_seen_keep_no_promise(int displacements, int seen, bool isKept)
    {
        var lost = Enumerable.Range(1, seen).Select(epoch => new LostOwner("gateway-A", "wa-1", epoch, At, At.AddSeconds(3)));

        Assert.Equal(isKept, new OwnerVerdict { Lost = [.. lost], After = [], Displacements = displacements }.IsKept);
    }

    [Theory]
    [InlineData(0, "text", 0)]
    [InlineData(0, "", 0)]
    [InlineData(0, "text text", 1)]
    [InlineData(0, "text picture1", 1)]
    [InlineData(2, "picture1 picture2 another", 0)]
    [InlineData(2, "picture1", 0)]
    [InlineData(2, "text picture1 picture2", 1)]
    [InlineData(2, "picture1 picture2 picture1 picture2", 2)]
    public void What_a_phone_shows_of_an_answer_beside_each_of_its_parts_is_doubled(int pictures, string shown, int doubles)
    {
        var answer = new PlannedAnswer(TimeSpan.Zero, 0, "Hello", [.. Enumerable.Repeat(Array.Empty<byte>(), pictures)], false);
        var chats = shown.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => new ShownChat(id, "Hello", At, "15005550170"));

        Assert.Equal(doubles, ChatVerdict.DoublesOf(answer, ["text", "picture1", "picture2"], [.. chats]));
    }
}
