using CsCheck;
using WhatSnap.Core.Messages;
using WhatSnap.Core.Twilio;

namespace WhatSnap.Tests.Messages;

/// <summary>The states of a message that goes out only ever rise.</summary>
public sealed class SendStatesTests
{
    private static readonly string[] TwilioWords =
    [
        "accepted", "scheduled", "queued", "sending", "sent", "delivered", "undelivered", "failed", "canceled", "read",
        "partially_delivered", "receiving", "received", "something new",
    ];

    private static readonly string[] Life = ["queued", "sending", "sent", "delivered"];

    [Fact]
    public void No_order_of_callbacks_leaves_an_end_or_lowers_a_state() =>
        Gen.Int[0, TwilioWords.Length - 1].Select(index => TwilioWords[index]).List[0, 12].Sample(words =>
        {
            var now = SendStates.Accepted;
            foreach (var word in words)
            {
                var before = now;
                if (TwilioStatus.StateOf(word) is { } next && SendStates.MayFollow(now, next)) now = next;
                Assert.True(now.Rank >= before.Rank);
                if (before.IsFinal && now != before) Assert.Equal((SendStates.Delivered, SendStates.Read), (before, now));
            }
        });

    [Fact]
    public void The_same_callbacks_in_any_order_end_in_the_same_state_when_one_of_them_is_an_end() =>
        Gen.Shuffle(Life).Sample(words => Assert.Equal(SendStates.Delivered, EndOf(words)));

    [Theory]
    [InlineData("delivered", "undelivered", "delivered")]
    [InlineData("failed", "delivered", "failed")]
    [InlineData("delivered", "read", "read")]
    [InlineData("read", "delivered", "read")]
    public void An_end_stays(string first, string second, string end) => Assert.Equal(end, EndOf([first, second]).Code);

    [Fact]
    public void A_message_of_which_nothing_is_known_takes_any_word_of_its_provider()
    {
        foreach (var word in new[] { "queued", "sent", "delivered", "failed" })
        {
            Assert.True(SendStates.MayFollow(SendStates.Unknown, TwilioStatus.StateOf(word)!));
        }

        Assert.Null(TwilioStatus.StateOf("received"));
        Assert.Null(TwilioStatus.StateOf(null));
    }

    private static SendState EndOf(IEnumerable<string> words) => words.Aggregate(
        SendStates.Accepted,
        (now, word) => TwilioStatus.StateOf(word) is { } next && SendStates.MayFollow(now, next) ? next : now);
}
