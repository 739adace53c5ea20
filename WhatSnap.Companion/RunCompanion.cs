using Microsoft.Data.Sqlite;
using WhatSnap.Companion.Devices;
using WhatSnap.Companion.Health;
using WhatSnap.Companion.Messages;
using WhatSnap.Companion.Pairing;

namespace WhatSnap.Companion;

/// <summary>Forwards, sends, tells and beats until it is ended or WhatSnap knows this Mac no more; what fails is tried again.</summary>
internal sealed class RunCompanion(MacPlaces places, TextWriter output, TimeProvider time)
{
    /// <summary>launchd starts it each minute; WhatSnap wants to be asked by a device that it does not know once an hour at most.</summary>
    private static readonly TimeSpan AskedAgain = TimeSpan.FromHours(1);

    private readonly TextWriter _output = TextWriter.Synchronized(output);

    /// <summary>Gives 0 when it was asked to end.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var (kept, told) = (new KeptFiles(places), new Told(_output));
        if (!places.IsMac) return await told.SayAsync(Findings.NotMacOs);
        if (kept.Device() is not { } device) return await told.SayAsync(Findings.NotPaired);
        using var alone = kept.Lock();
        if (alone is null) return await told.SayAsync(Findings.AlreadyRunning);
        if (kept.Status()?.Ended is { } ended && time.GetUtcNow() - ended < AskedAgain) return await told.SayAsync(Findings.PairingEnded);

        Say($"Connected to {device.Server} as device {device.DeviceId}. Ctrl+C ends.");
        using var api = new DeviceApi(device.Server, device.Token, time);
        using var reading = new ReadMessages(places.ChatDb, places.Home, kept.Cursor(), time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var loops = Loops(api, reading, kept, stop.Token);
        var first = await Task.WhenAny(loops);
        await stop.CancelAsync();
        await Task.WhenAll(loops);
        if (await first) return 0;
        kept.Save(new RunStatus(Contact: null, Waiting: 0, Findings.PairingEnded.Code, time.GetUtcNow()));
        return await told.SayAsync(Findings.PairingEnded);
    }

    private Task<bool>[] Loops(DeviceApi api, ReadMessages reading, KeptFiles kept, CancellationToken cancellationToken)
    {
        var (clock, health, journal) = (new ServerClock(time), new MacHealth(places, time), new SentJournal(kept, time));
        var sent = new ReadSent(places, journal, time);
        var send = new SendMessage(
            places, api, journal, new StageFiles(places, api, time), new HandToMessages(new Osascript(places, time)), sent, clock, time);
        var beat = new SendHeartbeat(places, api, health, kept, clock, time, Say);
        var forward = new ForwardMessages(reading, api, journal, kept, clock, Say);
        var tell = new TellReceipts(api, journal, sent, time, Say);
        var outbox = new SendOutbox(api, health, send, journal);
        return
        [
            RepeatAsync("Heartbeat", TimeSpan.FromSeconds(60), beat.RunAsync, cancellationToken),
            RepeatAsync("Forwarding", TimeSpan.FromSeconds(1), forward.RunAsync, cancellationToken),
            RepeatAsync("Receipts", TimeSpan.FromSeconds(2), tell.RunAsync, cancellationToken),
            RepeatAsync("Sending", TimeSpan.FromSeconds(1), outbox.RunAsync, cancellationToken),
            RepeatAsync("The token's renewal", TimeSpan.FromHours(1), new RenewToken(api, kept, time).RunAsync, cancellationToken),
        ];
    }

    /// <summary>True when it was asked to end, false when the token is known no more.</summary>
    private async Task<bool> RepeatAsync(
        string what, TimeSpan pause, Func<CancellationToken, Task> runAsync, CancellationToken cancellationToken)
    {
        var (wait, trouble) = (new RetryWait(), (string?)null);
        try
        {
            while (true)
            {
                var (now, retryAfter) = await TryAsync(runAsync, cancellationToken);
                if (now != trouble) Say(now is null ? $"{what} is well again." : $"{what} waits: {now}");
                trouble = now;
                if (now is null) wait.Reset();
                await Task.Delay(now is null ? pause : wait.After(retryAfter), time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return true;
        }
        catch (DeviceApiException ended) when (ended.IsUnpaired)
        {
            return false;
        }
    }

    /// <summary>What keeps it from working now, and what to do, null when nothing does; and how long WhatSnap wants it to wait.</summary>
    private static async Task<(string? Trouble, TimeSpan? RetryAfter)> TryAsync(Func<CancellationToken, Task> runAsync, CancellationToken cancellationToken)
    {
        try
        {
            await runAsync(cancellationToken);
            return default;
        }
        catch (DeviceApiException failed) when (!failed.IsUnpaired)
        {
            return (failed.Message, failed.RetryAfter);
        }
        catch (TroubleException found)
        {
            return ($"{found.Finding.Sentence} {found.Finding.NextAction}", null);
        }
        catch (SqliteException unreadable)
        {
            return ($"{CheckDatabase.FindingOf(unreadable).Sentence} {CheckDatabase.FindingOf(unreadable).NextAction}", null);
        }
        catch (ChatSchemaException)
        {
            return ($"{Findings.SchemaUnknown.Sentence} {Findings.SchemaUnknown.NextAction}", null);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return ($"A file can't be read or written ({refused.GetType().Name}).", null);
        }
    }

    private void Say(string line) => _output.WriteLine($"{time.GetUtcNow():u}  {line}");
}
