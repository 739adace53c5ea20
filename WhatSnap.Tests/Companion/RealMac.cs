using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using WhatSnap.Companion;
using WhatSnap.Companion.Devices;
using WhatSnap.Companion.Health;
using WhatSnap.Companion.Messages;
using WhatSnap.Companion.Pairing;

namespace WhatSnap.Tests.Companion;

/// <summary>A Mac with the companion, one step at a time, in the time of the host that it was paired with.</summary>
internal sealed class RealMac : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly HostTime _time;
    private ReadMessages? _reading;

    public RealMac(FakeTimeProvider hostTime)
    {
        _time = new HostTime(hostTime);
        Chats = new MacChats(MacSchemas.Tahoe);
        Chats.Add(new MacRow { Text = "of before", Date = Now });
        Messages = new FakeMessages(Path.Combine(Chats.Home, "bin")) { Does = handed => SendWell(handed) };
        Places = new MacPlaces(IsMac: true, Chats.Home, $"{Path.Combine(Chats.Home, "bin")}:/usr/bin:/bin")
        {
            MessagesProgram = Process.GetCurrentProcess().ProcessName,
        };
        Kept = new KeptFiles(Places);
    }

    public MacChats Chats { get; }

    public FakeMessages Messages { get; }

    public MacPlaces Places { get; }

    public KeptFiles Kept { get; }

    public DeviceApi Device { get; private set; } = null!;

    public SentJournal Journal { get; private set; } = null!;

    public DateTimeOffset Now => _time.GetUtcNow();

    public string Output => _output.ToString();

    public List<string> Said { get; } = [];

    /// <summary>The texts that were handed to Messages, in their order.</summary>
    public IEnumerable<string> Texts => Messages.Handed.Where(one => one[0] == "text").Select(one => one[4]);

    public async Task PairAsync(string address, string code)
    {
        Assert.Equal(0, await Commands.RunAsync(["pair", address, code], Places, _output, _time, CancellationToken.None));
        Start();
    }

    /// <summary>The program begins anew with what it kept.</summary>
    public void Start()
    {
        _reading?.Dispose();
        Device?.Dispose();
        var paired = Kept.Device()!;
        Device = new DeviceApi(paired.Server, paired.Token, _time);
        _reading = new ReadMessages(Chats.Path, Chats.Home, Kept.Cursor(), _time);
        Journal = new SentJournal(Kept, _time);
    }

    /// <summary>The whole program, in real time, until it ends by itself.</summary>
    public Task<int> RunAsync(CancellationToken cancellationToken) =>
        Commands.RunAsync(["run"], Places, TextWriter.Synchronized(_output), TimeProvider.System, cancellationToken);

    public Task BeatAsync() => new SendHeartbeat(
        Places, Device, new MacHealth(Places, _time), Kept, new ServerClock(_time), _time, Said.Add).RunAsync(CancellationToken.None);

    public Task<int> ForwardAsync() =>
        new ForwardMessages(_reading!, Device, Journal, Kept, new ServerClock(_time), Said.Add).RunAsync(CancellationToken.None);

    /// <summary>Takes what the outbox has, which must be something, and tells what became of it.</summary>
    public async Task SendAsync(CancellationToken cancellationToken = default)
    {
        var sent = new ReadSent(Places, Journal, _time);
        var hand = new HandToMessages(new Osascript(Places, _time));
        var send = new SendMessage(Places, Device, Journal, new StageFiles(Places, Device, _time), hand, sent, new ServerClock(_time), _time);
        await new SendOutbox(Device, new MacHealth(Places, _time), send, Journal).RunAsync(cancellationToken);
        await TellAsync();
    }

    public Task TellAsync() => new TellReceipts(Device, Journal, new ReadSent(Places, Journal, _time), _time, Said.Add).RunAsync(CancellationToken.None);

    public Task RenewTokenAsync() => new RenewToken(Device, Kept, _time).RunAsync(CancellationToken.None);

    /// <summary>What the outbox offers now.</summary>
    public Task<IReadOnlyList<WireOutboxItem>> OfferedAsync() => Device.OutboxAsync(0, CancellationToken.None);

    /// <summary>A text comes to the Mac.</summary>
    public long Receive(string text, string from, DateTimeOffset? date = null, string? guid = null) =>
        Chats.Add(new MacRow { Text = text, Peer = from, Date = date ?? Now, Guid = guid });

    /// <summary>The row that Messages makes of what it was handed.</summary>
    public int SendWell(string[] handed)
    {
        var isFile = handed[0] == "file";
        var row = Chats.Add(new MacRow
        {
            Body = TypedStream.Of(isFile ? "\uFFFC" : handed[4]),
            Peer = handed[1],
            IsFromMe = true,
            HasAttachments = isFile,
            Date = Now,
            More = new() { ["is_sent"] = 1 },
        });
        if (isFile) Chats.Attach(row, Path.GetFileName(handed[4]));
        return 0;
    }

    public void Dispose()
    {
        _reading?.Dispose();
        Device?.Dispose();
        Messages.Dispose();
        Chats.Dispose();
        _output.Dispose();
    }

    /// <summary>The host's clock, which the companion's own waits move; its limits stand.</summary>
    private sealed class HostTime(FakeTimeProvider host) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => host.GetUtcNow();

        public override long GetTimestamp() => host.GetTimestamp();

        public override long TimestampFrequency => host.TimestampFrequency;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime <= TimeSpan.Zero || dueTime >= Osascript.Limit) return System.CreateTimer(callback, state, dueTime, period);
            host.Advance(dueTime);
            return System.CreateTimer(callback, state, TimeSpan.FromTicks(1), Timeout.InfiniteTimeSpan);
        }
    }
}
