using WhatSnap.Bench.Chaos;
using WhatSnap.Bench.Devices;
using WhatSnap.Bench.Outbound;
using WhatSnap.Bench.WhatsApp;

namespace WhatSnap.Bench.Faults;

/// <summary>One fault, the traffic around it, and what became of both.</summary>
/// <param name="dependency">What fails; null for the traffic before the first fault.</param>
/// <param name="kind">How.</param>
/// <param name="length">How long.</param>
/// <param name="number">Its place in the run, from 1; 0 for the traffic before.</param>
internal sealed class FaultCell(Dependency? dependency, FaultKind kind, TimeSpan length, int number)
{
    public Dependency? Dependency => dependency;

    public FaultKind Kind => kind;

    public TimeSpan Length { get; set; } = length;

    public int Number => number;

    public string Name => dependency is null ? "before all faults" : $"{dependency.Name} {kind.ToString().ToLowerInvariant()}";

    /// <summary>The texts to the Twilio number.</summary>
    public Journal Texts { get; set; } = new([]);

    /// <summary>The messages to the WhatsApp accounts.</summary>
    public Chats? Chats { get; set; }

    /// <summary>The texts to the phones.</summary>
    public IReadOnlyList<ReceivedText> PhoneTexts { get; set; } = [];

    /// <summary>What was written in GoHighLevel, to contacts of Twilio accounts.</summary>
    public IReadOnlyList<WrittenAnswer> TwilioAnswers { get; set; } = [];

    /// <summary>The same, to contacts of WhatsApp accounts.</summary>
    public IReadOnlyList<WrittenAnswer> ChatAnswers { get; set; } = [];

    /// <summary>The same, to contacts of phones.</summary>
    public IReadOnlyList<WrittenAnswer> PhoneAnswers { get; set; } = [];

    /// <summary>All that was written in GoHighLevel.</summary>
    public IReadOnlyList<WrittenAnswer> Answers => [.. TwilioAnswers, .. ChatAnswers, .. PhoneAnswers];

    /// <summary>When the fault began.</summary>
    public DateTimeOffset Began { get; set; }

    /// <summary>When the fault ended.</summary>
    public DateTimeOffset Ended { get; set; } = DateTimeOffset.MaxValue;

    /// <summary>Seconds from the end of the fault until everything accepted by then had arrived; null when it never did.</summary>
    public double? RecoveryS { get; set; }
}
