namespace WhatSnap.Bench.Chaos;

/// <summary>One post of a message.</summary>
internal sealed record Attempt(DateTimeOffset At, string Host, bool IsRepeat, string Result);

/// <summary>The posts of one message to the hosts, and when one of them was accepted.</summary>
internal class PostTrace
{
    private readonly Lock _gate = new();
    private readonly List<Attempt> _attempts = [];
    private DateTimeOffset? _acceptedAt;

    /// <summary>When the first 2xx came.</summary>
    public DateTimeOffset? AcceptedAt
    {
        get { lock (_gate) return _acceptedAt; }
    }

    public IReadOnlyList<Attempt> Attempts
    {
        get { lock (_gate) return [.. _attempts]; }
    }

    public void Add(Attempt attempt, DateTimeOffset? acceptedAt)
    {
        lock (_gate)
        {
            _attempts.Add(attempt);
            _acceptedAt ??= acceptedAt;
        }
    }
}
