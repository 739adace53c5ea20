using WhatSnap.Bench.Traffic;
using WhatSnap.Bench.World;

namespace WhatSnap.Bench.Pipeline;

/// <summary>Makes signed texts of about 600 bytes, of senders that are known by now or never wrote before.</summary>
internal sealed class PipelineTexts(int seed, BenchWorld world)
{
    /// <summary>Enough that a lane is seldom busy when its sender writes again.</summary>
    public const int KnownSenders = 100;

    private const string Text =
        "Hello, I would like to come by on Thursday afternoon. When do you open, and is there a place to park nearby? Thank you.";

    private readonly TextMaker _texts = new(seed);
    private int _lastKnown;
    private int _lastNew = KnownSenders;

    /// <summary>Texts of the known senders in turn; the first round of them makes them known.</summary>
    public IReadOnlyList<SignedText> OfKnown(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => Make(_lastKnown++ % KnownSenders))];

    public IReadOnlyList<SignedText> OfNew(int count) => [.. Enumerable.Range(0, count).Select(_ => Make(_lastNew++))];

    /// <summary>Further texts of the first of the known senders.</summary>
    public IReadOnlyList<SignedText> OfFirstKnown(int count) => [.. Enumerable.Range(0, count).Select(Make)];

    private SignedText Make(int sender) => SignedText.Of(_texts.WithText(sender, Text), world);
}
