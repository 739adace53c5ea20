namespace WhatSnap.Companion.Messages;

/// <summary>Messages that came, in their order, and how far the cursor goes once they were taken.</summary>
public sealed class ChatBatch
{
    internal ChatBatch(IReadOnlyList<MacMessage> messages, ChatCursor next, IReadOnlyList<MessageMark> marks, bool hasMore) =>
        (Messages, Next, Marks, HasMore) = (messages, next, marks, hasMore);

    public IReadOnlyList<MacMessage> Messages { get; }

    /// <summary>To be kept by the caller, after the messages were taken.</summary>
    public ChatCursor Next { get; }

    internal IReadOnlyList<MessageMark> Marks { get; }

    /// <summary>Whether rows wait behind these, which come without Messages writing anything.</summary>
    internal bool HasMore { get; }
}
