using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using WhatSnap.Companion.Devices;
using WhatSnap.Companion.Messages;
using WhatSnap.Companion.Pairing;

namespace WhatSnap.Companion.Health;

/// <summary>Tells WhatSnap how this Mac is, and notes the same for <see cref="ShowStatus"/>.</summary>
internal sealed class SendHeartbeat(
    MacPlaces places, DeviceApi api, MacHealth health, KeptFiles kept, ServerClock clock, TimeProvider time, Action<string> say)
{
    private string? _asked;
    private RunStatus _status = new(Contact: null, Waiting: 0, Trouble: null);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await health.CheckAsync(cancellationToken);
        var cursor = kept.Cursor()?.RowId ?? 0;
        var waiting = Waiting(cursor);
        kept.Save(_status = _status with { Waiting = waiting, Trouble = health.Trouble?.Code });
        var answer = await api.HeartbeatAsync(
            new WireHeartbeat(
                AppVersion.Mine, AppVersion.OfSystem, time.GetUtcNow(), Permissions(), cursor.ToString(CultureInfo.InvariantCulture),
                (int)Math.Min(waiting, int.MaxValue)),
            cancellationToken);

        if (answer.ServerTime is { } serverTime) clock.Set(serverTime);
        kept.Save(_status = _status with { Contact = time.GetUtcNow() });
        if (answer.MinVersion is not { } least || least == _asked || !AppVersion.IsOlderThan(least)) return;
        _asked = least;
        say($"This companion is version {AppVersion.Mine}; WhatSnap needs {least}. Download it from WhatSnap and put it in this one's place.");
    }

    private WirePermissions Permissions() => new(
        health.Database is null,
        health.Automation != Findings.AutomationDenied && health.Automation != Findings.OsascriptMissing,
        Process.GetProcessesByName(places.MessagesProgram).Length > 0,
        health.Automation == Findings.IMessageMissing ? false : health.MaySend ? true : null,
        health.Automation == Findings.SmsMissing ? false : health.Automation is null ? true : null);

    private long Waiting(long cursor)
    {
        if (health.Database is not null || cursor == 0) return 0;
        try
        {
            using var db = ChatDb.Open(places.ChatDb, places.Home);
            return db.CountAfter(cursor);
        }
        catch (Exception busy) when (busy is SqliteException or ChatSchemaException)
        {
            return 0;
        }
    }
}

/// <summary>The version of this program.</summary>
internal static class AppVersion
{
    public static string Mine { get; } = typeof(AppVersion).Assembly.GetName().Version!.ToString(3);

    /// <summary>The system's, in the 40 characters that WhatSnap takes.</summary>
    public static string OfSystem { get; } = RuntimeInformation.OSDescription is { Length: > 40 } whole ? whole[..40] : RuntimeInformation.OSDescription;

    public static bool IsOlderThan(string least) => Version.TryParse(least, out var needed) && Version.Parse(Mine) < needed;
}
