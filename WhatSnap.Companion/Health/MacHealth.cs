namespace WhatSnap.Companion.Health;

/// <summary>Whether this Mac may read and send, looked at again at each heartbeat and before messages are taken on.</summary>
internal sealed class MacHealth(MacPlaces places, TimeProvider time)
{
    /// <summary>Asking Messages opens it: not more often than this while all is well.</summary>
    private static readonly TimeSpan Asked = TimeSpan.FromMinutes(10);

    private DateTimeOffset? _asked;

    public Finding? Database { get; private set; }

    /// <summary>Without SMS it still sends iMessages.</summary>
    public Finding? Automation { get; private set; }

    public Finding? Trouble => Database ?? Automation;

    /// <summary>Whether messages can be sent and seen to have gone.</summary>
    public bool MaySend => Database is null && (Automation is null || Automation == Findings.SmsMissing);

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var database = new CheckDatabase(places).Run().Finding;
        Database = database == Findings.NoMessages ? null : database;
        var now = time.GetUtcNow();
        if (_asked is { } asked && now - asked < Asked && MaySend) return;
        Automation = (await new CheckAutomation(new Osascript(places, time)).RunAsync(cancellationToken)).Finding;
        _asked = now;
    }

    /// <summary>Messages refused: it is asked again before the next message is taken on.</summary>
    public void Doubt() => _asked = null;
}
