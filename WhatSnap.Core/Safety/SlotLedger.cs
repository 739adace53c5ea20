using System.Buffers.Binary;

namespace WhatSnap.Core.Safety;

/// <summary>What a message is to whom it is for.</summary>
public enum SlotKind : byte
{
    /// <summary>To somebody who wrote to the account within a day.</summary>
    Answer,

    /// <summary>To somebody who wrote to the account before that.</summary>
    Known,

    /// <summary>To somebody who never wrote to the account.</summary>
    Stranger,
}

/// <summary>The second at which one message of an account may leave.</summary>
/// <param name="At">The second.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Contact">A keyed hash of whom it is for.</param>
/// <param name="Text">A keyed hash of the text to a stranger; 0 for none.</param>
public readonly record struct Slot(DateTimeOffset At, SlotKind Kind, uint Contact, uint Text);

/// <summary>The slots that an account gave to its messages, of the last day and of the time to come.</summary>
/// <param name="Slots">By time.</param>
public sealed record SlotLedger(IReadOnlyList<Slot> Slots)
{
    /// <summary>As long as the longest day, and an hour; texts are compared for 24 hours.</summary>
    internal static readonly TimeSpan Kept = TimeSpan.FromHours(26);

    /// <summary>Answers count in no limit: they only keep their distance.</summary>
    internal static readonly TimeSpan AnswersKept = TimeSpan.FromMinutes(2);

    private const int BytesOfSlot = 13;

    public static SlotLedger Empty { get; } = new([]);

    /// <summary>The slots that count in an hour's or a day's limit.</summary>
    public IEnumerable<Slot> Counted => Slots.Where(slot => slot.Kind != SlotKind.Answer);

    /// <summary>Without the slots whose time is over.</summary>
    public SlotLedger At(DateTimeOffset now) =>
        new([.. Slots.Where(slot => now - slot.At < (slot.Kind == SlotKind.Answer ? AnswersKept : Kept))]);

    /// <summary>Without the slot that a message had.</summary>
    public SlotLedger Without(DateTimeOffset? at, uint contact) =>
        new([.. Slots.Where(slot => slot.At != at || slot.Contact != contact)]);

    public SlotLedger With(Slot slot) => new([.. Slots.Append(slot).OrderBy(one => one.At)]);

    internal static SlotLedger Read(byte[] bytes) => new([.. bytes.Chunk(BytesOfSlot).Select(one => new Slot(
        DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadUInt32BigEndian(one)), (SlotKind)one[4],
        BinaryPrimitives.ReadUInt32BigEndian(one.AsSpan(5)), BinaryPrimitives.ReadUInt32BigEndian(one.AsSpan(9))))]);

    internal byte[] ToBytes()
    {
        var bytes = new byte[Slots.Count * BytesOfSlot];
        for (var index = 0; index < Slots.Count; index++)
        {
            var slot = Slots[index];
            var place = bytes.AsSpan(index * BytesOfSlot, BytesOfSlot);
            BinaryPrimitives.WriteUInt32BigEndian(place, (uint)slot.At.ToUnixTimeSeconds());
            place[4] = (byte)slot.Kind;
            BinaryPrimitives.WriteUInt32BigEndian(place[5..], slot.Contact);
            BinaryPrimitives.WriteUInt32BigEndian(place[9..], slot.Text);
        }

        return bytes;
    }
}
