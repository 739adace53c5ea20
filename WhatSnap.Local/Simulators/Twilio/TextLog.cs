namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>Every message in both directions, in order.</summary>
internal sealed class TextLog
{
    private readonly Lock _gate = new();
    private readonly List<Entry> _entries = [];
    private readonly Dictionary<string, Entry> _bySid = [];

    public IReadOnlyList<TwilioMessage> Messages
    {
        get { lock (_gate) return [.. _entries.Select(entry => entry.Message)]; }
    }

    public IReadOnlyList<TwilioText> Inbound
    {
        get
        {
            lock (_gate)
            {
                return
                [
                    .. _entries.Where(entry => !entry.Message.IsOutbound)
                        .Select(entry => new TwilioText(entry.Message, entry.Result)),
                ];
            }
        }
    }

    public IReadOnlyList<TwilioSent> Outbound
    {
        get
        {
            lock (_gate)
            {
                return
                [
                    .. _entries.Where(entry => entry.Message.IsOutbound)
                        .Select(entry => new TwilioSent(entry.Message, [.. entry.Statuses], [.. entry.Callbacks])),
                ];
            }
        }
    }

    public TwilioMessage? Get(string sid)
    {
        lock (_gate) return _bySid.GetValueOrDefault(sid)?.Message;
    }

    public void Add(TwilioMessage message)
    {
        var entry = new Entry(message);
        lock (_gate)
        {
            _entries.Add(entry);
            _bySid.Add(message.Sid, entry);
        }
    }

    public void SetResult(TwilioTextResult result)
    {
        lock (_gate)
        {
            if (_bySid.TryGetValue(result.Sid, out var entry)) entry.Result = result;
        }
    }

    /// <summary>Gives a message another status; one that is forgotten stays forgotten.</summary>
    public void SetStatus(string sid, TwilioStatus status)
    {
        lock (_gate)
        {
            if (!_bySid.TryGetValue(sid, out var entry)) return;
            entry.Statuses.Add(status);
            entry.Message = entry.Message with
            {
                Status = status.Status,
                ErrorCode = status.ErrorCode,
                LeftAt = status.Status == "sent" ? status.At : entry.Message.LeftAt,
            };
        }
    }

    public void AddCallback(string sid, TwilioCallback callback)
    {
        lock (_gate)
        {
            if (_bySid.TryGetValue(sid, out var entry)) entry.Callbacks.Add(callback);
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _entries.Clear();
            _bySid.Clear();
        }
    }

    private sealed class Entry(TwilioMessage message)
    {
        public TwilioMessage Message { get; set; } = message;

        public TwilioTextResult? Result { get; set; }

        public List<TwilioStatus> Statuses { get; } = [new(message.Status, null, message.DateSent)];

        public List<TwilioCallback> Callbacks { get; } = [];
    }
}
