namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>Every stored message in the order of storing, and the conversations they make.</summary>
internal sealed class MessageLog
{
    private readonly Lock _gate = new();
    private readonly List<SimulatedMessage> _all = [];
    private readonly Dictionary<string, int> _placeOf = [];
    private readonly Dictionary<string, List<int>> _byConversation = [];
    private readonly Dictionary<string, SimulatedConversation> _conversations = [];
    private readonly Dictionary<string, SimulatedConversation> _conversationOfContact = [];

    public IReadOnlyList<SimulatedMessage> All => Since(0);

    public IReadOnlyList<SimulatedConversation> Conversations
    {
        get { lock (_gate) return [.. _conversations.Values]; }
    }

    public int Count
    {
        get { lock (_gate) return _all.Count; }
    }

    /// <summary>The messages with a higher sequence number.</summary>
    public IReadOnlyList<SimulatedMessage> Since(long sequence)
    {
        lock (_gate)
        {
            var from = (int)Math.Clamp(sequence, 0, _all.Count);
            return _all.GetRange(from, _all.Count - from);
        }
    }

    public SimulatedMessage? Get(string id)
    {
        lock (_gate) return _placeOf.TryGetValue(id, out var place) ? _all[place] : null;
    }

    public SimulatedConversation? Conversation(string id)
    {
        lock (_gate) return _conversations.GetValueOrDefault(id);
    }

    public SimulatedConversation? ConversationOf(string contactId)
    {
        lock (_gate) return _conversationOfContact.GetValueOrDefault(contactId);
    }

    /// <summary>The messages of one conversation, oldest stored first.</summary>
    public IReadOnlyList<SimulatedMessage> Of(string conversationId)
    {
        lock (_gate) return _byConversation.TryGetValue(conversationId, out var places) ? [.. places.Select(place => _all[place])] : [];
    }

    /// <summary>Stores a message in the contact's conversation, which is opened when it has none.</summary>
    public SimulatedMessage Add(
        string locationId, string contactId, Func<SimulatedConversation, SimulatedMessage> make)
    {
        lock (_gate)
        {
            if (!_conversationOfContact.TryGetValue(contactId, out var conversation))
            {
                conversation = new SimulatedConversation(VendorId.New(), locationId, contactId);
                _conversationOfContact.Add(contactId, conversation);
                _conversations.Add(conversation.Id, conversation);
                _byConversation.Add(conversation.Id, []);
            }

            var message = make(conversation) with { Sequence = _all.Count + 1 };
            _placeOf.Add(message.Id, _all.Count);
            _byConversation[conversation.Id].Add(_all.Count);
            _all.Add(message);
            return message;
        }
    }

    /// <summary>Changes a message; one that is forgotten stays forgotten.</summary>
    public void Change(string id, Func<SimulatedMessage, SimulatedMessage> change)
    {
        lock (_gate)
        {
            if (_placeOf.TryGetValue(id, out var place)) _all[place] = change(_all[place]);
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _all.Clear();
            _placeOf.Clear();
            _byConversation.Clear();
            _conversations.Clear();
            _conversationOfContact.Clear();
        }
    }
}
