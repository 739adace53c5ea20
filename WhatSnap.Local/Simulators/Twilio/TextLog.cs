namespace WhatSnap.Local.Simulators.Twilio;

/// <summary>Every text that was sent, in order.</summary>
internal sealed class TextLog
{
    private readonly Lock _gate = new();
    private readonly List<TwilioMessage> _messages = [];
    private readonly Dictionary<string, TwilioMessage> _bySid = [];
    private readonly Dictionary<string, TwilioTextResult> _results = [];

    public IReadOnlyList<TwilioText> All
    {
        get
        {
            lock (_gate)
                return [.. _messages.Select(sent => new TwilioText(sent, _results.GetValueOrDefault(sent.Sid)))];
        }
    }

    public TwilioMessage? Get(string sid)
    {
        lock (_gate) return _bySid.GetValueOrDefault(sid);
    }

    public void Add(TwilioMessage message)
    {
        lock (_gate)
        {
            _messages.Add(message);
            _bySid.Add(message.Sid, message);
        }
    }

    public void SetResult(TwilioTextResult result)
    {
        lock (_gate) _results[result.Sid] = result;
    }

    public void Clear()
    {
        lock (_gate)
        {
            _messages.Clear();
            _bySid.Clear();
            _results.Clear();
        }
    }
}
