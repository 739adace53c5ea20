namespace WhatSnap.Core.Devices;

/// <summary>Why an item of a device is not taken: a stable code, and what it means.</summary>
public sealed record InboxRefusal(string Code, string Sentence);

/// <summary>Every reason for which an item is refused; <c>docs/device-api.md</c> shows the same table.</summary>
public static class InboxRefusals
{
    public static readonly InboxRefusal Invalid = new(
        "invalid", "The item can't be read, says nothing, or has the key of a message with somebody else.");

    public static readonly InboxRefusal NoPeer = new(
        "no_peer", "It does not say whom it is from or to: a message of Messages whose chat is not known; it stays on the device.");

    public static readonly InboxRefusal TooOld = new("too_old", "It was written before the device was paired.");

    public static readonly InboxRefusal Group = new("group", "It was written in a group, and the account takes none.");

    public static readonly InboxRefusal ShortCode = new("short_code", "The other side is a short code, and the account takes only what people write.");

    public static readonly InboxRefusal Name = new(
        "alphanumeric_sender", "The other side is a name instead of a number, and the account takes only what people write.");

    public static readonly InboxRefusal OneTimeCode = new("one_time_code", "The text seems to hold a one-time code, which stays on the device.");

    public static readonly InboxRefusal NotContact = new(
        "unknown_contact", "The account takes only messages with contacts in GoHighLevel, and the other side is none.");

    public static readonly InboxRefusal OwnSend = new("own_send", "WhatSnap itself had the device send it.");

    public static readonly InboxRefusal OwnNote = new("own_note", "It was written to oneself.");

    public static readonly InboxRefusal TestText = new("test_text", "It is the text by which a device is tried out; it was seen, and goes no further.");

    public static readonly IReadOnlyList<InboxRefusal> All =
        [Invalid, NoPeer, TooOld, Group, ShortCode, Name, OneTimeCode, NotContact, OwnSend, OwnNote, TestText];
}
