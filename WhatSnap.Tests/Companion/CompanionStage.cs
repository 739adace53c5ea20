using Microsoft.Extensions.Time.Testing;
using WhatSnap.Companion;
using WhatSnap.Companion.Devices;
using WhatSnap.Companion.Health;
using WhatSnap.Companion.Messages;
using WhatSnap.Companion.Pairing;

namespace WhatSnap.Tests.Companion;

/// <summary>A Mac, its Messages and WhatSnap, between which the companion works one step at a time.</summary>
internal sealed class CompanionStage : IAsyncDisposable
{
    private readonly StringWriter _output = new();
    private readonly HurriedTime _time = new();
    private ReadMessages? _reading;

    private CompanionStage(DeviceServer server)
    {
        Server = server;
        Chats = new MacChats(MacSchemas.Tahoe);
        Chats.Add(new MacRow { Text = "of before", Date = Now });
        Messages = new FakeMessages(Path.Combine(Chats.Home, "bin")) { Does = SendWell };
        Places = new MacPlaces(IsMac: true, Chats.Home, $"{Path.Combine(Chats.Home, "bin")}:/usr/bin:/bin");
        Kept = new KeptFiles(Places);
        Device = new DeviceApi(Parsed(server.Address), new DeviceToken(DeviceServer.Token), _time);
        Start();
    }

    public DeviceServer Server { get; }

    public MacChats Chats { get; }

    public FakeMessages Messages { get; }

    public MacPlaces Places { get; }

    public KeptFiles Kept { get; }

    public DeviceApi Device { get; }

    public SentJournal Journal { get; private set; } = null!;

    public DateTimeOffset Now => _time.GetUtcNow();

    public string Output => _output.ToString();

    public List<string> Said { get; } = [];

    public static async Task<CompanionStage> OpenAsync() => new(await DeviceServer.StartAsync());

    /// <summary>The program begins anew with what it kept.</summary>
    public void Start()
    {
        _reading?.Dispose();
        _reading = new ReadMessages(Chats.Path, Chats.Home, Kept.Cursor(), _time);
        Journal = new SentJournal(Kept, _time);
    }

    public void Wait(TimeSpan time) => _time.Advance(time);

    public Task<int> RunAsync(params string[] words) => Commands.RunAsync(words, Places, _output, _time, CancellationToken.None);

    public Task<int> RunAsync(TimeProvider time, CancellationToken cancellationToken, params string[] words) =>
        Commands.RunAsync(words, Places, _output, time, cancellationToken);

    public Task<int> ForwardAsync() => Forwarding().RunAsync(CancellationToken.None);

    /// <summary>What forwards again and again while the program runs.</summary>
    public ForwardMessages Forwarding()
    {
        var clock = new ServerClock(_time);
        if (Server.Time is { } serverTime) clock.Set(serverTime);
        return new ForwardMessages(_reading!, Device, Journal, Kept, clock, Said.Add);
    }

    /// <summary>Takes what the outbox has, and tells what became of it.</summary>
    public async Task SendAsync()
    {
        var sent = new ReadSent(Places, Journal, _time);
        var (clock, osascript) = (new ServerClock(_time), new Osascript(Places, _time));
        if (Server.Time is { } serverTime) clock.Set(serverTime);
        var send = new SendMessage(
            Places, Device, Journal, new StageFiles(Places, Device, _time), new HandToMessages(osascript), sent, clock, _time);
        await new SendOutbox(Device, new MacHealth(Places, _time), send, Journal).RunAsync(CancellationToken.None);
        await TellAsync();
    }

    public Task TellAsync() => new TellReceipts(Device, Journal, new ReadSent(Places, Journal, _time), _time, Said.Add).RunAsync(CancellationToken.None);

    /// <summary>The row that Messages makes of what it was handed.</summary>
    public long Row(string[] handed, params (string Column, object? Value)[] more) => Chats.Add(new MacRow
    {
        Body = TypedStream.Of(handed[4]),
        Peer = handed[1],
        IsFromMe = true,
        Date = Now,
        More = more.ToDictionary(one => one.Column, one => one.Value),
    });

    public async ValueTask DisposeAsync()
    {
        _reading?.Dispose();
        Device.Dispose();
        Messages.Dispose();
        Chats.Dispose();
        await Server.DisposeAsync();
        await _output.DisposeAsync();
    }

    private static ServerAddress Parsed(string address) => ServerAddress.TryParse(address, out var parsed) ? parsed! : throw new FormatException();

    private int SendWell(string[] handed)
    {
        if (handed[0] == "text") Row(handed, ("is_sent", 1));
        else
        {
            var row = Row([.. handed[..4], "\uFFFC"], ("is_sent", 1), ("cache_has_attachments", 1));
            Chats.Attach(row, Path.GetFileName(handed[4]));
        }

        return 0;
    }

    /// <summary>Short waits end at once and move the clock; limits stand.</summary>
    private sealed class HurriedTime() : FakeTimeProvider(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero))
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime <= TimeSpan.Zero || dueTime > TimeSpan.FromSeconds(5)) return base.CreateTimer(callback, state, dueTime, period);
            Advance(dueTime);
            return System.CreateTimer(callback, state, TimeSpan.FromTicks(1), Timeout.InfiniteTimeSpan);
        }
    }
}
