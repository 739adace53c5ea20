namespace WhatSnap.Core.Messages;

/// <summary>How far a message that goes out has come.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Rank">A message only ever goes to a higher rank.</param>
/// <param name="IsFinal">True when nothing follows.</param>
/// <param name="Sentence">What it means, for a person.</param>
public sealed record SendState(string Code, int Rank, bool IsFinal, string Sentence)
{
    public override string ToString() => Code;
}

/// <summary>Every state of a message that goes out; <c>docs/failures.md</c> shows the same table.</summary>
public static class SendStates
{
    public static readonly SendState Accepted = new("accepted", 0, false, "WhatSnap has it and will send it.");

    public static readonly SendState Unknown = new(
        "unknown", 1, false, "It may have been sent: the provider did not answer and can't be asked. WhatSnap does not send it again.");

    public static readonly SendState Queued = new("queued", 2, false, "The provider has it.");

    public static readonly SendState Sent = new("sent", 3, false, "The provider handed it to the carrier.");

    public static readonly SendState Delivered = new("delivered", 4, true, "It reached the phone.");

    public static readonly SendState Read = new("read", 5, true, "The contact has read it.");

    public static readonly SendState Failed = new("failed", 6, true, "It was not sent or did not arrive.");

    public static readonly IReadOnlyList<SendState> All = [Accepted, Unknown, Queued, Sent, Delivered, Read, Failed];

    /// <summary>The state with a code.</summary>
    public static SendState Of(string code) => All.First(state => state.Code == code);

    /// <summary>True when a message in one state goes to the other: never back, and never out of an end but from delivered to read.</summary>
    public static bool MayFollow(SendState now, SendState next) =>
        next.Rank > now.Rank && (!now.IsFinal || (now == Delivered && next == Read));
}
